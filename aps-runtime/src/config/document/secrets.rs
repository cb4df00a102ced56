//! What stands elsewhere: `${VAR}`, and values in files of their own.

use std::path::Path;

use super::environment::{Environment, NotUnicode};
use super::fault::{Fault, Faults};
use super::node::{Entry, Node, Value};
use super::place::Place;
use super::privacy::shown_key;
use super::read::{LARGEST, text_of};

/// Replaces what refers to something else by what it refers to. That is private.
///
/// * `${VAR}` in a text is the value of this environment variable; `${VAR:-default}` is the
///   default if it is not set or empty. `$${` is `${`. Nothing in the value is replaced again.
///   Without an environment, nothing of this is done.
/// * In `jobstores` and `executors`, below a name, `x_file` is `x` with what stands in the file
///   of this name; a newline at its end is left out.
pub(super) fn resolve(root: &mut Node, environment: Option<&Environment>, faults: &mut Faults) {
    Resolver { environment, faults, path: Vec::new() }.node(root);
}

struct Resolver<'a> {
    environment: Option<&'a Environment>,
    faults: &'a mut Faults,
    path: Vec<String>,
}

impl Resolver<'_> {
    fn node(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::Text(_) => self.text(node),
            Value::List(members) => {
                for (place, member) in members.iter_mut().enumerate() {
                    self.within(format!("[{place}]"), |resolver| resolver.node(member));
                }
            }
            Value::Map(entries) => {
                for entry in entries.iter_mut() {
                    self.within(entry.key.clone(), |resolver| resolver.node(&mut entry.value));
                }
                if matches!(self.path.first().map(String::as_str), Some("jobstores" | "executors")) {
                    self.secrets(entries);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, node: &mut Node) {
        let (Value::Text(text), Some(environment)) = (&mut node.value, self.environment) else { return };
        match expand(text, environment) {
            Ok((expanded, false)) => *text = expanded,
            Ok((expanded, true)) => {
                *text = expanded;
                node.private = true;
                // An argument of a job is the text that was written.
                node.loose = self.path.get(2).is_none_or(|key| key != "args");
            }
            Err(fault) => {
                self.faults.push(fault.moved(&node.place, self.path()));
                node.value = Value::Absent;
            }
        }
    }

    /// Reads what stands in files of its own. The section itself has only names.
    fn secrets(&mut self, entries: &mut [Entry]) {
        if self.path.len() < 2 {
            return;
        }
        for at in 0..entries.len() {
            let Some(key) = entries.get(at).and_then(|entry| entry.key.strip_suffix("_file")) else {
                continue;
            };
            let key = key.to_owned();
            let other = entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_place.clone());
            let Some(entry) = entries.get_mut(at) else { continue };
            let path = format!("{}.{}", self.path(), shown_key(&entry.key));
            match other {
                Some(other) => {
                    let mut place = entry.key_place.clone();
                    place.draw_key(&entry.key);
                    self.faults.push(Fault::given_twice(place, &path, &other));
                    entry.value.value = Value::Absent;
                }
                None => entry.key = key,
            }
            if let Err(reason) = read_secret(&mut entry.value) {
                let mut place = entry.key_place.clone();
                place.draw_key(&entry.key);
                self.faults.push(Fault::new(place, path, reason));
                entry.value.value = Value::Absent;
            }
        }
    }

    fn within(&mut self, step: String, inside: impl FnOnce(&mut Self)) {
        self.path.push(step);
        inside(self);
        self.path.pop();
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            let dot = if path.is_empty() || step.starts_with('[') { "" } else { "." };
            path = format!("{path}{dot}{}", if dot.is_empty() { step.into() } else { shown_key(step) });
        }
        path
    }
}

/// Replaces the name of a file by what stands in it.
fn read_secret(node: &mut Node) -> Result<(), String> {
    let name = match &node.value {
        Value::Text(name) => name,
        // Why it is not there is told already.
        Value::Absent => return Ok(()),
        _ => return Err(format!("the name of a file is expected, not {}", node.kind())),
    };
    // The name is not shown: it may be that the secret was written in its place.
    let text = text_of(Path::new(name)).map_err(|error| format!("the file cannot be read: {error}"))?;
    if text.len() > LARGEST {
        return Err(format!("the file is larger than {LARGEST} bytes"));
    }
    let line = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    node.value = Value::Text(line.to_owned());
    node.private = true;
    node.loose = true;
    Ok(())
}

/// Replaces `${VAR}`. Whether there was any.
fn expand(text: &str, environment: &Environment) -> Result<(String, bool), Fault> {
    let mut expanded = String::new();
    let mut any = false;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if let Some(before) = before.strip_suffix('$') {
            expanded += before;
            expanded += "${";
            rest = after;
            continue;
        }
        expanded += before;
        let (reference, after) = after.split_once('}').ok_or_else(|| refusal("a `${` has no `}`"))?;
        expanded += value_of(reference, environment)?;
        any = true;
        rest = after;
    }
    expanded += rest;
    Ok((expanded, any))
}

fn value_of<'a>(reference: &'a str, environment: &'a Environment) -> Result<&'a str, Fault> {
    let (name, default) = match reference.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (reference, None),
    };
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(refusal("what stands in `${…}` is not the name of a variable"));
    }
    match (environment.get(name), default) {
        (Ok(None | Some("")), Some(default)) => Ok(default),
        (Ok(Some(value)), _) => Ok(value),
        (Ok(None), None) => {
            let fault = refusal(&format!("the environment variable `{name}` is not set"));
            Err(fault.help(format!("set it, or say what to use without it: `${{{name}:-…}}`")))
        }
        (Err(NotUnicode), _) => Err(refusal(&format!("the environment variable `{name}` is not Unicode"))),
    }
}

fn refusal(headline: &str) -> Fault {
    Fault::new(Place::Unknown, "", headline).note("`${VAR}` is the value of a variable, and `$${` is `${`")
}
