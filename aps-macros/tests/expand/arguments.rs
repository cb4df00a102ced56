fn resize(to: String, factor: u32, size: Size) {}
/// The job `resize`: every hour (`interval = "1h"`).
#[non_exhaustive]
enum resize {}
#[automatically_derived]
impl resize {
    /// The name under which the function is registered; stores keep it.
    const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::resize"
    );
    #[doc(hidden)]
    const _ARGUMENTS: ::aps_runtime::__private::Codec<(String, u32, Size)> = ::aps_runtime::__private::codec::<
        (String, u32, Size),
    >();
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    fn job(to: String, factor: u32, size: Size) -> ::aps_runtime::__private::JobCall {
        Self::_ARGUMENTS.call(Self::NAME, &(to, factor, size))
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
                name: resize::NAME,
                body: ::aps_runtime::__private::JobBody::Blocking(|_, arguments| {
                    let (argument_0, argument_1, argument_2) = resize::_ARGUMENTS
                        .decode(arguments)?;
                    ::aps_runtime::__private::IntoJobResult::into_job_result(
                        resize(argument_0, argument_1, argument_2),
                    )
                }),
                check: |arguments| resize::_ARGUMENTS.check(arguments),
                states: &[],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::Some(::aps_runtime::__private::ScheduledJob {
                id: ::aps_runtime::__private::default_id(resize::NAME),
                function: resize::NAME,
                call: || resize::job(
                    ::aps_runtime::__private::core::convert::Into::into("ann"),
                    5 + 1,
                    Size::default(),
                ),
                trigger: &::aps_runtime::__private::AnyTrigger::Interval(
                    ::aps_runtime::__private::IntervalTrigger::baked(
                        ::aps_runtime::__private::core::time::Duration::new(
                            3600u64,
                            0u32,
                        ),
                        ::aps_runtime::__private::None,
                        ::aps_runtime::__private::None,
                        ::aps_runtime::__private::None,
                    ),
                ),
                options: ::aps_runtime::__private::JobOptions::DEFAULT,
                location: _LOCATION,
            }),
        };
    };
}
