/// Lets the tests of a program use a [`ProcessPoolExecutor`](crate::ProcessPoolExecutor). Write
/// it once, anywhere in a test program, where an item may stand.
///
/// The test harness has its own `main`, so this macro makes a test, `aps_process_worker`. In a
/// process that a pool has started, that test becomes the worker; otherwise it does nothing. It
/// finds the functions of the test program, including those of its tests.
///
/// ```
/// aps_runtime::testing::process_worker!();
///
/// #[aps_runtime::job]
/// fn heavy() {}
///
/// // A test, but for `#[tokio::test]`:
/// async fn heavy_work_is_done() {
///     let pool = aps_runtime::ProcessPoolExecutor::new(1);
///     let scheduler = aps_runtime::Scheduler::builder().executor("processes", pool).build().unwrap();
///     scheduler.add_job(heavy::job(), aps_runtime::Now).executor("processes").await.unwrap();
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __process_worker {
    () => {
        #[cfg(test)]
        #[test]
        fn aps_process_worker() {
            #[$crate::__private::linkme::distributed_slice($crate::__private::PROCESS_WORKER_TESTS_V1)]
            #[linkme(crate = $crate::__private::linkme)]
            static TEST: &str = ::core::concat!(::core::module_path!(), "::aps_process_worker");
            $crate::__private::enter_if_wanted();
        }
    };
}
#[doc(inline)]
pub use crate::__process_worker as process_worker;
