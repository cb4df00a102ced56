fn report() {}
/// The job `report`: every 2 hours and 30 seconds (`interval(hours = 2, minutes = 0.5, start_date = "2030-01-31 08:00")`).
#[non_exhaustive]
enum report {}
#[automatically_derived]
impl report {
    /// The name under which the function is registered; stores keep it.
    const NAME: &'static ::aps_runtime::__private::core::primitive::str = ::aps_runtime::__private::core::concat!(
        ::aps_runtime::__private::core::module_path!(), "::report"
    );
    /// A call of the function with these arguments, for `Scheduler::add_job`.
    #[must_use = "a call does nothing until it is given to a scheduler"]
    fn job() -> ::aps_runtime::__private::JobCall {
        ::aps_runtime::__private::JobCall::new(Self::NAME, &())
    }
}
::core::compile_error! {
    "invalid date: this is not a date\n  = help: write `2030-01-31 08:00:00`"
}
