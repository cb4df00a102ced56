const TRIGGER: Trigger = {
    ::other::__private::generated! {
        ::other::__private::CronTrigger::baked({ static EXPRESSION :
        ::other::__private::CronExpression = ::other::__private::CronExpression { fields
        : ::other::__private::CronFields { seconds : 1u64, minutes : 1073741824u64, hours
        : 4u32, days : 4294967294u32, from_end : 0u32, nearest : 0u32, nth : 0u64,
        weekdays : 127u8, months : 8190u16, weeks : 18014398509481982u64, years :
        ::other::__private::std::borrow::Cow::Borrowed(& []), day_rule :
        ::other::__private::DayRule::CrontabAnd, fixed_time : true, }, text :
        ::other::__private::std::borrow::Cow::Borrowed("30 2 * * *"), }; & EXPRESSION },
        ::other::__private::Some(::other::__private::TimeZone::from_static({ static ZONE
        : ::other::__private::ZoneCell = ::other::__private::ZoneCell::new("UTC"); & ZONE
        })), & ::other::__private::CronOptions::DEFAULT,)
    }
};
