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
        let help = format!("leave out {} of them", text.value.len() - LONGEST);
        return Err(Diagnostic::new(text.place(), headline).help(help).note(RULE));
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

/// The letters of German and its neighbours have a usual way around; others become `_`.
fn plain(letter: char) -> String {
    match letter {
        _ if is_allowed(letter) => letter.into(),
        'ä' => "ae".into(),
        'ö' => "oe".into(),
        'ü' => "ue".into(),
        'ß' => "ss".into(),
        'á' | 'à' | 'â' => "a".into(),
        'é' | 'è' | 'ê' => "e".into(),
        '/' | '\\' => ".".into(),
        _ => "_".into(),
    }
}

fn cleaned(text: &str) -> String {
    text.chars().map(plain).collect()
}
