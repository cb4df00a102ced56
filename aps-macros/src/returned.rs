//! Return types that cannot work, as far as their spelling tells; the compiler knows
//! the others, and says it in more words.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, PathSegment, ReturnType, Type, TypeParamBound};

use crate::diag::{Diagnostic, Place, Sink};
use crate::item::Function;
use crate::parameter::{find_word, written};

/// Reports a return type that a job cannot have.
pub(crate) fn check(function: &Function, sink: &mut Sink) {
    let ReturnType::Type(_, ty) = &function.sig.output else { return };
    if is_future(ty) {
        let place = Place::of(ty);
        let headline = format!("`{}` returns a future that nobody awaits", function.name());
        let help = format!("write `async fn {}`, with the type that the future yields", function.name());
        sink.push(Diagnostic::new(place, headline).help(help));
        return;
    }
    if let Some((error, right)) = result_of(ty).and_then(|error| Some((error, sendable(error)?))) {
        let headline = format!("`{}` cannot leave the thread of the job", written(error));
        let note = "the error of a run is told to listeners, on other threads";
        sink.push(Diagnostic::new(Place::of(error), headline).help(format!("write `{right}`")).note(note));
    }
    let value = success_of(ty).unwrap_or(ty);
    if is_plain_value(value) {
        let headline = format!("`{}` cannot be returned from a job", written(value));
        sink.push(Diagnostic::new(Place::of(value), headline).help(instead(ty, value)).note(RULE));
    }
}

const RULE: &str = "a job returns `()`, `Json<T>`, `Result<(), E>` or `Result<Json<T>, E>`";

/// The value as a result that events tell.
fn instead(ty: &Type, value: &Type) -> String {
    let told = format!("Json<{}>", written(value));
    match result_of(ty) {
        Some(error) => {
            format!("write `Result<{told}, {}>`", sendable(error).unwrap_or_else(|| written(error)))
        }
        None => format!("write `{told}`, or leave the return type out if nobody needs the value"),
    }
}

/// `impl Future<…>`, `Pin<Box<dyn Future<…>>>`, `BoxFuture<…>`.
fn is_future(ty: &Type) -> bool {
    let opaque = matches!(ty, Type::ImplTrait(_)) && find_word(ty.to_token_stream(), "Future").is_some();
    let name = last_segment(ty).map(|last| last.ident.to_string()).unwrap_or_default();
    opaque
        || matches!(name.as_str(), "BoxFuture" | "LocalBoxFuture")
        || (name == "Pin" && find_word(ty.to_token_stream(), "Future").is_some())
}

/// What to write for `Box<dyn Error>`, which stays on its thread.
fn sendable(error: &Type) -> Option<String> {
    let last = last_segment(error).filter(|last| last.ident == "Box")?;
    let Type::TraitObject(object) = arguments(last).next()? else { return None };
    let has = |wanted: &str| {
        object.bounds.iter().any(|bound| match bound {
            TypeParamBound::Trait(bound) => {
                bound.path.segments.last().is_some_and(|last| last.ident == wanted)
            }
            _ => false,
        })
    };
    if !has("Error") || (has("Send") && has("Sync")) {
        return None;
    }
    let bounds = object.bounds.iter().map(|bound| spelled(bound.to_token_stream()));
    let kept = bounds.filter(|bound| bound != "Send" && bound != "Sync").collect::<Vec<_>>().join(" + ");
    Some(format!("Box<dyn {kept} + Send + Sync>"))
}

/// A type that has nothing to do with success or failure, if it is a well-known one.
fn is_plain_value(ty: &Type) -> bool {
    const PLAIN: [&str; 22] = [
        "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
        "isize", "f32", "f64", "String", "str", "Option", "Vec", "HashMap", "BTreeMap",
    ];
    match ty {
        Type::Tuple(tuple) => !tuple.elems.is_empty(),
        Type::Reference(_) | Type::Array(_) | Type::Slice(_) => true,
        _ => last_segment(ty).is_some_and(|last| PLAIN.iter().any(|plain| last.ident == plain)),
    }
}

/// `T` of `Result<T, …>`.
fn success_of(ty: &Type) -> Option<&Type> {
    arguments(last_segment(ty).filter(|last| last.ident == "Result")?).next()
}

/// `E` of `Result<…, E>`.
fn result_of(ty: &Type) -> Option<&Type> {
    arguments(last_segment(ty).filter(|last| last.ident == "Result")?).nth(1)
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Paren(inner) => last_segment(&inner.elem),
        _ => None,
    }
}

fn arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn spelled(tokens: TokenStream) -> String {
    tokens.into_iter().map(|token: TokenTree| token.to_string()).collect()
}
