#[scheduled_job(interval = "2h", id = "b")]
#[must_use]
fn report() {}
const _: () = {
    const _LOCATION: ::aps_runtime::__private::SourceLocation = ::aps_runtime::__private::here(
        ::aps_runtime::__private::core::module_path!(),
    );
    #[::aps_runtime::__private::linkme::distributed_slice(
        ::aps_runtime::__private::REGISTRATIONS_V1
    )]
    #[linkme(crate = ::aps_runtime::__private::linkme)]
    static _REGISTRATION: ::aps_runtime::__private::Registration = ::aps_runtime::__private::Registration {
        function: ::aps_runtime::__private::None,
        job: ::aps_runtime::__private::Some(::aps_runtime::__private::ScheduledJob {
            id: "a",
            function: report::NAME,
            call: report::job,
            trigger: &::aps_runtime::__private::AnyTrigger::Interval(
                ::aps_runtime::__private::IntervalTrigger::baked(
                    ::aps_runtime::__private::core::time::Duration::new(3600u64, 0u32),
                    ::aps_runtime::__private::None,
                    ::aps_runtime::__private::None,
                    ::aps_runtime::__private::None,
                ),
            ),
            options: ::aps_runtime::__private::JobOptions::DEFAULT,
            location: _LOCATION,
        }),
    };
    #[doc(hidden)]
    #[allow(non_local_definitions)]
    #[macro_export]
    macro_rules! two_jobs_have_the_id_a {
        () => {};
    }
};
