fn report() {}
/// The job `report`: at 02:30 every day, left out where the clocks skip it, twice where they repeat it, each run delayed by up to 2 minutes, in Europe/Berlin (`cron("30 2 * * *", dst_gap = "skip", dst_overlap = "both")`).
#[non_exhaustive]
enum report {}
#[automatically_derived]
impl report {
    /// The name under which the function is registered; stores keep it.
    const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::report"
    );
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    fn job() -> ::aps_runtime::__private::JobCall {
        ::aps_runtime::__private::JobCall::new(Self::NAME, &())
    }
    #[doc(hidden)]
    const _REGISTERED: () = {
        const _LOCATION: ::aps_runtime::__private::SourceLocation = ::aps_runtime::__private::here(
            ::aps_runtime::__private::core::module_path!(),
        );
        #[::aps_runtime::__private::linkme::distributed_slice(
            ::aps_runtime::__private::REGISTRATIONS_V1
        )]
        #[linkme(crate = ::aps_runtime::__private::linkme)]
        static _REGISTRATION: ::aps_runtime::__private::Registration = ::aps_runtime::__private::Registration {
            function: ::aps_runtime::__private::Some(::aps_runtime::__private::JobFunction {
                name: report::NAME,
                body: ::aps_runtime::__private::JobBody::Blocking(|_, arguments| {
                    let () = ::aps_runtime::__private::no_arguments(arguments)?;
                    ::aps_runtime::__private::IntoJobResult::into_job_result(report())
                }),
                check: ::aps_runtime::__private::no_arguments,
                states: &[],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::Some(::aps_runtime::__private::ScheduledJob {
                id: ::aps_runtime::__private::default_id(report::NAME),
                function: report::NAME,
                call: report::job,
                trigger: &::aps_runtime::__private::AnyTrigger::Cron(
                    ::aps_runtime::__private::CronTrigger::baked(
                        {
                            static EXPRESSION: ::aps_runtime::__private::CronExpression = ::aps_runtime::__private::CronExpression {
                                fields: ::aps_runtime::__private::CronFields {
                                    seconds: 1u64,
                                    minutes: 1073741824u64,
                                    hours: 4u32,
                                    days: 4294967294u32,
                                    from_end: 0u32,
                                    nearest: 0u32,
                                    nth: 0u64,
                                    weekdays: 127u8,
                                    months: 8190u16,
                                    weeks: 18014398509481982u64,
                                    years: ::aps_runtime::__private::std::borrow::Cow::Borrowed(
                                        &[],
                                    ),
                                    day_rule: ::aps_runtime::__private::DayRule::CrontabAnd,
                                    fixed_time: true,
                                },
                                text: ::aps_runtime::__private::std::borrow::Cow::Borrowed(
                                    "30 2 * * *",
                                ),
                            };
                            &EXPRESSION
                        },
                        ::aps_runtime::__private::Some(
                            ::aps_runtime::__private::TimeZone::from_static({
                                static ZONE: ::aps_runtime::__private::ZoneCell = ::aps_runtime::__private::ZoneCell::new(
                                    "Europe/Berlin",
                                );
                                &ZONE
                            }),
                        ),
                        {
                            static OPTIONS: ::aps_runtime::__private::CronOptions = ::aps_runtime::__private::CronOptions {
                                dst_gap: ::aps_runtime::__private::DstGap::Skip,
                                dst_overlap: ::aps_runtime::__private::DstOverlap::Both,
                                jitter: ::aps_runtime::__private::Some(
                                    ::aps_runtime::__private::core::time::Duration::new(
                                        120u64,
                                        0u32,
                                    ),
                                ),
                                ..::aps_runtime::__private::CronOptions::DEFAULT
                            };
                            &OPTIONS
                        },
                    ),
                ),
                options: ::aps_runtime::__private::JobOptions::DEFAULT,
                location: _LOCATION,
            }),
        };
    };
}
