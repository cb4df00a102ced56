//! A file or a text becomes a tree.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::environment::Environment;
use super::fault::{Fault, Faults};
use super::node::Node;
use super::place::{Place, Source};
use super::{json, privacy, secrets, toml};

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Toml,
    Json,
    /// With feature `yaml`.
    Yaml,
}

impl Format {
    /// By the extension of a file: `toml`, `json`, `yaml` or `yml`.
    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// No configuration is this large, in bytes; nor is a secret.
pub(super) const LARGEST: usize = 1 << 20;
/// How deep lists and maps may be nested. A trigger of triggers may take 66 levels.
pub(super) const DEEPEST: usize = 72;

/// Reads a file. Its extension says how it is written.
///
/// `${VAR}` is replaced, and `x_file` by what stands in the file (`secrets.rs`).
pub(crate) fn read_file(path: &Path, environment: &Environment, faults: &mut Faults) -> Option<Node> {
    let name = path.display().to_string();
    let Some(format) = Format::of(path) else {
        let headline = format!("the extension of `{name}` does not say how it is written");
        let help = "call it `.toml`, `.json`, `.yaml` or `.yml`, and write it accordingly";
        faults.push(Fault::new(Place::Unknown, "", headline).help(help));
        return None;
    };
    match text_of(path) {
        Ok(text) => read_text(format, &name, &text, environment, faults),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let fault = Fault::new(Place::Unknown, "", format!("`{name}` is not in UTF-8"));
            faults.push(fault.help("save it in UTF-8"));
            None
        }
        Err(error) => {
            faults.push(Fault::new(Place::Unknown, "", format!("`{name}` cannot be read: {error}")));
            None
        }
    }
}

/// The text of a file that is not too large.
pub(super) fn text_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LARGEST as u64 + 1).read_to_string(&mut text)?;
    Ok(text)
}

/// Reads a text, as [`read_file`] does. `name` is what it is called in messages.
pub(crate) fn read_text(
    format: Format,
    name: &str,
    text: &str,
    environment: &Environment,
    faults: &mut Faults,
) -> Option<Node> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > LARGEST {
        let headline = format!("`{name}` is larger than {LARGEST} bytes, which no configuration is");
        faults.push(Fault::new(Place::Unknown, "", headline));
        return None;
    }
    let source = Arc::new(Source { name: name.to_owned(), text: text.to_owned(), format });
    let mut node = match format {
        Format::Toml => toml::read(&source, faults),
        Format::Json => json::read(&source, faults),
        Format::Yaml => yaml(&source, faults),
    }?;
    secrets::resolve(&mut node, Some(environment), faults);
    privacy::mark(&mut node);
    Some(node)
}

#[cfg(feature = "yaml")]
fn yaml(source: &Arc<Source>, faults: &mut Faults) -> Option<Node> {
    super::yaml::read(source, faults)
}

#[cfg(not(feature = "yaml"))]
fn yaml(source: &Arc<Source>, faults: &mut Faults) -> Option<Node> {
    let headline = format!("`{}` is written in YAML, which this program does not read", source.name);
    let help = "enable feature `yaml` of `aps-runtime`, or write it in TOML or JSON";
    faults.push(Fault::new(Place::Unknown, "", headline).help(help));
    None
}

/// Reads JSON that is no configuration: nothing is put into it from elsewhere, and how large it may
/// be is the caller's affair.
pub(crate) fn read_data(name: &str, text: &str, faults: &mut Faults) -> Option<Node> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Arc::new(Source { name: name.to_owned(), text: text.to_owned(), format: Format::Json });
    let mut node = json::read(&source, faults)?;
    privacy::mark(&mut node);
    Some(node)
}
