//! Writes down as a constant what the attribute has parsed, so that a declared
//! schedule costs nothing when the program starts.
//!
//! Every implementation takes its value apart field by field: a new field does
//! not compile until it is baked too.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::time::Duration;

use aps_triggers::cron::{CronFields, DayRule, YearRange};
use aps_triggers::date::Moment;
use proc_macro2::TokenStream;
use quote::quote;

use crate::paths::Paths;
use crate::scheduled_job::GraceTime;

/// A value that can be written as a constant expression.
pub(crate) trait Bake {
    /// The expression. It names nothing but what `paths` leads to.
    fn bake(&self, paths: &Paths) -> TokenStream;
}

impl<T: Bake> Bake for Option<T> {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        let Some(value) = self else { return quote!(#private::core::option::Option::None) };
        let value = value.bake(paths);
        quote!(#private::core::option::Option::Some(#value))
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

impl Bake for GraceTime {
    fn bake(&self, paths: &Paths) -> TokenStream {
        let private = &paths.private;
        match self {
            GraceTime::Unlimited => quote!(#private::MisfireGraceTime::Unlimited),
            GraceTime::Within(limit) => {
                let limit = limit.bake(paths);
                quote!(#private::MisfireGraceTime::Within(#limit))
            }
        }
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
