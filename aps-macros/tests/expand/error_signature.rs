unsafe fn report<T>(a: T, b: &str, c: String) {}
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
        a: impl ::aps_runtime::__private::core::marker::Sized,
        b: impl ::aps_runtime::__private::core::marker::Sized,
        c: impl ::aps_runtime::__private::core::marker::Sized,
    ) -> ::aps_runtime::__private::JobCall {
        ::aps_runtime::__private::core::unreachable!()
    }
}
::core::compile_error! {
    "`report` is an `unsafe fn`, which cannot be a job\n  = help: call it from a safe function that upholds its contract, and make that the job"
}
::core::compile_error! {
    "`report` is generic, a job is one concrete function\n  = help: call it from a function without type parameters, and make that the job"
}
::core::compile_error! {
    "the arguments of a job are owned, not borrowed\n  = help: write `String` instead of `&str`\n  = note: arguments are stored with the job and rebuilt when it fires"
}
