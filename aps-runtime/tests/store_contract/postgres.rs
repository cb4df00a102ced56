use aps_runtime::PostgresStore;
use aps_runtime::testing::{StorePlace, run_store_contract};
use test_servers::Postgres;

run_store_contract!(server, {
    let url = Postgres::shared().fresh_database();
    StorePlace::new(move || PostgresStore::new(&url).unwrap())
});
