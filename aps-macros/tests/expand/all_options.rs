pub(crate) async fn report(ctx: JobContext) -> Result<(), Fault> {
    work().await
}
/// The job `report`: every 5 minutes (`interval = "5m"`).
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
                body: ::aps_runtime::__private::JobBody::Async(|context, arguments| {
                    let arguments = ::aps_runtime::__private::no_arguments(arguments);
                    ::aps_runtime::__private::std::boxed::Box::pin(async move {
                        let () = arguments?;
                        ::aps_runtime::__private::IntoJobResult::into_job_result(
                            report(context).await,
                        )
                    })
                }),
                check: ::aps_runtime::__private::no_arguments,
                states: &[],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::Some(::aps_runtime::__private::ScheduledJob {
                id: "monthly.report",
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
                    name: ::aps_runtime::__private::Some("Monthly report"),
                    coalesce: ::aps_runtime::__private::Some(false),
                    max_instances: ::aps_runtime::__private::Some(
                        ::aps_runtime::__private::core::num::NonZero::<
                            ::aps_runtime::__private::core::primitive::u32,
                        >::new(3u32)
                            .unwrap(),
                    ),
                    misfire_grace_time: ::aps_runtime::__private::Some(
                        ::aps_runtime::__private::MisfireGraceTime::Within(
                            ::aps_runtime::__private::core::time::Duration::new(
                                30u64,
                                0u32,
                            ),
                        ),
                    ),
                    timeout: ::aps_runtime::__private::Some(
                        ::aps_runtime::__private::core::time::Duration::new(300u64, 0u32),
                    ),
                    retry: ::aps_runtime::__private::Some(
                        ::aps_runtime::__private::Retry::attempts(
                                ::aps_runtime::__private::core::num::NonZero::<
                                    ::aps_runtime::__private::core::primitive::u32,
                                >::new(3u32)
                                    .unwrap(),
                            )
                            .delay(
                                ::aps_runtime::__private::core::time::Duration::new(
                                    2u64,
                                    0u32,
                                ),
                            )
                            .factor(
                                ::aps_runtime::__private::core::num::NonZero::<
                                    ::aps_runtime::__private::core::primitive::u32,
                                >::new(3u32)
                                    .unwrap(),
                            )
                            .max_delay(
                                ::aps_runtime::__private::core::time::Duration::new(
                                    3600u64,
                                    0u32,
                                ),
                            ),
                    ),
                    on_node_loss: ::aps_runtime::__private::Some(
                        ::aps_runtime::__private::OnNodeLoss::Rerun,
                    ),
                    executor: ::aps_runtime::__private::Some("threads"),
                    jobstore: ::aps_runtime::__private::Some("durable"),
                    paused: true,
                },
                location: _LOCATION,
            }),
        };
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        macro_rules! two_jobs_have_the_id_monthly_dot_report {
            () => {};
        }
    };
}
