use aps_triggers::TimeZone;

use crate::error::Error;

/// A time zone, or the name of one: what [`SchedulerBuilder::timezone`](crate::SchedulerBuilder::timezone) takes.
#[derive(Debug, Clone)]
pub struct Zone(ZoneChoice);

#[derive(Debug, Clone)]
enum ZoneChoice {
    Known(TimeZone),
    Named(String),
}

impl Zone {
    pub(crate) fn resolve(self) -> Result<TimeZone, Error> {
        match self.0 {
            ZoneChoice::Known(timezone) => Ok(timezone),
            ZoneChoice::Named(name) => Ok(TimeZone::get(&name)?),
        }
    }
}

impl From<TimeZone> for Zone {
    fn from(timezone: TimeZone) -> Self {
        Zone(ZoneChoice::Known(timezone))
    }
}

#[cfg(feature = "chrono-tz")]
impl From<chrono_tz::Tz> for Zone {
    fn from(timezone: chrono_tz::Tz) -> Self {
        TimeZone::from(timezone).into()
    }
}

impl From<&str> for Zone {
    fn from(name: &str) -> Self {
        Zone(ZoneChoice::Named(name.to_owned()))
    }
}

impl From<String> for Zone {
    fn from(name: String) -> Self {
        Zone(ZoneChoice::Named(name))
    }
}
