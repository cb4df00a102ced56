fn count(State(db): State<Db>, to: String, limit: aps_runtime::State<u32>) {}
/// The job `count`.
#[non_exhaustive]
enum count {}
#[automatically_derived]
impl count {
    /// The name under which the function is registered; stores keep it.
    const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::count"
    );
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
                name: count::NAME,
                body: ::aps_runtime::__private::JobBody::Blocking(|context, arguments| {
                    let (argument_0,) = count::_ARGUMENTS.decode(arguments)?;
                    let state_0 = <State<
                        Db,
                    > as ::aps_runtime::__private::Inject>::inject(&context)?;
                    let state_1 = <aps_runtime::State<
                        u32,
                    > as ::aps_runtime::__private::Inject>::inject(&context)?;
                    ::aps_runtime::__private::IntoJobResult::into_job_result(
                        count(state_0, argument_0, state_1),
                    )
                }),
                check: |arguments| count::_ARGUMENTS.check(arguments),
                states: &[
                    ::aps_runtime::__private::StateType::of::<State<Db>>(),
                    ::aps_runtime::__private::StateType::of::<aps_runtime::State<u32>>(),
                ],
                location: _LOCATION,
            }),
            job: ::aps_runtime::__private::None,
        };
    };
}
