//! The keys of a trigger: those in its parentheses, and those beside it.

use aps_triggers::kind::Tag;
use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

use super::written::Written;
use crate::attr::{self, Entry};
use crate::diag::{Diagnostic, Sink};
use crate::value::{Scalar, Text, Value};

/// What is given for one trigger, sorted. What does not belong there was reported.
pub(super) struct Keys<'a> {
    pub(super) written: &'a Written,
    /// The text that stands for it, as in `cron = "…"`.
    pub(super) text: Option<Text>,
    /// The fields and units in its parentheses, or the members of a list.
    pub(super) fields: Vec<Entry>,
    options: Vec<Entry>,
    beside: Vec<Entry>,
    /// Whether anything was refused: then what is missing was perhaps just that.
    refused: bool,
}

impl<'a> Keys<'a> {
    pub(super) fn read(written: &'a Written, beside: &[Entry], sink: &mut Sink) -> Self {
        let mut keys = Self {
            written,
            text: None,
            fields: Vec::new(),
            options: Vec::new(),
            beside: Vec::new(),
            refused: false,
        };
        match &written.entry.value {
            Value::List(list) => keys.read_list(list, sink),
            _ => keys.read_text(&written.entry.value, sink),
        }
        for entry in beside {
            if keys.has_option(entry) {
                keys.beside.push(entry.clone());
            } else {
                sink.push(keys.no_option(entry));
            }
        }
        keys
    }

    /// What an option is set to, inside or outside of the parentheses.
    pub(super) fn option<T>(
        &self,
        key: &str,
        read: fn(&Entry, &mut Sink) -> Option<T>,
        sink: &mut Sink,
    ) -> Option<T> {
        let (inside, beside) = (find(&self.options, key), find(&self.beside, key));
        if let (Some(_), Some(beside)) = (inside, beside) {
            let headline = format!("`{key}` is given inside and outside of the parentheses");
            sink.push(Diagnostic::new(beside.value_place(), headline).help("keep one of the two"));
        }
        read(inside.or(beside)?, sink)
    }

    /// Where an option is set.
    pub(super) fn option_entry(&self, key: &str) -> Option<&Entry> {
        find(&self.options, key).or_else(|| find(&self.beside, key))
    }

    /// A field or unit, if it is given.
    pub(super) fn field(&self, key: &str) -> Option<&Entry> {
        find(&self.fields, key)
    }

    /// Whether there are fields. That there are none is an error, unless another one
    /// explains it.
    pub(super) fn says_when(&self, sink: &mut Sink) -> bool {
        if self.fields.is_empty() && !self.refused {
            let Written { entry, .. } = self.written;
            let headline = format!("`{}(…)` does not say when", self.written.name());
            let example = self.written.example();
            let help = match self.written.kind.tag {
                Tag::Cron => {
                    let name = self.written.name();
                    format!("write for example `{example}`, or for every second `{name}(second = \"*\")`")
                }
                _ => format!("write for example `{example}`"),
            };
            sink.push(Diagnostic::new(entry.place(), headline).help(help));
        }
        !self.fields.is_empty()
    }

    /// Whether something was refused.
    pub(super) const fn refused(&self) -> bool {
        self.refused
    }

    fn read_text(&mut self, value: &Value, sink: &mut Sink) {
        let entry = Entry { value: value.clone(), ..self.written.entry.clone() };
        self.refused = true;
        if matches!(self.written.kind.tag, Tag::CalendarInterval | Tag::And | Tag::Or) {
            let headline = format!("`{}` takes its options in parentheses", self.written.name());
            let help = format!("write for example `{}`", self.written.example());
            sink.push(Diagnostic::new(entry.place(), headline).help(help));
        } else if self.written.is_macro() && !matches!(entry.scalar(), Some(Scalar::Text(_))) {
            sink.push(self.no_literal(&entry));
        } else {
            self.text = sink.absorb(entry.text(self.written.expected()));
        }
    }

    /// A macro sees the name of a constant, not what it is.
    fn no_literal(&self, entry: &Entry) -> Diagnostic {
        let from_text = match self.written.kind.tag {
            Tag::Cron => "CronTrigger::parse(…)?",
            Tag::Interval => "IntervalTrigger::parse(…)?",
            _ => "DateTrigger::parse(…)?",
        };
        let headline = format!("`{}` takes {}, as a literal", self.written.name(), self.written.expected());
        Diagnostic::new(entry.value_place(), headline)
            .help(format!("for a text that is only known at run time use `{from_text}`"))
    }

    fn read_list(&mut self, list: &Group, sink: &mut Sink) {
        let (text, rest) = self.split_text(list.stream());
        if let Some(tokens) = text {
            self.read_text(&Value::Assigned(tokens), sink);
        }
        let before = sink.len();
        let entries = attr::read_all(rest, sink);
        self.refused |= sink.len() > before;
        let (members, others) = entries.into_iter().partition(|entry| self.is_member(entry));
        self.fields = members;
        for entry in attr::without_duplicates(others, sink) {
            self.sort(entry, sink);
        }
    }

    fn sort(&mut self, entry: Entry, sink: &mut Sink) {
        if self.has_option(&entry) {
            self.options.push(entry);
        } else if !self.has_field(&entry) {
            self.refused = true;
            sink.push(self.unknown(&entry));
        } else if self.text.is_some() {
            let headline = format!("`{}` is given beside a text that says when", entry.key);
            sink.push(Diagnostic::new(entry.place(), headline).help("keep one of the two"));
        } else {
            self.fields.push(entry);
        }
    }

    /// What stands for the trigger in its parentheses, up to the comma, and the rest.
    fn split_text(&self, tokens: TokenStream) -> (Option<TokenStream>, TokenStream) {
        let mut trees = tokens.clone().into_iter().peekable();
        let is_list = self.written.kind.fields.is_empty();
        let is_key = match trees.next() {
            None => true,
            Some(TokenTree::Ident(word)) => match trees.peek() {
                Some(TokenTree::Group(list)) => list.delimiter() == Delimiter::Parenthesis,
                // Some write `:` for `=`.
                Some(TokenTree::Punct(punct)) if punct.as_char() == ':' => punct.spacing() == Spacing::Alone,
                Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => true,
                Some(TokenTree::Punct(punct)) if punct.as_char() != ',' => false,
                Some(TokenTree::Ident(_) | TokenTree::Literal(_)) => true,
                Some(TokenTree::Punct(_)) | None => self.is_known(&word.to_string()),
            },
            Some(TokenTree::Punct(punct)) => punct.as_char() == ',',
            Some(_) => false,
        };
        if is_key || is_list {
            return (None, tokens);
        }
        let is_comma = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
        let mut trees = tokens.into_iter();
        let text = trees.by_ref().take_while(|tree| !is_comma(tree)).collect();
        (Some(attr::visible(text)), trees.collect())
    }

    fn is_member(&self, entry: &Entry) -> bool {
        self.written.kind.fields.is_empty() && Written::of(entry).is_some()
    }

    fn has_field(&self, entry: &Entry) -> bool {
        self.written.kind.fields.iter().any(|field| entry.key == field)
    }

    fn has_option(&self, entry: &Entry) -> bool {
        self.written.kind.options.iter().any(|option| entry.key == option)
    }

    fn is_known(&self, key: &str) -> bool {
        self.written.kind.fields.contains(&key) || self.written.kind.options.contains(&key)
    }
}

fn find<'e>(entries: &'e [Entry], key: &str) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.key == key)
}
