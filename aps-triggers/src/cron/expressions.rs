//! The expressions of many triggers, each kept once.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::CronExpression;
use crate::any_trigger::AnyTrigger;
use crate::shared::Shared;

/// Lets triggers that were parsed from the same text share what was made of it: of a million
/// jobs few have an expression of their own. For schedulers.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct CronExpressions(Mutex<HashSet<Arc<CronExpression>>>);

impl CronExpressions {
    /// So many are remembered; then all are forgotten, and remembered again as they come.
    const MOST: usize = 1024;

    /// The trigger stays equal to what it was. Members of `and` and `or` are left as they are.
    pub fn share(&self, trigger: &mut AnyTrigger) {
        let AnyTrigger::Cron(cron) = trigger else { return };
        let Shared::Counted(expression) = &mut cron.expression else { return };
        let mut known = self.known();
        if let Some(known) = known.get(expression) {
            expression.clone_from(known);
            return;
        }
        if known.len() == Self::MOST {
            known.clear();
        }
        known.insert(expression.clone());
    }

    fn known(&self) -> MutexGuard<'_, HashSet<Arc<CronExpression>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By its text, which few others have.
impl Hash for CronExpression {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cron::CronTrigger;
    use crate::zone::TimeZone;

    fn cron(text: &str) -> CronTrigger {
        CronTrigger::parse(text).unwrap()
    }

    fn address(trigger: &AnyTrigger) -> Option<*const CronExpression> {
        match trigger {
            AnyTrigger::Cron(cron) => Some(&raw const *cron.expression),
            _ => None,
        }
    }

    #[test]
    fn triggers_of_one_text_share_it_and_stay_as_they_are() {
        let known = CronExpressions::default();
        let triggers = [cron("0 4 * * *"), cron("0 4 * * *").timezone(TimeZone::UTC), cron("0 5 * * *")];
        let [one, other, third] = triggers.clone().map(|trigger| {
            let mut trigger = trigger.into();
            known.share(&mut trigger);
            trigger
        });
        assert_eq!([&one, &other, &third], triggers.map(AnyTrigger::from).each_ref());
        assert_eq!(address(&one), address(&other));
        assert_ne!(address(&one), address(&third));
    }

    /// The two grammars may give one text two meanings.
    #[test]
    fn what_reads_alike_and_is_not_is_not_shared() {
        let known = CronExpressions::default();
        let other = CronTrigger::new(cron("0 5 * * *").fields().clone(), "0 4 * * *".into());
        let [mut one, mut other] = [cron("0 4 * * *"), other].map(AnyTrigger::from);
        known.share(&mut one);
        known.share(&mut other);
        assert_ne!(one, other);
        assert_ne!(address(&one), address(&other));
    }

    #[test]
    fn no_more_are_remembered_than_a_thousand() {
        let known = CronExpressions::default();
        for time in 0..2_000 {
            known.share(&mut cron(&format!("{} {} * * *", time % 60, time / 60 % 24)).into());
            assert!(known.known().len() <= CronExpressions::MOST);
        }
    }
}
