fn report(a: u8, b: &str) {}
/// The job `report`.
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
    fn job(
        a: u8,
        b: impl ::aps_runtime::__private::core::marker::Sized,
    ) -> ::aps_runtime::__private::JobCall {
        ::aps_runtime::__private::core::unreachable!()
    }
}
::core::compile_error! {
    "the arguments of a job are owned, not borrowed\n  = help: write `String` instead of `&str`\n  = note: arguments are stored with the job and rebuilt when it fires"
}
