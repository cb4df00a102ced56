fn report(&self) {}
::core::compile_error! {
    "`report` is a method, a job is a free function\n  = help: call the method from a function outside of the `impl` block, and make that the job"
}
