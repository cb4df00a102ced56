//! What every job function gets, whichever attribute it wears: a type of its
//! own name, and in it all that registers the function.

use aps_triggers::kind::Kind;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Meta};

use crate::attr;
use crate::diag::Sink;
use crate::item::Function;
use crate::parameter::{self, DataParameter, Parameter, find_word};
use crate::paths::{Paths, generated_at};
use crate::signature;

/// A job function and what generated code needs to know to refer to it.
pub(crate) struct Registration {
    pub(crate) function: Function,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) paths: Paths,
    /// The registered name, if it is not to be the path of the function.
    pub(crate) name: Option<String>,
}

impl Registration {
    /// Reads the signature. Its faults go into `sink`; without one, another
    /// attribute on the same function reports them.
    pub(crate) fn check(
        function: Function,
        paths: Paths,
        name: Option<String>,
        sink: Option<&mut Sink>,
    ) -> Self {
        let mut elsewhere = Sink::default();
        let parameters = signature::check(&function, sink.unwrap_or(&mut elsewhere));
        elsewhere.ignore();
        Self { function, parameters, paths, name }
    }

    /// The function's name, as generated code says it.
    pub(crate) fn ident(&self) -> Ident {
        let mut ident = self.function.sig.ident.clone();
        ident.set_span(generated_at(ident.span()));
        ident
    }

