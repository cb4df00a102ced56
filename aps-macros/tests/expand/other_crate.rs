fn report() {}
::other::__private::generated! {
    #[doc = " The job `report`."] #[non_exhaustive] enum report {}
    #[automatically_derived] impl report { #[doc =
    r" The name under which the function is registered; stores keep it."] const NAME : &
    'static ::other::__private::core::primitive::str =
    ::other::__private::core::concat!(::other::__private::core::module_path!(),
    "::report"); #[doc =
    r" A call of the function with these arguments, for `Scheduler::add_job`."]
    #[must_use = "a call does nothing until it is given to a scheduler"] fn job() ->
    ::other::__private::JobCall { ::other::__private::JobCall::new(Self::NAME, & ()) }
    #[doc(hidden)] const _REGISTERED : () = { const _LOCATION :
    ::other::__private::SourceLocation =
    ::other::__private::here(::other::__private::core::module_path!());
    #[::other::__private::linkme::distributed_slice(::other::__private::REGISTRATIONS_V1)]
    #[linkme(crate = ::other::__private::linkme)] static _REGISTRATION :
    ::other::__private::Registration = ::other::__private::Registration { function :
    ::other::__private::Some(::other::__private::JobFunction { name : report::NAME, body
    : ::other::__private::JobBody::Blocking(| _, arguments | { let () =
    ::other::__private::no_arguments(arguments) ?;
    ::other::__private::IntoJobResult::into_job_result(report()) }), check :
    ::other::__private::no_arguments, states : & [], location : _LOCATION, }), job :
    ::other::__private::None, }; }; }
}
