//! What stands where an option's key is expected.

use aps_triggers::cron::parse_crontab;
use aps_triggers::date::Moment;
use aps_triggers::interval::parse_length;
use proc_macro2::{Ident, Literal, TokenTree};
use syn::Lit;

use crate::attr::Entry;
use crate::diag::Diagnostic;
use crate::value::Value;

/// APScheduler's `"cron", hour = 5`, as if it were `trigger = "cron", hour = 5`.
pub(crate) fn positional_trigger(text: &Literal) -> Option<Entry> {
    let key = Ident::new("trigger", text.span());
    let is_trigger = ["\"cron\"", "\"interval\"", "\"date\""].contains(&text.to_string().as_str());
    is_trigger.then(|| Entry { key, value: Value::Assigned(TokenTree::from(text.clone()).into()) })
}

pub(crate) fn expected_key(found: &TokenTree, goes_on: bool) -> Diagnostic {
    let diagnostic = Diagnostic::new(found.span(), format!("expected an option, found `{found}`"));
    let text = match found {
        TokenTree::Literal(literal) => literal.to_string().parse::<Literal>().map(Lit::new),
        _ => return diagnostic.help(FORM),
    };
    let Ok(Lit::Str(text)) = text else { return diagnostic.help(FORM) };
    let text = text.value();
    match schedule_key(&text) {
        _ if goes_on => diagnostic.help(format!("an option is written without quotes: `{text}`")),
        Some(key) => diagnostic.help(format!("a schedule needs its key: `{key} = {found}`")),
        None => diagnostic.help(FORM),
    }
}

pub(crate) const FORM: &str = "options are written `key = value` or `key(…)`";

/// The trigger that a text is the schedule of.
fn schedule_key(text: &str) -> Option<&'static str> {
    let crontab_like = || text.split_whitespace().count() >= 5 || text.starts_with('@');
    match () {
        () if parse_length(text).is_ok() => Some("interval"),
        () if Moment::parse(text).is_ok() => Some("date"),
        () => (parse_crontab(text).is_ok() || crontab_like()).then_some("cron"),
    }
}
