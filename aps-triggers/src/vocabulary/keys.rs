//! The keys of a trigger: those under its name, and those beside it.

use super::refusal::Refusal;
use super::value::Value;
use crate::kind::Kind;

/// What is given for one trigger, to be taken out piece by piece. Mistakes are
/// gathered; what is left in the end is not known.
pub(super) struct Keys {
    pub(super) kind: &'static Kind,
    /// What stands for the trigger, if that is not an object.
    short: Option<Value>,
    inside: Vec<(String, Value)>,
    beside: Vec<(String, Value)>,
    mistakes: Vec<Refusal>,
}

impl Keys {
    pub(super) fn new(kind: &'static Kind, value: Value, beside: Vec<(String, Value)>) -> Self {
        let (short, inside) = match value {
            Value::Object(entries) => (None, given(entries)),
            value => (Some(value), Vec::new()),
        };
        Self { kind, short, inside, beside: given(beside), mistakes: Vec::new() }
    }

    /// What stands for the trigger in place of an object.
    pub(super) fn short(&mut self) -> Option<Value> {
        self.short.take()
    }

    /// Whether something has been wrong so far.
    pub(super) const fn mistaken(&self) -> bool {
        !self.mistakes.is_empty()
    }

    /// Whether an entry is left that is not known. To be asked when the fields are taken.
    pub(super) fn has_unknown(&self) -> bool {
        self.inside.iter().any(|(key, _)| !self.is_known(key))
    }

    /// What an option is set to, inside or beside the trigger.
    pub(super) fn option<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(Value) -> Result<T, Refusal>,
    ) -> Option<T> {
        let inside = self.field(key, &read);
        let Some(beside) = take(&mut self.beside, key) else { return inside };
        if inside.is_some() {
            let name = self.kind.name;
            self.refuse(given_twice(key, &format!("in `{name}` and beside it")));
        }
        read(beside).map_err(|refusal| self.refuse(refusal.under(key))).ok()
    }

    /// What a field is set to, inside the trigger.
    pub(super) fn field<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(Value) -> Result<T, Refusal>,
    ) -> Option<T> {
        let value = take(&mut self.inside, key)?;
        self.keep(read(value).map_err(|refusal| refusal.under(key)))
    }

    /// What was read; a mistake is put under the name of the trigger.
    pub(super) fn keep<T>(&mut self, read: Result<T, impl Into<Refusal>>) -> Option<T> {
        let name = self.kind.name;
        read.map_err(|refusal| self.refuse(refusal.into().under(name))).ok()
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.mistakes.push(refusal);
    }

    /// The trigger stands for something that its kind does not know.
    pub(super) fn unexpected<T>(&mut self, value: &Value) -> Option<T> {
        self.inside.clear();
        let headline = format!("{} is expected, not {}", self.kind.expected, value.kind());
        let help = format!("write `{}`", self.kind.example);
        self.keep(Err(Refusal::new(headline, Some(help), None)))
    }

    /// The trigger, if neither it nor any key was a mistake.
    pub(super) fn finish<T>(mut self, trigger: Option<T>) -> Result<T, Refusal> {
        for (key, _) in std::mem::take(&mut self.inside) {
            let known =
                if self.is_known(&key) { given_twice(&key, "") } else { self.kind.unknown_inside(&key) };
            self.refuse(known.under(self.kind.name));
        }
        for (key, _) in std::mem::take(&mut self.beside) {
            let option = self.kind.options.contains(&key.as_str());
            self.refuse(if option { given_twice(&key, "") } else { self.kind.unknown_beside(&key) });
        }
        match (self.mistakes.into_iter().reduce(Refusal::and), trigger) {
            (None, Some(trigger)) => Ok(trigger),
            (Some(refusal), _) => Err(refusal),
            (None, None) => Err(Kind::missing(&[])),
        }
    }

    fn is_known(&self, key: &str) -> bool {
        self.kind.options.contains(&key) || self.kind.fields.contains(&key)
    }
}

/// `null` is the same as nothing, as in APScheduler.
fn given(entries: Vec<(String, Value)>) -> Vec<(String, Value)> {
    entries.into_iter().filter(|(_, value)| *value != Value::Null).collect()
}

/// The first value of a key. A second one stays, and is found in the end.
fn take(entries: &mut Vec<(String, Value)>, key: &str) -> Option<Value> {
    let at = entries.iter().position(|(name, _)| name == key)?;
    Some(entries.remove(at).1)
}

pub(super) fn given_twice(key: &str, places: &str) -> Refusal {
    let blank = if places.is_empty() { "" } else { ", " };
    Refusal::new(format!("`{key}` is given twice{blank}{places}"), None, None)
}
