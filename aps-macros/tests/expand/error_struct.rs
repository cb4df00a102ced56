struct Report;
::core::compile_error! {
    "`#[job]` goes on a function, this is a struct\n  = help: put it on a free `fn` or `async fn`"
}
