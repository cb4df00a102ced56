//! Ids and registered names: what stores, logs and commands call a job.

use crate::attr::Entry;
use crate::diag::Diagnostic;
use crate::item::Function;
use crate::value::Text;

const LONGEST: usize = 191;
const RULE: &str = "ids are 1 to 191 letters (a-z, A-Z), digits, and `.`, `_`, `:`, `-`";

/// Reads an id, or a name that serves as one.
pub(crate) fn read(entry: &Entry) -> Result<Text, Diagnostic> {
    let text = entry.text("a string such as `\"monthly_report\"`")?;
    if let Some((start, wrong)) = text.value.char_indices().find(|(_, letter)| !is_allowed(*letter)) {
        let place = text.within(start..start + wrong.len_utf8());
        let headline = format!("`{}` cannot contain `{}`", entry.key, wrong.escape_debug());
        return Err(Diagnostic::new(place, headline)
            .help(format!("write `\"{}\"`", cleaned(&text.value)))
            .note(RULE));
    }
    if text.value.len() > LONGEST {
        let headline = format!("`{}` has {} characters", entry.key, text.value.len());
        return Err(Diagnostic::new(text.place(), headline).note(RULE));
    }
    Ok(text)
}

/// Whether the name of a function can be part of an id. Without an `id` it is.
pub(crate) fn check_name(function: &Function) -> Result<(), Diagnostic> {
    let name = function.name();
    if name.chars().all(is_allowed) {
        return Ok(());
    }
    let headline = format!("`{name}` cannot be the id of the job");
    let help = "give it one: `id = \"…\"`";
    Err(Diagnostic::new(function.sig.ident.span(), headline).help(help).note(RULE))
}

fn is_allowed(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | ':' | '-')
}

fn cleaned(text: &str) -> String {
    text.chars().map(|letter| if is_allowed(letter) { letter } else { '_' }).collect()
}
