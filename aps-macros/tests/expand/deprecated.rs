#[deprecated]
pub fn old() {}
/// The job `old`.
#[non_exhaustive]
#[deprecated]
pub enum old {}
#[allow(deprecated)]
#[automatically_derived]
impl old {
    /// The name under which the function is registered; stores keep it.
    pub const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::old"
    );
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    pub fn job() -> ::aps_runtime::__private::JobCall {
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
                name: old::NAME,
                body: ::aps_runtime::__private::JobBody::Blocking(|_, arguments| {
                    let () = ::aps_runtime::__private::no_arguments(arguments)?;
                    ::aps_runtime::__private::IntoJobResult::into_job_result(old())
                }),
                check: ::aps_runtime::__private::no_arguments,
                states: &[],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::None,
        };
    };
}
