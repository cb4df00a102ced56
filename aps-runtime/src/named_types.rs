/// Gives a type of job store a name, by which a [configuration](crate::SchedulerBuilder::config)
/// can ask for it. For crates that have a store of their own. Write it once, where an item may
/// stand.
///
/// The second argument is a function from the store's options to the store. The options are any
/// type that is `serde::Deserialize`; in a configuration they are the keys beside `type`.
/// Unknown and missing keys are reported with their place in the file.
///
/// ```
/// use aps_runtime::MemoryStore;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct EtcdOptions {
///     endpoints: Vec<String>,
///     #[serde(default)]
///     prefix: String,
/// }
///
/// fn etcd_store(options: EtcdOptions) -> Result<MemoryStore, std::io::Error> {
/// #   /*
///     …
/// #   */
/// #   let _ = (options.endpoints, options.prefix);
/// #   Ok(MemoryStore::new())
/// }
///
/// aps_runtime::job_store_type!("etcd", etcd_store);
/// ```
///
/// ```toml
/// [jobstores.default]
/// type = "etcd"
/// endpoints = ["http://127.0.0.1:2379"]
/// ```
///
/// * A name must be unique in a program. If two crates use the same name, no configuration can
///   be read in that program; the error names both.
/// * As with jobs, a crate that the program names nowhere is not linked: users write `use
///   that_crate as _;`.
/// * Options may be secret. No error and no log shows the values that a configuration has
///   beside `type`. The store's own `Debug` and its errors must not show them either.
/// * The function is called when the scheduler is built, perhaps outside any runtime: connect
///   later, when the store is first used.
/// * Without the feature `config` this only checks that the function is there.
#[macro_export]
macro_rules! job_store_type {
    ($name:literal, $from_options:expr $(,)?) => {
        $crate::__private::register_type!(JOB_STORE_TYPES_V1, JobStoreType, job_store, $name, $from_options);
    };
}

/// Gives a type of executor a name, by which a [configuration](crate::SchedulerBuilder::config)
/// can ask for it; as [`job_store_type!`](crate::job_store_type) does for a store.
///
/// ```
/// use aps_runtime::ThreadPoolExecutor;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct GpuOptions {
///     device: u32,
/// }
///
/// fn gpu_executor(options: GpuOptions) -> Result<ThreadPoolExecutor, std::io::Error> {
///     Ok(ThreadPoolExecutor::new(1).name(format!("gpu-{}", options.device)))
/// }
///
/// aps_runtime::executor_type!("gpu", gpu_executor);
/// ```
#[macro_export]
macro_rules! executor_type {
    ($name:literal, $from_options:expr $(,)?) => {
        $crate::__private::register_type!(EXECUTOR_TYPES_V1, ExecutorType, executor, $name, $from_options);
    };
}

#[cfg(feature = "config")]
#[doc(hidden)]
#[macro_export]
macro_rules! __register_type {
    ($slice:ident, $named:ident, $read:ident, $name:literal, $from_options:expr) => {
        const _: () = {
            #[$crate::__private::linkme::distributed_slice($crate::__private::$slice)]
            #[linkme(crate = $crate::__private::linkme)]
            static _TYPE: $crate::__private::$named = $crate::__private::$named {
                name: $name,
                location: $crate::__private::here($crate::__private::core::module_path!()),
                read: |options| $crate::__private::$read($from_options, options),
            };
        };
    };
}

#[cfg(not(feature = "config"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register_type {
    ($slice:ident, $named:ident, $read:ident, $name:literal, $from_options:expr) => {
        const _: () = {
            let _ = $from_options;
        };
    };
}
