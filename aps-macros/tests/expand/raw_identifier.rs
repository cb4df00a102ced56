fn r#type(r#in: u8) {}
/// The job `type`.
#[non_exhaustive]
enum r#type {}
#[automatically_derived]
impl r#type {
    /// The name under which the function is registered; stores keep it.
    const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::type"
    );
    #[doc(hidden)]
    const _ARGUMENTS: ::aps_runtime::__private::Codec<(u8,)> = ::aps_runtime::__private::codec::<
        (u8,),
    >();
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    fn job(r#in: u8) -> ::aps_runtime::__private::JobCall {
        Self::_ARGUMENTS.call(Self::NAME, &(r#in,))
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
                name: r#type::NAME,
                body: ::aps_runtime::__private::JobBody::Blocking(|_, arguments| {
                    let (argument_0,) = r#type::_ARGUMENTS.decode(arguments)?;
                    ::aps_runtime::__private::IntoJobResult::into_job_result(
                        r#type(argument_0),
                    )
                }),
                check: |arguments| r#type::_ARGUMENTS.check(arguments),
                states: &[],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::None,
        };
    };
}
