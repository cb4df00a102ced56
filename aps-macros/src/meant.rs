//! The literal that was meant by a value of another kind.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Lit;

/// What to write instead of `tokens`; `expected` is what the option takes, in words.
pub(crate) fn literal(tokens: &TokenStream, expected: &str) -> Option<String> {
    let text = text_of(tokens);
    match expected {
        _ if expected.starts_with("`true`") => boolean(&text),
        _ if expected.starts_with("`\"") => choice(tokens, expected),
        _ if expected.contains("length of time") => length(tokens, &text),
        _ if expected.contains("a string such as `\"1-5\"`") => field(tokens, &text),
        _ if expected.contains("number") => number(tokens),
        _ if expected.starts_with("a path") => {
            string(tokens).map(|path| format!("::{}", path.trim_matches(':')))
        }
        // Only a name can be any number; a date or a zone would be wrong in quotes, too.
        _ if ["the alias", "a name", "a string"].iter().any(|name| expected.starts_with(name)) => {
            quoted(tokens)
        }
        _ => string(tokens).map(|text| format!("{text:?}")),
    }
}

fn text_of(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}

fn single(tokens: &TokenStream) -> Option<TokenTree> {
    let mut trees = tokens.clone().into_iter();
    trees.next().filter(|_| trees.next().is_none())
}

fn string(tokens: &TokenStream) -> Option<String> {
    match single(tokens)? {
        TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Str(text) => Some(text.value()),
            Lit::ByteStr(text) => String::from_utf8(text.value()).ok(),
            _ => None,
        },
        _ => None,
    }
}

/// `skip` and `DstGap::Skip` for `"skip"`.
fn choice(tokens: &TokenStream, expected: &str) -> Option<String> {
    let TokenTree::Ident(word) = tokens.clone().into_iter().last()? else { return None };
    let quoted = format!("\"{}\"", word.to_string().to_lowercase());
    expected.contains(&quoted).then_some(quoted)
}

fn boolean(text: &str) -> Option<String> {
    match text.trim_matches('"').to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some("true".into()),
        "false" | "no" | "off" | "0" | "none" => Some("false".into()),
        _ => None,
    }
}

/// `"3"` for 3.
fn number(tokens: &TokenStream) -> Option<String> {
    let text = string(tokens)?;
    text.parse::<f64>().is_ok_and(|number| number > 0.0 && number.is_finite()).then_some(text)
}

/// `5` and `b"q"` where a text is expected.
fn quoted(tokens: &TokenStream) -> Option<String> {
    match single(tokens)? {
        TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Int(number) => Some(format!("\"{}\"", number.base10_digits())),
            Lit::ByteStr(_) => string(tokens).map(|text| format!("{text:?}")),
            _ => None,
        },
        _ => None,
    }
}

/// `5`, `5m`, `1.5`, `Duration::from_secs(5)`.
fn length(tokens: &TokenStream, text: &str) -> Option<String> {
    if let Some(TokenTree::Literal(literal)) = single(tokens) {
        return match Lit::new(literal) {
            Lit::Int(number) if number.suffix().is_empty() => Some(format!("\"{number}s\"")),
            Lit::Float(number) if number.suffix().is_empty() => Some(format!("\"{number}s\"")),
            Lit::Int(_) | Lit::Float(_) | Lit::Verbatim(_) => {
                aps_triggers::interval::parse_length(text).is_ok().then(|| format!("\"{text}\""))
            }
            _ => None,
        };
    }
    let (name, count) = text.rsplit_once("::").unwrap_or(("", text)).1.split_once('(')?;
    let unit = match name {
        "from_secs" | "from_secs_f64" | "seconds" => "s",
        "from_millis" | "milliseconds" => "ms",
        "from_mins" | "minutes" => "m",
        "from_hours" | "hours" => "h",
        _ => return None,
    };
    let length = format!("{}{unit}", count.strip_suffix(')')?);
    aps_triggers::interval::parse_length(&length).is_ok().then(|| format!("\"{length}\""))
}

/// A cron field without its quotes: `*`, `mon`, `mon-fri`, `[9, 17]`, `9..=17`.
fn field(tokens: &TokenStream, text: &str) -> Option<String> {
    let listed = match single(tokens) {
        Some(TokenTree::Group(list)) if list.delimiter() != Delimiter::Brace => text_of(&list.stream()),
        _ => text.replace("..=", "-"),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "*/-,".contains(c);
    let words = listed.split(['-', ',', '/']).all(|word| word == "*" || word.len() <= 3);
    (!listed.is_empty() && listed.chars().all(plain) && words).then(|| format!("\"{listed}\""))
}
