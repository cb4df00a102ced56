use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record as SpanRecord};
use tracing::{Event, Metadata, Subscriber};

use super::link::Link;
use crate::executor::output::shortened;
use crate::executor::protocol::{FromWorker, Record};

/// Sends what jobs log to the pool. Events only: spans end with the process.
pub(super) struct RemoteLog {
    link: Link,
    level: LevelFilter,
}

impl RemoteLog {
    /// Sends what is at this level or above, as the pool's process names it.
    pub(super) fn new(link: Link, level: &str) -> Self {
        RemoteLog { link, level: level.parse().unwrap_or(LevelFilter::TRACE) }
    }
}

impl Subscriber for RemoteLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        let record = Record {
            level: event.metadata().level().to_string(),
            target: event.metadata().target().to_owned(),
            message: shortened(text.message),
            fields: shortened(text.fields),
        };
        // Text of this length can be written and sent.
        let _ = self.link.send(&FromWorker::Log(record));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &SpanRecord<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string fails where the value does, and then there is no more of it.
        let _ = if field.name() == "message" {
            write!(self.message, "{value:?}")
        } else {
            let space = if self.fields.is_empty() { "" } else { " " };
            write!(self.fields, "{space}{}={value:?}", field.name())
        };
    }
}
