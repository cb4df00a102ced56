fn report() {}
/// The job `report`: every 5 minutes (`interval = "5m"`).
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
                trigger: &::aps_runtime::__private::AnyTrigger::Interval(
                    ::aps_runtime::__private::IntervalTrigger::baked(
                        ::aps_runtime::__private::core::time::Duration::new(
                            300u64,
                            0u32,
                        ),
                        ::aps_runtime::__private::None,
                        ::aps_runtime::__private::None,
                        ::aps_runtime::__private::None,
                    ),
                ),
                options: ::aps_runtime::__private::JobOptions {
                    misfire_grace_time: ::aps_runtime::__private::Some(
                        ::aps_runtime::__private::MisfireGraceTime::Within(
                            ::aps_runtime::__private::core::time::Duration::new(
                                0u64,
                                0u32,
                            ),
                        ),
                    ),
                    ..::aps_runtime::__private::JobOptions::DEFAULT
                },
                location: _LOCATION,
            }),
        };
    };
}
