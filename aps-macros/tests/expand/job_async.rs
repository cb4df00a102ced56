/// Sends.
pub async fn send_mail(
    to: String,
    ctx: JobContext,
    (a, b): (u8, u8),
) -> Result<(), Fault> {
    send(to).await
}
/// The job `send_mail`.
#[non_exhaustive]
pub enum send_mail {}
#[automatically_derived]
impl send_mail {
    /// The name under which the function is registered; stores keep it.
    pub const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::send_mail"
    );
    #[doc(hidden)]
    const _ARGUMENTS: ::aps_runtime::__private::Codec<(String, (u8, u8))> = ::aps_runtime::__private::codec::<
        (String, (u8, u8)),
    >();
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    pub fn job(to: String, arg1: (u8, u8)) -> ::aps_runtime::__private::JobCall {
        Self::_ARGUMENTS.call(Self::NAME, &(to, arg1))
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
                body: ::aps_runtime::__private::JobBody::Async(|context, arguments| {
                    let arguments = send_mail::_ARGUMENTS.decode(arguments);
                    ::aps_runtime::__private::std::boxed::Box::pin(async move {
                        let (argument_0, argument_1) = arguments?;
                        ::aps_runtime::__private::IntoJobResult::into_job_result(
                            send_mail(argument_0, context, argument_1).await,
                        )
                    })
                }),
                check: |arguments| send_mail::_ARGUMENTS.check(arguments),
                states: &[],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::None,
        };
    };
}
