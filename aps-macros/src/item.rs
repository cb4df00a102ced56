//! A function, read as far as its signature.
//!
//! The body stays as it was written: whatever is half-typed in there is the
//! compiler's to explain, not ours.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Signature, Visibility};

use crate::diag::Diagnostic;

/// An annotated function.
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    /// The braces and what is between them; empty or `;` if there is no body.
    pub(crate) body: TokenStream,
}

impl Function {
    /// `attribute` is the name of the attribute that needs the function.
    pub(crate) fn read(item: &TokenStream, attribute: &str) -> Result<Self, Diagnostic> {
        syn::parse2(item.clone()).map_err(|error| match other_item(item.clone()) {
            Some(keyword) => {
                let headline = format!("`#[{attribute}]` goes on a function, this is {}", article(&keyword));
                let right = if attribute == "main" { "`async fn main`" } else { "a free `fn` or `async fn`" };
                Diagnostic::new(keyword.span(), headline).help(format!("put it on {right}"))
            }
            None => Diagnostic::new(
                error.span(),
                format!("`#[{attribute}]` goes on a function, this cannot be read as one: {error}"),
            ),
        })
    }

    /// The name without `r#`.
    pub(crate) fn name(&self) -> String {
        self.sig.ident.unraw().to_string()
    }

    pub(crate) fn has_body(&self) -> bool {
        let first = self.body.clone().into_iter().next();
        matches!(first, Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace)
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            sig: input.parse()?,
            body: input.parse()?,
        })
    }
}

/// The keyword of an item that is no function.
fn other_item(item: TokenStream) -> Option<Ident> {
    let keyword = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let keyword = input.call(Ident::parse_any)?;
        input.parse::<TokenStream>()?;
        Ok(keyword)
    };
    keyword.parse2(item).ok().filter(|keyword| !article(keyword).is_empty())
}

fn article(keyword: &Ident) -> &'static str {
    match keyword.to_string().as_str() {
        "struct" => "a struct",
        "enum" => "an enum",
        "union" => "a union",
        "trait" => "a trait",
        "impl" => "an `impl` block",
        "mod" => "a module",
        "const" => "a constant",
        "static" => "a static",
        "type" => "a type alias",
        "let" => "a statement",
        "extern" => "an `extern` block",
        "use" => "an import",
        "macro_rules" => "a macro",
        _ => "",
    }
}
