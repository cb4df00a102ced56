//! A configuration from `APS_…` variables.

use std::sync::Arc;

use aps_triggers::suggest::nearest;

use super::environment::{Environment, NotUnicode};
use super::fault::{Fault, Faults};
use super::json;
use super::nesting::Tree;
use super::node::{Node, Value};
use super::place::{Place, Source};
use super::privacy::name_and_option;
use super::read::{Format, LARGEST};

/// What the environment says.
#[derive(Debug)]
pub(crate) struct Variables {
    /// A map, of what stands in the variables that were meant for us.
    pub(crate) node: Node,
    /// The names of those that begin with `APS_`, and say nothing that is known. They may be
    /// someone else's: Kubernetes makes `APS_SERVICE_HOST` for a service called `aps`.
    pub(crate) ignored: Vec<String>,
}

/// Reads `APS_…` variables: `APS_JOB_DEFAULTS__COALESCE` is `coalesce` in `job_defaults`. Upper
/// and lower case are the same. `known` are the keys at the top of a configuration.
///
/// A value that is JSON, in brackets or braces, is read as that. Any other is a text, of which
/// is made what is wanted.
pub(crate) fn read_variables(environment: &Environment, known: &[&str], faults: &mut Faults) -> Variables {
    let mut tree = Tree::new();
    let mut ignored = Vec::new();
    for (name, value) in environment.iter() {
        let lower = name.to_ascii_lowercase();
        let Some(path) = lower.strip_prefix("aps_").filter(|_| !NOT_SETTINGS.contains(&lower.as_str()))
        else {
            continue;
        };
        let keys: Vec<&str> = path.split("__").collect();
        let place = Place::Variable(name.into());
        match meant(&keys, known) {
            Meant::Setting => match read(value, &place) {
                Ok(value) => tree.put(&keys, value, faults),
                Err(fault) => faults.push(fault),
            },
            Meant::Instead(near) => {
                let headline = format!("`{name}` is not a variable that is known here");
                faults.push(Fault::new(place, "", headline).help(format!("did you mean `{near}`?")));
            }
            Meant::Nothing => ignored.push(name.to_owned()),
        }
    }
    Variables { node: tree.finish(faults), ignored }
}

/// Which file to read, and what a process is: not settings.
const NOT_SETTINGS: [&str; 2] = ["aps_config", "aps_process_worker"];

enum Meant {
    Setting,
    /// A variable that is spelt otherwise.
    Instead(String),
    /// Someone else's variable.
    Nothing,
}

fn meant(keys: &[&str], known: &[&str]) -> Meant {
    let Some((first, rest)) = keys.split_first() else { return Meant::Nothing };
    let name = |first: &str, rest: &[&str]| {
        let keys: Vec<&str> = std::iter::once(first).chain(rest.iter().copied()).collect();
        format!("APS_{}", keys.join("__").to_ascii_uppercase())
    };
    if known.contains(first) {
        let empty = rest.iter().any(|key| key.is_empty());
        let full: Vec<&str> = rest.iter().copied().filter(|key| !key.is_empty()).collect();
        return if empty { Meant::Instead(name(first, &full)) } else { Meant::Setting };
    }
    let section = known.iter().find_map(|known| {
        let inside =
            first.strip_prefix(known)?.strip_prefix('_').filter(|inside| !is_of_kubernetes(inside))?;
        let inside =
            rest.is_empty().then(|| inside_of(known, inside)).flatten().unwrap_or_else(|| vec![inside]);
        Some(name(known, &[inside.as_slice(), rest].concat()))
    });
    if let Some(section) = section {
        return Meant::Instead(section);
    }
    nearest(first, known.iter().copied()).map_or(Meant::Nothing, |near| Meant::Instead(name(near, rest)))
}

/// What stands in a section under aliases, each of which has options.
fn inside_of<'a>(section: &str, word: &'a str) -> Option<Vec<&'a str>> {
    let (alias, option) = name_and_option(section, word).filter(|_| BY_ALIAS.contains(&section))?;
    Some(vec![alias, option])
}

const BY_ALIAS: [&str; 2] = ["jobstores", "executors"];

/// What Kubernetes adds to the name of a service: one called `aps-jobs` has `APS_JOBS_PORT`.
fn is_of_kubernetes(end: &str) -> bool {
    end == "port" || ["port_", "service_host", "service_port"].iter().any(|begin| end.starts_with(begin))
}

fn read(value: Result<&str, NotUnicode>, place: &Place) -> Result<Node, Fault> {
    let text = value.map_err(|NotUnicode| Fault::new(place.clone(), "", "the value is not Unicode"))?;
    if text.len() > LARGEST {
        return Err(Fault::new(place.clone(), "", format!("the value is larger than {LARGEST} bytes")));
    }
    if let Some(mut node) = of_json(text) {
        node.put_at(place);
        return Ok(node);
    }
    Ok(Node { loose: true, ..Node::new(Value::Text(text.to_owned()), place.clone()) })
}

fn of_json(text: &str) -> Option<Node> {
    text.trim_start().starts_with(['[', '{']).then_some(())?;
    let source = Arc::new(Source { name: String::new(), text: text.to_owned(), format: Format::Json });
    let mut faults = Faults::new();
    json::read(&source, &mut faults).filter(|_| faults.is_empty())
}
