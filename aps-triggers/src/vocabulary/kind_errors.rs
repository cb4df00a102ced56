//! Keys that do not make a trigger.

use super::refusal::{Refusal, in_words};
use crate::kind::{ALL, CRON, Kind, Tag};
use crate::suggest;

impl Kind {
    /// A key under the name of this kind that does not belong there.
    pub(super) fn unknown_inside(&self, key: &str) -> Refusal {
        let known: Vec<&str> = self.fields.iter().chain(self.options).copied().collect();
        let other = ALL.iter().find(|kind| kind.fields.contains(&key));
        let help = other.map(|kind| format!("`{key}` belongs to `{}`", kind.name));
        Refusal::unknown_key(key, &format!("`{}`", self.name), &known, help)
    }

    /// A key beside the name of this kind that does not belong there.
    pub(super) fn unknown_beside(&self, key: &str) -> Refusal {
        let name = self.name;
        if self.fields.contains(&key) {
            return Refusal::new(
                format!("`{key}` belongs under `{name}`, not beside it"),
                Some(format!("write `{{\"{name}\": {{\"{key}\": …}}}}`")),
                None,
            );
        }
        if matches!(self.tag, Tag::And | Tag::Or) && CRON.options.contains(&key) {
            let help = format!("write `{key}` with each of the triggers in the list");
            return Refusal::new(format!("`{name}` has no `{key}`"), Some(help), None);
        }
        let mut known = vec![name];
        known.extend(self.options);
        Refusal::unknown_key(key, &format!("an object with `{name}`"), &known, None)
    }

    /// None of the keys of an object is the name of a kind.
    pub(super) fn missing(keys: &[&str]) -> Refusal {
        let names = || ALL.into_iter().map(|kind| kind.name);
        let begins = |key: &str| names().find(|name| key.starts_with(name));
        let near = keys.iter().find_map(|key| suggest::nearest(key, names()).or_else(|| begins(key)));
        let field = || {
            let has = |kind: &&&Kind| keys.iter().any(|key| kind.fields.contains(key));
            ALL.iter().find(has).map(|kind| format!("did you mean `{{\"{}\": {{…}}}}`?", kind.name))
        };
        let help = near.map(|near| format!("did you mean `{near}`?")).or_else(field);
        let names: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        let headline = format!("this is no trigger: it has none of the keys {}", names.join(", "));
        Refusal::new(headline, help, Some(Self::forms()))
    }

    /// Two keys are names of kinds.
    pub(super) fn several(first: &str, last: &str) -> Refusal {
        if first == last {
            return super::keys::given_twice(first, "");
        }
        let example = |name| Self::named(name).map_or("", |kind| kind.example);
        let help = format!("to combine them, write `{{\"or\": [{}, {}]}}`", example(first), example(last));
        Refusal::new(format!("these are two triggers: `{first}` and `{last}`"), Some(help), None)
    }

    /// One example of each kind.
    pub(super) fn forms() -> String {
        let examples: Vec<String> = ALL.iter().map(|kind| format!("`{}`", kind.example)).collect();
        format!("triggers are written as {}", in_words(&examples, "or"))
    }
}
