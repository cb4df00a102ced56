fn send_mail(mut to: String) {
    send(to)
}
/// The job `send_mail`.
#[non_exhaustive]
enum send_mail {}
#[automatically_derived]
impl send_mail {
    /// The name under which the function is registered; stores keep it.
    const NAME: &'static ::aps_runtime::__private::core::primitive::str = "mail";
    #[doc(hidden)]
    const _ARGUMENTS: ::aps_runtime::__private::Codec<(String,)> = ::aps_runtime::__private::codec::<
        (String,),
    >();
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    fn job(to: String) -> ::aps_runtime::__private::JobCall {
        Self::_ARGUMENTS.call(Self::NAME, &(to,))
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
                name: send_mail::NAME,
                body: ::aps_runtime::__private::JobBody::Blocking(|_, arguments| {
                    let (argument_0,) = send_mail::_ARGUMENTS.decode(arguments)?;
                    ::aps_runtime::__private::IntoJobResult::into_job_result(
                        send_mail(argument_0),
                    )
                }),
                check: |arguments| send_mail::_ARGUMENTS.check(arguments),
                states: &[],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::None,
        };
    };
}
