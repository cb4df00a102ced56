const TRIGGER: Trigger = {
    ::core::compile_error! {
        "invalid interval: `2` has no unit\n  = help: write `2s` for seconds, `2m` for minutes, `2h` for hours\n  = note: units are weeks, days, hours, minutes, seconds and ms"
    }
    ::aps_runtime::__private::IntervalTrigger::baked(
        ::aps_runtime::__private::core::time::Duration::new(1u64, 0u32),
        ::aps_runtime::__private::None,
        ::aps_runtime::__private::None,
        ::aps_runtime::__private::None,
    )
};
