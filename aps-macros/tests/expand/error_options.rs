fn report() {}
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
    fn job() -> ::aps_runtime::__private::JobCall {
        ::aps_runtime::__private::JobCall::new(Self::NAME, &())
    }
}
::core::compile_error! {
    "unknown option `idd`\n  = help: did you mean `id`?"
}
::core::compile_error! {
    "unknown option `coalese`\n  = help: did you mean `coalesce`?"
}
::core::compile_error! {
    "invalid cron expression: `45` is not in 1-31\n  |\n  | 0 0 1-45 mai-agu *\n  |       ^^ in the `day` field\n  |\n  = note: days are 1-31"
}
::core::compile_error! {
    "invalid cron expression: `mai` is not a month\n  |\n  | 0 0 1-45 mai-agu *\n  |          ^^^ in the `month` field\n  |\n  = help: did you mean `may`?\n  = note: months are 1-12 or jan-dec"
}
::core::compile_error! {
    "invalid cron expression: `agu` is not a month\n  |\n  | 0 0 1-45 mai-agu *\n  |              ^^^ in the `month` field\n  |\n  = help: did you mean `aug`?\n  = note: months are 1-12 or jan-dec"
}