    /// The type with the name of the function, and in it all that registers.
    ///
    /// On the error path, when nothing is `registered`, the type is there
    /// all the same: other code that uses `report::job(..)` is not in error as well.
    ///
    /// What is registered stands in the `impl` because of functions that turn out to be
    /// methods: the compiler then refuses the type and the `impl`, and says no more.
    pub(crate) fn companion_type(&self, doc: &str, registered: Option<&TokenStream>) -> TokenStream {
        // Without a body it stands in a trait or an `extern` block, where no type can.
        if signature::is_method(&self.function) || !self.function.has_body() {
            return TokenStream::new();
        }
        let (ident, vis) = (self.ident(), &self.function.vis);
        let deprecated = self.function.attrs.iter().filter(|attr| attr.path().is_ident("deprecated"));
        let (name, codec, job) = (self.name_constant(), self.codec(), self.job_constructor());
        let allowance = self.allowance();
        let registered = registered.map(|registered| {
            quote! {
                #[doc(hidden)]
                const _REGISTERED: () = {
                    #registered
                };
            }
        });
        quote! {
            #[doc = #doc]
            #[non_exhaustive]
            #(#deprecated)*
            #vis enum #ident {}

            #allowance
            #[automatically_derived]
            impl #ident {
                #name
                #codec
                #job
                #registered
            }
        }
    }

    /// What is deprecated, or allows itself what is, is used by generated code too.
    ///
    /// Elsewhere nothing is allowed: it would be an error under `forbid`.
    pub(crate) fn allowance(&self) -> Option<TokenStream> {
        let speaks_of_it = |attr: &Attribute| find_word(attr.to_token_stream(), "deprecated").is_some();
        self.function.attrs.iter().any(speaks_of_it).then(|| quote!(#[allow(deprecated)]))
    }

    fn name_constant(&self) -> TokenStream {
        let (private, vis) = (&self.paths.private, &self.function.vis);
        let name = if let Some(name) = &self.name {
            quote!(#name)
        } else {
            let tail = format!("::{}", self.function.name());
            quote!(#private::core::concat!(#private::core::module_path!(), #tail))
        };
        quote! {
            /// The name under which the function is registered; stores keep it.
            #vis const NAME: &'static #private::core::primitive::str = #name;
        }
    }

    /// How the arguments are stored and rebuilt. Where they cannot be, the error is shown here.
    fn codec(&self) -> Option<TokenStream> {
        let types: Vec<_> = self.data().map(|data| &data.ty).collect();
        if types.is_empty() || !self.is_callable() {
            return None;
        }
        let (private, place) = (&self.paths.private, signature::arguments_span(&self.function));
        let located = self.paths.private_at(place);
        let codec = quote_spanned!(generated_at(place)=> #located::codec::<(#(#types,)*)>());
        Some(quote! {
            #[doc(hidden)]
            const _ARGUMENTS: #private::Codec<(#(#types,)*)> = #codec;
        })
    }

    fn job_constructor(&self) -> TokenStream {
        let (private, vis) = (&self.paths.private, &self.function.vis);
        let names: Vec<&Ident> = self.data().map(|data| &data.name).collect();
        let types = self.data().map(|data| self.constructor_type(data));
        let body = match self.is_callable() {
            false => quote!(#private::core::unreachable!()),
            true if names.is_empty() => quote!(#private::JobCall::new(Self::NAME, &())),
            true => quote!(Self::_ARGUMENTS.call(Self::NAME, &(#(#names,)*))),
        };
        quote! {
            /// A call of the function with these arguments, for `Scheduler::add_job`.
            #[must_use = "a call does nothing until it is given to a scheduler"]
            #vis fn job(#(#names: #types),*) -> #private::JobCall {
                #body
            }
        }
    }

    /// Where a type was refused, anything goes: the error that was reported is enough.
    fn constructor_type(&self, data: &DataParameter) -> TokenStream {
        let (private, ty) = (&self.paths.private, &data.ty);
        if data.storable && !self.is_generic() {
            quote!(#ty)
        } else {
            quote!(impl #private::core::marker::Sized)
        }
    }

    fn is_callable(&self) -> bool {
        self.data().all(|data| data.storable) && !self.is_generic()
    }

    fn is_generic(&self) -> bool {
        let generics = &self.function.sig.generics;
        generics.type_params().next().is_some() || generics.const_params().next().is_some()
    }

    pub(crate) fn data(&self) -> impl Iterator<Item = &DataParameter> {
        parameter::data(&self.parameters)
    }
}

/// The element of the link-time slice that an attribute adds: a `JobFunction` if it is the
/// one next to the function, and a `ScheduledJob` if it has a schedule. One element, since
/// it is what takes the compiler the longest.
///
/// Both may name `_LOCATION`: where the attribute stands, or the outermost macro that made it.
pub(crate) fn element(
    paths: &Paths,
    function: Option<&TokenStream>,
    job: Option<&TokenStream>,
) -> TokenStream {
    let private = &paths.private;
    let option = |value: Option<&TokenStream>| {
        value.map_or_else(|| quote!(#private::None), |value| quote!(#private::Some(#value)))
    };
    let (function, job) = (option(function), option(job));
    quote! {
        const _LOCATION: #private::SourceLocation = #private::here(#private::core::module_path!());
        #[#private::linkme::distributed_slice(#private::REGISTRATIONS_V1)]
        #[linkme(crate = #private::linkme)]
        static _REGISTRATION: #private::Registration = #private::Registration {
            function: #function,
            job: #job,
        };
    }
}

/// Whether an attribute makes a job. The last one on a function declares its
/// type and registers it, so that this is done once.
pub(crate) fn is_job_attribute(attr: &Attribute) -> bool {
    is_schedule(attr) || is_named(attr, "job")
}

/// Whether an attribute is `scheduled_job`, also under another name: then a trigger and an
/// `id`, which stacked schedules need, tell. (A `job` that was renamed has neither, and
/// stays unknown.)
pub(crate) fn is_schedule(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return is_named(attr, "scheduled_job") };
    is_named(attr, "scheduled_job") || is_like_schedule(&list.tokens)
}

fn is_like_schedule(options: &TokenStream) -> bool {
    let keys = attr::keys(options);
    let is_trigger = |key: &Ident| Kind::named(&key.to_string()).is_some();
    keys.iter().any(|key| key == "id") && keys.iter().any(is_trigger)
}

/// Whether an attribute has this name, wherever it was imported from.
pub(crate) fn is_named(attr: &Attribute, name: &str) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == name)
}
