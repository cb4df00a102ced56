//! Writes down as a constant what the attribute has parsed, so that a declared
//! schedule costs nothing when the program starts.
//!
//! Every implementation takes its value apart field by field: a new field does
//! not compile until it is baked too.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::time::Duration;

use aps_triggers::calendar_interval::CalendarInterval;
use aps_triggers::cron::{CronFields, DayRule, YearRange};
use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::{DstGap, DstOverlap};
use proc_macro2::TokenStream;
use quote::quote;

use crate::paths::Paths;
use crate::scheduled_job::{Limit, OnNodeLoss, Retry};

/// A value that can be written as a constant expression.
pub(crate) trait Bake {
    /// The expression. It names nothing but what `paths` leads to.
    fn bake(&self, paths: &Paths) -> TokenStream;
}

impl<T: Bake> Bake for Option<T> {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Some(value) = self else { return quote!(#private::None) };
        let value = value.bake(paths);
        quote!(#private::Some(#value))
    }
}

impl Bake for bool {
    fn bake(&self, _: &Paths) -> TokenStream {
        quote!(#self)
    }
}

impl Bake for String {
    fn bake(&self, _: &Paths) -> TokenStream {
        quote!(#self)
    }
}

impl Bake for NonZeroU32 {
    /// There is no way to write one down; `new` is constant and never `None` here.
    fn bake(&self, paths: &Paths) -> TokenStream {
        let (private, number) = (&paths.private, self.get());
        quote!(#private::core::num::NonZero::<#private::core::primitive::u32>::new(#number).unwrap())
    }
}

impl Bake for Duration {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let (seconds, nanos) = (self.as_secs(), self.subsec_nanos());
        quote!(#private::core::time::Duration::new(#seconds, #nanos))
    }
}

/// That of how late a run may start.
impl Bake for Limit {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        match self {
            Limit::Unlimited => quote!(#private::MisfireGraceTime::Unlimited),
            Limit::Within(limit) => {
                let limit = limit.bake(paths);
                quote!(#private::MisfireGraceTime::Within(#limit))
            }
        }
    }
}

impl Bake for OnNodeLoss {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        match self {
            OnNodeLoss::Abandon => quote!(#private::OnNodeLoss::Abandon),
            OnNodeLoss::Rerun => quote!(#private::OnNodeLoss::Rerun),
        }
    }
}

/// What is not given is left to the runtime's defaults.
impl Bake for Retry {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Retry { attempts, delay, factor, max_delay } = self;
        let attempts = attempts.bake(paths);
        let delay = delay.map(|delay| delay.bake(paths)).map(|delay| quote!(.delay(#delay)));
        let factor = factor.map(|factor| factor.bake(paths)).map(|factor| quote!(.factor(#factor)));
        let max_delay = max_delay.map(|most| most.bake(paths)).map(|most| quote!(.max_delay(#most)));
        quote!(#private::Retry::attempts(#attempts) #delay #factor #max_delay)
    }
}

impl Bake for DstGap {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        match self {
            DstGap::Next => quote!(#private::DstGap::Next),
            DstGap::Skip => quote!(#private::DstGap::Skip),
        }
    }
}

impl Bake for DstOverlap {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        match self {
            DstOverlap::First => quote!(#private::DstOverlap::First),
            DstOverlap::Last => quote!(#private::DstOverlap::Last),
            DstOverlap::Both => quote!(#private::DstOverlap::Both),
        }
    }
}

impl Bake for CalendarInterval {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let CalendarInterval { years, months, weeks, days } = self;
        quote! {
            #private::CalendarInterval { years: #years, months: #months, weeks: #weeks, days: #days }
        }
    }
}

impl Bake for LocalDate {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let (year, month, day) = (self.year(), self.month(), self.day());
        quote!(#private::LocalDate::baked(#year, #month, #day))
    }
}

impl Bake for Moment {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        match self {
            Moment::Instant { seconds, nanos } => {
                quote!(#private::Moment::Instant { seconds: #seconds, nanos: #nanos })
            }
            Moment::Local { year, month, day, hour, minute, second, nanos } => quote! {
                #private::Moment::Local {
                    year: #year,
                    month: #month,
                    day: #day,
                    hour: #hour,
                    minute: #minute,
                    second: #second,
                    nanos: #nanos,
                }
            },
        }
    }
}

impl Bake for CronFields {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let CronFields {
            seconds,
            minutes,
            hours,
            days,
            from_end,
            nearest,
            nth,
            weekdays,
            months,
            weeks,
            years,
            day_rule,
            fixed_time,
        } = self;
        let (years, day_rule) = (years.bake(paths), day_rule.bake(paths));
        quote! {
            #private::CronFields {
                seconds: #seconds,
                minutes: #minutes,
                hours: #hours,
                days: #days,
                from_end: #from_end,
                nearest: #nearest,
                nth: #nth,
                weekdays: #weekdays,
                months: #months,
                weeks: #weeks,
                years: #years,
                day_rule: #day_rule,
                fixed_time: #fixed_time,
            }
        }
    }
}

impl Bake for Cow<'_, [YearRange]> {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let ranges = self.iter().map(|range| range.bake(paths));
        quote!(#private::std::borrow::Cow::Borrowed(&[#(#ranges),*]))
    }
}

impl Bake for YearRange {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let YearRange { first, last, step } = self;
        quote!(#private::YearRange { first: #first, last: #last, step: #step })
    }
}

impl Bake for DayRule {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        match self {
            DayRule::Keyed => quote!(#private::DayRule::Keyed),
            DayRule::CrontabAnd => quote!(#private::DayRule::CrontabAnd),
            DayRule::CrontabOr => quote!(#private::DayRule::CrontabOr),
        }
    }
}
