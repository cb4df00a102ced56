use aps_runtime::MySqlStore;
use aps_runtime::testing::{StorePlace, run_store_contract};
use test_servers::MariaDb;

run_store_contract!(mariadb, {
    let url = MariaDb::shared().fresh_database();
    StorePlace::new(move || MySqlStore::new(&url).unwrap())
});
