//! A trigger as a constant expression.
//!
//! What a trigger refers to is a static inside of the expression, so that this can stand
//! wherever a constant can.

use std::time::Duration;

use aps_triggers::{DstGap, DstOverlap};
use proc_macro2::TokenStream;
use quote::quote;

use super::{Calendar, Cron, Date, Interval, Members, Trigger, Window};
use crate::bake::Bake;
use crate::paths::Paths;

impl Trigger {
    /// As the type that holds any trigger.
    pub(crate) fn bake_any(&self, paths: &Paths) -> TokenStream {
        let (private, trigger) = (&paths.private, self.bake(paths));
        let variant = match self {
            Self::Cron(_) => quote!(Cron),
            Self::Interval(_) => quote!(Interval),
            Self::Date(_) => quote!(Date),
            Self::CalendarInterval(_) => quote!(CalendarInterval),
            Self::And(_) => quote!(And),
            Self::Or(_) => quote!(Or),
        };
        quote!(#private::AnyTrigger::#variant(#trigger))
    }
}

/// As the type of its kind.
impl Bake for Trigger {
    fn bake(&self, paths: &Paths) -> TokenStream {
        match self {
            Self::Cron(cron) => cron.bake(paths),
            Self::Interval(interval) => interval.bake(paths),
            Self::Date(date) => date.bake(paths),
            Self::CalendarInterval(calendar) => calendar.bake(paths),
            Self::And(members) => members.bake_as(&quote!(AndTrigger), paths),
            Self::Or(members) => members.bake_as(&quote!(OrTrigger), paths),
        }
    }
}

impl Bake for Cron {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Self { fields, text, window, .. } = self;
        let (fields, zone) = (fields.bake(paths), bake_zone(window.timezone.as_deref(), paths));
        let options = self.bake_options(paths);
        quote! {
            #private::CronTrigger::baked(
                {
                    static EXPRESSION: #private::CronExpression = #private::CronExpression {
                        fields: #fields,
                        text: #private::std::borrow::Cow::Borrowed(#text),
                    };
                    &EXPRESSION
                },
                #zone,
                #options,
            )
        }
    }
}

impl Cron {
    /// What it has besides its fields and its zone.
    fn bake_options(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Self { fields: _, text: _, window: Window { timezone: _, start, end }, gap, overlap, jitter } =
            self;
        let start =
            start.map(|start| start.bake(paths)).map(|start| quote!(start_date: #private::Some(#start),));
        let end = end.map(|end| end.bake(paths)).map(|end| quote!(end_date: #private::Some(#end),));
        let jitter = jitter.map(|most| most.bake(paths)).map(|most| quote!(jitter: #private::Some(#most),));
        let gap = (*gap != DstGap::default()).then(|| gap.bake(paths)).map(|gap| quote!(dst_gap: #gap,));
        let overlap = (*overlap != DstOverlap::default()).then(|| overlap.bake(paths));
        let overlap = overlap.map(|overlap| quote!(dst_overlap: #overlap,));
        let given = quote!(#start #end #gap #overlap #jitter);
        if given.is_empty() {
            return quote!(&#private::CronOptions::DEFAULT);
        }
        quote! {{
            static OPTIONS: #private::CronOptions =
                #private::CronOptions { #given ..#private::CronOptions::DEFAULT };
            &OPTIONS
        }}
    }
}

impl Bake for Interval {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Self { length, window: Window { timezone, start, end }, jitter } = self;
        let (length, zone) = (length.bake(paths), bake_zone(timezone.as_deref(), paths));
        let (start, end, jitter) = (start.bake(paths), end.bake(paths), with_jitter(*jitter, paths));
        quote!(#private::IntervalTrigger::baked(#length, #zone, #start, #end) #jitter)
    }
}

impl Bake for Date {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Self { moment, timezone } = self;
        let (moment, zone) = (moment.bake(paths), bake_zone(timezone.as_deref(), paths));
        quote!(#private::DateTrigger::baked(#moment, #zone))
    }
}

impl Bake for Calendar {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Self { interval, time: (hour, minute, second), timezone, start, end, gap, jitter } = self;
        let (interval, zone) = (interval.bake(paths), bake_zone(timezone.as_deref(), paths));
        let (start, end, jitter) = (start.bake(paths), end.bake(paths), with_jitter(*jitter, paths));
        let gap = (*gap != DstGap::Skip).then(|| gap.bake(paths)).map(|gap| quote!(.dst_gap(#gap)));
        let time = quote!((#hour, #minute, #second));
        quote!(#private::CalendarIntervalTrigger::baked(#interval, #time, #zone, #start, #end) #gap #jitter)
    }
}

impl Members {
    fn bake_as(&self, kind: &TokenStream, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Self { members, jitter } = self;
        let (count, jitter) = (members.len(), jitter.bake(paths));
        let members = members.iter().map(|member| member.bake_any(paths));
        quote! {
            #private::#kind::baked(
                {
                    static MEMBERS: [#private::AnyTrigger; #count] = [#(#members),*];
                    &MEMBERS
                },
                #jitter,
            )
        }
    }
}

fn with_jitter(jitter: Option<Duration>, paths: &Paths) -> Option<TokenStream> {
    let most = jitter?.bake(paths);
    Some(quote!(.jitter(#most)))
}

/// The rules of a zone are looked up when they are first needed, and kept in the static.
fn bake_zone(name: Option<&str>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let Some(name) = name else { return quote!(#private::None) };
    quote! {
        #private::Some(#private::TimeZone::from_static({
            static ZONE: #private::ZoneCell = #private::ZoneCell::new(#name);
            &ZONE
        }))
    }
}
