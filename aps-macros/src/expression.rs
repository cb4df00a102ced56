//! `cron!`, `every!` and `at!`: triggers as expressions.

use aps_triggers::kind::Kind;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::Path;

use crate::attr;
use crate::bake::Bake;
use crate::diag::Sink;
use crate::paths::Paths;
use crate::trigger::{Trigger, Written};

/// Expands `name(tokens)`: the trigger as a constant, and all that is wrong with it.
pub(crate) fn expand(name: &'static str, kind: &'static Kind, tokens: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let (tokens, krate) = without_crate(tokens, &mut sink);
    let paths = Paths::new(krate.as_ref());
    let trigger = Trigger::read(&Written::of_macro(name, kind, tokens), &[], &mut sink);
    // In place of one that is wrong stands another of its type, so that what is done with
    // it is no error as well.
    let trigger = trigger
        .or_else(|| Trigger::stand_in(kind))
        .map(|trigger| Paths::guarded(krate.as_ref(), trigger.bake(&paths)));
    let warnings = sink.take_warnings();
    let errors = sink.into_tokens();
    quote!({ #warnings #errors #trigger })
}

/// What is left without the option `crate`, and that.
fn without_crate(tokens: TokenStream, sink: &mut Sink) -> (TokenStream, Option<Path>) {
    let is_comma = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
    let (mut rest, mut option) = (TokenStream::new(), TokenStream::new());
    let mut trees = tokens.into_iter();
    let mut begins = true;
    while let Some(tree) = trees.next() {
        if begins && matches!(&tree, TokenTree::Ident(word) if word == "crate") {
            option.extend([tree]);
            option.extend(trees.by_ref().take_while(|tree| !is_comma(tree)));
            continue;
        }
        begins = is_comma(&tree);
        rest.extend([tree]);
    }
    let entries = attr::read(option, sink);
    (rest, entries.first().and_then(|entry| sink.absorb(entry.path())))
}
