//! How the scheduler calls the function: with a closure that takes stored arguments and
//! gives a job's result.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

use crate::parameter::Parameter;
use crate::paths::generated_at;
use crate::registration::Registration;
use crate::signature;

impl Registration {
    /// The function as a value; stands beside a `_LOCATION`.
    pub(crate) fn job_function(&self) -> TokenStream {
        let private = &self.paths.private;
        let (ident, body, check, states) = (self.ident(), self.body(), self.check_arguments(), self.states());
        quote! {
            #private::JobFunction {
                name: #ident::NAME,
                body: #body,
                check: #check,
                states: &[#states],
                location: _LOCATION,
            }
        }
    }

    /// A closure without captures: it becomes a plain `fn` pointer.
    fn body(&self) -> TokenStream {
        let private = &self.paths.private;
        let is_injected = |parameter: &Parameter| !matches!(parameter, Parameter::Data(_));
        let takes_context = self.parameters.iter().any(is_injected);
        let context = if takes_context { local("context").into_token_stream() } else { quote!(_) };
        let (arguments, decoded, pattern) = (local("arguments"), self.decoded(), self.pattern());
        let (injected, call) = (self.injected(), self.call());
        let Some(keyword) = self.function.sig.asyncness else {
            let result = self.result(&call);
            return quote! {
                #private::JobBody::Blocking(|#context, #arguments| {
                    let #pattern = #decoded?;
                    #injected
                    #result
                })
            };
        };
        let result = self.result(&quote!(#call.await));
        // A future that cannot be sent to another thread is shown at the `async`.
        let located = self.paths.private_at(keyword.span);
        let future = quote_spanned! {generated_at(keyword.span)=>
            #located::std::boxed::Box::pin(async move {
                let #pattern = #arguments?;
                #injected
                #result
            })
        };
        quote! {
            #private::JobBody::Async(|#context, #arguments| {
                let #arguments = #decoded;
                #future
            })
        }
    }

    /// Finds out whether stored arguments fit, without a call.
    fn check_arguments(&self) -> TokenStream {
        let private = &self.paths.private;
        if self.data().next().is_none() {
            return quote!(#private::no_arguments);
        }
        let (ident, arguments) = (self.ident(), local("arguments"));
        quote!(|#arguments| #ident::_ARGUMENTS.check(#arguments))
    }

    /// The types of the state that the function takes.
    fn states(&self) -> TokenStream {
        let types = self.state_types().map(|ty| {
            let located = self.paths.private_at(ty.span());
            quote_spanned!(generated_at(ty.span())=> #located::StateType::of::<#ty>())
        });
        quote!(#(#types),*)
    }

    /// Takes the state from the context, before that is given away.
    fn injected(&self) -> TokenStream {
        let context = local("context");
        let statements = self.state_types().enumerate().map(|(index, ty)| {
            let (state, located) = (state(index), self.paths.private_at(ty.span()));
            quote_spanned! {generated_at(ty.span())=>
                let #state = <#ty as #located::Inject>::inject(&#context)?;
            }
        });
        statements.collect()
    }

    fn state_types(&self) -> impl Iterator<Item = &Type> {
        self.parameters.iter().filter_map(|parameter| match parameter {
            Parameter::State(ty) => Some(&**ty),
            Parameter::Context | Parameter::Data(_) => None,
        })
    }

    fn decoded(&self) -> TokenStream {
        let (private, arguments) = (&self.paths.private, local("arguments"));
        if self.data().next().is_none() {
            return quote!(#private::no_arguments(#arguments));
        }
        let ident = self.ident();
        quote!(#ident::_ARGUMENTS.decode(#arguments))
    }

    fn pattern(&self) -> TokenStream {
        let arguments = self.data().enumerate().map(|(index, _)| argument(index));
        quote!((#(#arguments,)*))
    }

    /// The function called with everything in its place. The call is where its
    /// result comes from: what is wrong with that is shown at the return type.
    fn call(&self) -> TokenStream {
        let mut ident = self.ident();
        ident.set_span(generated_at(signature::output_span(&self.function)));
        let (mut arguments, mut states) = ((0..).map(argument), (0..).map(state));
        let values = self.parameters.iter().filter_map(|parameter| match parameter {
            Parameter::Context => Some(local("context")),
            Parameter::State(_) => states.next(),
            Parameter::Data(_) => arguments.next(),
        });
        quote!(#ident(#(#values),*))
    }

    fn result(&self, output: &TokenStream) -> TokenStream {
        // What never returns has no result to be turned into one.
        if matches!(&self.function.sig.output, ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_))) {
            return output.clone();
        }
        let place = signature::output_span(&self.function);
        let located = self.paths.private_at(place);
        quote_spanned! {generated_at(place)=>
            #located::IntoJobResult::into_job_result(#output)
        }
    }
}

fn argument(index: usize) -> Ident {
    local(&format!("argument_{index}"))
}

fn state(index: usize) -> Ident {
    local(&format!("state_{index}"))
}

/// A variable of the generated code, invisible to the user's.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
