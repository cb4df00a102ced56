//! It keeps to what every job store keeps to.

use aps_runtime::MongoStore;
use aps_runtime::testing::{StorePlace, run_store_contract};
use test_servers::MongoDb;

run_store_contract!(mongodb, {
    let url = MongoDb::shared().fresh_database();
    StorePlace::new(move || MongoStore::new(&url).unwrap())
});
