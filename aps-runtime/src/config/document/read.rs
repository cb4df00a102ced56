//! A file or a text becomes a tree.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::environment::Environment;
use super::fault::{Fault, Faults};
use super::node::Node;
use super::place::{Place, Source};
use super::{privacy, toml};

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Toml,
    Json,
    Yaml,
}

/// No configuration is this large, in bytes.
const LARGEST: usize = 1 << 20;
/// How deep lists and maps may be nested.
pub(super) const DEEPEST: usize = 64;

/// Reads a file. Its extension says how it is written.
pub(crate) fn read_file(path: &Path, environment: &Environment, faults: &mut Faults) -> Option<Node> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).ok()?;
    read_text(Format::Toml, &name, &text, environment, faults)
}

/// Reads a text. `name` is what it is called in messages.
pub(crate) fn read_text(
    format: Format,
    name: &str,
    text: &str,
    _environment: &Environment,
    faults: &mut Faults,
) -> Option<Node> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Arc::new(Source { name: name.to_owned(), text: text.to_owned(), format });
    if text.len() > LARGEST {
        faults.push(Fault::new(Place::Unknown, "", "too large"));
        return None;
    }
    let mut node = match format {
        Format::Toml => toml::read(&source, faults),
        Format::Json | Format::Yaml => None,
    }?;
    privacy::mark(&mut node);
    Some(node)
}
