pub(crate) async fn report(ctx: JobContext) -> Result<(), Fault> {
    work().await
}
/// The job `report`, scheduled by `interval = "5m"`.
#[non_exhaustive]
pub(crate) enum report {}
#[automatically_derived]
impl report {
    /// The name under which the function is registered; stores keep it.
    pub(crate) const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::report"
    );
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    pub(crate) fn job() -> ::aps_runtime::__private::JobCall {
        ::aps_runtime::__private::JobCall::new(Self::NAME, &())
    }
    #[doc(hidden)]
    const _REGISTERED: () = {
        const LOCATION: ::aps_runtime::__private::SourceLocation = ::aps_runtime::__private::SourceLocation {
            module: ::aps_runtime::__private::core::module_path!(),
            file: ::aps_runtime::__private::core::file!(),
            line: ::aps_runtime::__private::core::line!(),
            column: ::aps_runtime::__private::core::column!(),
        };
        #[::aps_runtime::__private::linkme::distributed_slice(
            ::aps_runtime::__private::JOB_FUNCTIONS_V1
        )]
        #[linkme(crate = ::aps_runtime::__private::linkme)]
        static FUNCTION: ::aps_runtime::__private::JobFunction = ::aps_runtime::__private::JobFunction {
            name: report::NAME,
            body: ::aps_runtime::__private::JobBody::Async(|context, arguments| {
                let arguments = ::aps_runtime::__private::no_arguments(arguments);
                ::aps_runtime::__private::std::boxed::Box::pin(async move {
                    let () = arguments?;
                    ::aps_runtime::__private::IntoJobResult::into_job_result(
                        report(context).await,
                    )
                })
            }),
            location: LOCATION,
        };
        static TRIGGER: ::aps_runtime::__private::AnyTrigger = ::aps_runtime::__private::AnyTrigger::Interval(
            ::aps_runtime::__private::IntervalTrigger::baked(
                ::aps_runtime::__private::core::time::Duration::new(300u64, 0u32),
                ::aps_runtime::__private::core::option::Option::None,
                ::aps_runtime::__private::core::option::Option::None,
                ::aps_runtime::__private::core::option::Option::None,
            ),
        );
        #[::aps_runtime::__private::linkme::distributed_slice(
            ::aps_runtime::__private::SCHEDULED_JOBS_V1
        )]
        #[linkme(crate = ::aps_runtime::__private::linkme)]
        static JOB: ::aps_runtime::__private::ScheduledJob = ::aps_runtime::__private::ScheduledJob {
            id: "monthly.report",
            function: report::NAME,
            trigger: &TRIGGER,
            options: ::aps_runtime::__private::JobOptions {
                name: ::aps_runtime::__private::core::option::Option::Some(
                    "Monthly report",
                ),
                coalesce: ::aps_runtime::__private::core::option::Option::Some(false),
                max_instances: ::aps_runtime::__private::core::option::Option::Some(
                    ::aps_runtime::__private::core::num::NonZero::<
                        ::aps_runtime::__private::core::primitive::u32,
                    >::new(3u32)
                        .unwrap(),
                ),
                misfire_grace_time: ::aps_runtime::__private::core::option::Option::Some(
                    ::aps_runtime::__private::MisfireGraceTime::Within(
                        ::aps_runtime::__private::core::time::Duration::new(30u64, 0u32),
                    ),
                ),
                executor: ::aps_runtime::__private::core::option::Option::Some(
                    "threads",
                ),
                jobstore: ::aps_runtime::__private::core::option::Option::Some("durable"),
            },
            location: LOCATION,
        };
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        macro_rules! job_id_monthly_dot_report {
            () => {};
        }
    };
}
