//! YAML 1.2 with its core schema; without tags, anchors and aliases.

use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::fault::{Fault, Faults};
use super::node::{Entry, Node, Value};
use super::place::{Place, Source};
use super::read::DEEPEST;

pub(super) fn read(source: &Arc<Source>, faults: &mut Faults) -> Option<Node> {
    let offsets = Offsets::of(&source.text);
    let mut reader = Reader { source, offsets, open: Vec::new(), whole: None, faults };
    let read = reader.read().map(|()| reader.whole.take());
    match read {
        Ok(whole) => Some(whole.unwrap_or_else(|| Node::new(Value::Map(Vec::new()), source.place(0..0)))),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    offsets: Offsets,
    /// The lists and maps whose end is still to come, the innermost last.
    open: Vec<Open>,
    whole: Option<Node>,
    faults: &'a mut Faults,
}

enum Open {
    List { start: usize, members: Vec<Node> },
    Map { start: usize, entries: Vec<Entry>, key: Option<(String, Place)> },
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Fault> {
        let text = Arc::clone(self.source);
        for event in Parser::new_from_str(&text.text) {
            let (event, span) = event.map_err(|error| self.not_yaml(*error.marker(), error.info()))?;
            self.event(event, span)?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let start = self.offsets.byte(span.start.index());
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.plainly(span, anchor, tag.is_some())?;
                self.scalar(&text, style, span)
            }
            Event::SequenceStart(anchor, tag) => {
                self.plainly(span, anchor, tag.is_some())?;
                self.open(Open::List { start, members: Vec::new() }, span)
            }
            Event::MappingStart(anchor, tag) => {
                self.plainly(span, anchor, tag.is_some())?;
                self.open(Open::Map { start, entries: Vec::new(), key: None }, span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(self.offsets.byte(span.end.index()));
                Ok(())
            }
            Event::Alias(_) => Err(self.fault(span, "aliases are not read").help("write out what is meant")),
            Event::DocumentStart(_) if self.whole.is_some() => {
                Err(self.fault(span, "this is a second document").help("a configuration is one document"))
            }
            _ => Ok(()),
        }
    }

    /// A value has no anchor and no tag.
    fn plainly(&self, span: Span, anchor: usize, tagged: bool) -> Result<(), Fault> {
        if tagged {
            return Err(self
                .fault(span, "tags are not read")
                .help("leave out what begins with `!`; a text is written in quotes"));
        }
        if anchor > 0 {
            return Err(self.fault(span, "anchors are not read").help("write out what is meant"));
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span) -> Result<(), Fault> {
        let place = self.place(span);
        if let Some(Open::Map { key: key @ None, .. }) = self.open.last_mut() {
            *key = Some((text.to_owned(), place));
            return Ok(());
        }
        let value = match style {
            ScalarStyle::Plain => plain(text).ok_or_else(|| Fault::too_large(place.clone()))?,
            _ => Value::Text(text.to_owned()),
        };
        self.put(Node::new(value, place));
        Ok(())
    }

    fn open(&mut self, open: Open, span: Span) -> Result<(), Fault> {
        if let Some(Open::Map { key: None, .. }) = self.open.last() {
            return Err(self.fault(span, "this key is not a text"));
        }
        if self.open.len() > DEEPEST {
            return Err(Fault::too_deep(self.place(span)));
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let (value, start) = match self.open.pop() {
            Some(Open::List { start, members }) => (Value::List(members), start),
            Some(Open::Map { start, entries, .. }) => {
                (Value::Map(Entry::without_doubles(entries, self.faults)), start)
            }
            None => return,
        };
        self.put(Node::new(value, self.source.place(start..end.max(start))));
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open::List { members, .. }) => members.push(node),
            Some(Open::Map { entries, key, .. }) => {
                entries.extend(key.take().map(|(key, key_place)| Entry { key, key_place, value: node }));
            }
            None => self.whole = Some(node),
        }
    }

    fn fault(&self, span: Span, headline: &str) -> Fault {
        Fault::new(self.place(span), "", headline)
    }

    /// The parser's words have at most one letter of the text, which is left out.
    fn not_yaml(&self, at: Marker, reason: &str) -> Fault {
        let reason = reason.split(": `").next().unwrap_or(reason);
        self.fault(Span::empty(at), &format!("this is not YAML: {reason}"))
    }

    /// Without the blanks that the parser counts to a text in quotes.
    fn place(&self, span: Span) -> Place {
        let range = self.offsets.range(span);
        let blanks = self.source.text.get(range.clone()).map_or(0, |text| text.len() - text.trim_end().len());
        self.source.place(range.start..range.end - blanks)
    }
}

/// A text without quotes, by the core schema (YAML 1.2.2, 10.3.2). `None` if it is a number
/// that is too large, or none that can be used.
fn plain(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => None,
        _ if matches!(unsigned, ".inf" | ".Inf" | ".INF") => None,
        _ if digits(unsigned) => text.parse().ok().map(Value::Integer),
        _ => match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
            (Some(digits), _) if is_of(digits, 16) => {
                i128::from_str_radix(digits, 16).ok().map(Value::Integer)
            }
            (_, Some(digits)) if is_of(digits, 8) => i128::from_str_radix(digits, 8).ok().map(Value::Integer),
            _ if is_float(unsigned) => {
                text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float)
            }
            _ => Some(Value::Text(text.to_owned())),
        },
    }
}

fn is_of(digits: &str, radix: u32) -> bool {
    !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix))
}

/// `1.5`, `.5`, `1.`, `1e5`; neither `infinity` nor `nan`, which Rust would read.
fn is_float(unsigned: &str) -> bool {
    let begins = unsigned.trim_start_matches('.').starts_with(|c: char| c.is_ascii_digit());
    begins
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte))
        && unsigned.parse::<f64>().is_ok()
}

/// The parser counts characters; a place is in bytes.
struct Offsets {
    /// Where each character begins; `None` if all are of one byte.
    characters: Option<Vec<usize>>,
    end: usize,
}

impl Offsets {
    fn of(text: &str) -> Self {
        let begins = || text.char_indices().map(|(at, _)| at).collect();
        Self { characters: (!text.is_ascii()).then(begins), end: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        match &self.characters {
            Some(characters) => characters.get(character).copied().unwrap_or(self.end),
            None => character.min(self.end),
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }
}
