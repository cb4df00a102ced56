use aps_runtime::RedisStore;
use aps_runtime::testing::{StorePlace, run_store_contract};
use test_servers::Redis;

run_store_contract!(shared_server, {
    let url = Redis::shared().fresh_database();
    StorePlace::new(move || RedisStore::new(&url).unwrap())
});
