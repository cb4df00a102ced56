const TRIGGER: Trigger = {
    ::aps_runtime::__private::DateTrigger::baked(
        ::aps_runtime::__private::Moment::Local {
            year: 2030u16,
            month: 1u8,
            day: 31u8,
            hour: 8u8,
            minute: 0u8,
            second: 0u8,
            nanos: 0u32,
        },
        ::aps_runtime::__private::None,
    )
};
