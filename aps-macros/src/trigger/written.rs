//! A trigger as it is written, not yet looked into.

use aps_triggers::kind::{Kind, Tag};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};

use crate::attr::Entry;
use crate::diag::Place;
use crate::value::Value;

/// `cron = "…"`, `cron(…)` or `cron!(…)`.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(super) kind: &'static Kind,
    pub(super) entry: Entry,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// In an attribute.
    Option,
    /// As a macro that is called by this name.
    Macro(&'static str),
}

impl Written {
    /// An option of an attribute, if its key is the name of a trigger.
    pub(crate) fn of(entry: &Entry) -> Option<Self> {
        let kind = Kind::named(&entry.key.to_string())?;
        Some(Self { kind, entry: entry.clone(), form: Form::Option })
    }

    /// What stands in the parentheses of a macro.
    pub(crate) fn of_macro(name: &'static str, kind: &'static Kind, tokens: TokenStream) -> Self {
        // Errors about the whole are shown at the call, as the user's own code.
        let origin = tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
        let place = origin.located_at(Span::call_site());
        let mut list = Group::new(Delimiter::Parenthesis, tokens);
        list.set_span(place);
        let entry = Entry { key: Ident::new(kind.name, place), value: Value::List(list) };
        Self { kind, entry, form: Form::Macro(name) }
    }

    pub(crate) fn place(&self) -> Place {
        self.entry.place()
    }

    pub(super) const fn is_macro(&self) -> bool {
        matches!(self.form, Form::Macro(_))
    }

    /// What it is called: `cron`, or `cron!`.
    pub(super) const fn name(&self) -> &'static str {
        match self.form {
            Form::Option => self.kind.name,
            Form::Macro(name) => name,
        }
    }

    /// What a text in its place stands for.
    pub(super) const fn expected(&self) -> &'static str {
        match self.kind.tag {
            Tag::Cron => "a crontab string such as `\"0 8 * * mon-fri\"`",
            Tag::Interval => "a length of time such as `\"2h\"` or `\"1h 30m\"`",
            Tag::Date => super::option::EXAMPLE_DATE,
            Tag::CalendarInterval | Tag::And | Tag::Or => "its options in parentheses",
        }
    }

    /// How it may be written with parentheses.
    pub(super) fn example(&self) -> String {
        let inside = match self.kind.tag {
            Tag::Cron => "hour = 5",
            Tag::Interval => "hours = 2",
            Tag::Date => "\"2030-01-31\"",
            Tag::CalendarInterval => "months = 1, hour = 15",
            Tag::And => "cron = \"0 8 13 * *\", cron = \"0 8 * * fri\"",
            Tag::Or => "cron = \"0 8 * * *\", cron = \"30 17 * * fri\"",
        };
        format!("{}({inside})", self.name())
    }
}
