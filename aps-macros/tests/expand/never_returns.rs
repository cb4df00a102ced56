async fn watch() -> ! {
    loop {}
}
/// The job `watch`.
#[non_exhaustive]
enum watch {}
#[automatically_derived]
impl watch {
    /// The name under which the function is registered; stores keep it.
    const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::watch"
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
                name: watch::NAME,
                body: ::aps_runtime::__private::JobBody::Async(|_, arguments| {
                    let arguments = ::aps_runtime::__private::no_arguments(arguments);
                    ::aps_runtime::__private::std::boxed::Box::pin(async move {
                        let () = arguments?;
                        watch().await
                    })
                }),
                check: ::aps_runtime::__private::no_arguments,
                states: &[],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::None,
        };
    };
}
