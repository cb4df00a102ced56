const TRIGGER: Trigger = {
    ::aps_runtime::__private::IntervalTrigger::baked(
            ::aps_runtime::__private::core::time::Duration::new(7200u64, 0u32),
            ::aps_runtime::__private::None,
            ::aps_runtime::__private::None,
            ::aps_runtime::__private::None,
        )
        .jitter(::aps_runtime::__private::core::time::Duration::new(60u64, 0u32))
};
