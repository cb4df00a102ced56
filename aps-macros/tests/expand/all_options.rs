pub(crate) async fn report(ctx: JobContext) -> Result<(), Fault> {
    work().await
}
/// The job `report`: every 5 minutes (`interval = "5m"`).
#[non_exhaustive]
pub(crate) enum report {}
#[automatically_derived]
impl report {
    /// The name under which the function is registered; stores keep it.
    pub(crate) const NAME: &'static ::other::__private::core::primitive::str = ::other::__private::core::concat!(
        ::other::__private::core::module_path!(), "::report"
    );
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    pub(crate) fn job() -> ::other::__private::JobCall {
        ::other::__private::JobCall::new(Self::NAME, &())
    }
    #[doc(hidden)]
    const _REGISTERED: () = {
        const _LOCATION: ::other::__private::SourceLocation = ::other::__private::here(
            ::other::__private::core::module_path!(),
        );
        #[::other::__private::linkme::distributed_slice(
            ::other::__private::JOB_FUNCTIONS_V1
        )]
        #[linkme(crate = ::other::__private::linkme)]
        static _FUNCTION: ::other::__private::JobFunction = ::other::__private::JobFunction {
            name: report::NAME,
            body: ::other::__private::JobBody::Async(|context, arguments| {
                let arguments = ::other::__private::no_arguments(arguments);
                ::other::__private::std::boxed::Box::pin(async move {
                    let () = arguments?;
                    ::other::__private::IntoJobResult::into_job_result(
                        report(context).await,
                    )
                })
            }),
            states: &[],
            location: _LOCATION,
        };
        #[::other::__private::linkme::distributed_slice(
            ::other::__private::SCHEDULED_JOBS_V1
        )]
        #[linkme(crate = ::other::__private::linkme)]
        static _JOB: ::other::__private::ScheduledJob = ::other::__private::ScheduledJob {
            id: "monthly.report",
            function: report::NAME,
            call: report::job,
            trigger: &::other::__private::AnyTrigger::Interval(
                ::other::__private::IntervalTrigger::baked(
                    ::other::__private::core::time::Duration::new(300u64, 0u32),
                    ::other::__private::None,
                    ::other::__private::None,
                    ::other::__private::None,
                ),
            ),
            options: ::other::__private::JobOptions {
                name: ::other::__private::Some("Monthly report"),
                coalesce: ::other::__private::Some(false),
                max_instances: ::other::__private::Some(
                    ::other::__private::core::num::NonZero::<
                        ::other::__private::core::primitive::u32,
                    >::new(3u32)
                        .unwrap(),
                ),
                misfire_grace_time: ::other::__private::Some(
                    ::other::__private::MisfireGraceTime::Within(
                        ::other::__private::core::time::Duration::new(30u64, 0u32),
                    ),
                ),
                timeout: ::other::__private::Some(
                    ::other::__private::core::time::Duration::new(300u64, 0u32),
                ),
                retry: ::other::__private::Some(
                    ::other::__private::Retry::attempts(
                            ::other::__private::core::num::NonZero::<
                                ::other::__private::core::primitive::u32,
                            >::new(3u32)
                                .unwrap(),
                        )
                        .delay(::other::__private::core::time::Duration::new(2u64, 0u32))
                        .factor(
                            ::other::__private::core::num::NonZero::<
                                ::other::__private::core::primitive::u32,
                            >::new(3u32)
                                .unwrap(),
                        )
                        .max_delay(
                            ::other::__private::core::time::Duration::new(3600u64, 0u32),
                        ),
                ),
                on_node_loss: ::other::__private::Some(
                    ::other::__private::OnNodeLoss::Rerun,
                ),
                executor: ::other::__private::Some("threads"),
                jobstore: ::other::__private::Some("durable"),
                paused: true,
            },
            location: _LOCATION,
        };
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        macro_rules! job_id_monthly_dot_report {
            () => {};
        }
    };
}
