//! Unusual functions, in unusual places, are jobs all the same.

use aps_runtime::prelude::*;
use aps_runtime::{JobBody, Registry};

use crate::{argument_count, function, scheduled};

#[job]
fn r#type(r#in: u8) {
    let _ = r#in;
}

#[job]
fn mutable(mut text: String, _unused: u8, _: u8, (a, b): (u8, u8), [c, ..]: [u8; 3], arg1: u8) {
    text.push('!');
    let _ = (a, b, c, arg1);
}

#[job]
async fn context_in_the_middle(before: u8, context: JobContext, after: u8) {
    let _ = (before, context, after);
}

#[job]
async fn qualified_context(context: aps_runtime::JobContext) {
    let _ = context;
}

#[job]
const fn constant() {}

#[job]
extern "C" fn foreign() {}

#[job]
fn lifetime<'a>()
where
    u8: 'a,
{
}

#[job]
fn never_returns(_context: JobContext) -> ! {
    std::process::exit(1)
}

#[scheduled_job(interval = "1h", id = "weird.never", args = (5), paused = true)]
async fn never_returns_either(_number: u8, State(_): State<u8>) -> ! {
    std::future::pending().await
}

#[job]
fn owned_for_ever(text: std::borrow::Cow<'static, str>) {
    let _ = text;
}

#[cfg(any())]
#[scheduled_job(interval = "1h", id = "weird.cfg_above")]
fn never(_: NoSuchType) {}

#[scheduled_job(interval = "1h", id = "weird.cfg_below")]
#[cfg(any())]
fn never(_: NoSuchType) {}

#[scheduled_job(interval = "1h", id = "weird.cfg_true")]
#[cfg(not(any()))]
fn always() {}

#[cfg_attr(all(), scheduled_job(interval = "1h", id = "weird.cfg_attr"))]
fn conditional() {}

#[job]
#[cfg_attr(all(), scheduled_job(interval = "1h", id = "weird.cfg_attr_below"))]
fn conditional_below() {}

#[scheduled_job(interval = "1h", id = "weird.stacked_a")]
#[aps_runtime::scheduled_job(interval = "2h", id = "weird.stacked_b")]
#[job(name = "weird.stacked")]
fn stacked() {}

const LOCATION: u8 = 1;
static FUNCTION: u8 = 2;
const JOB: u8 = 3;

/// The names are those of generated code, or nearly.
#[scheduled_job(interval = "1h", id = "weird.names", args = (LOCATION, FUNCTION, JOB, r#in()))]
fn names_of_others(context: u8, arguments: u8, state_0: u8, argument_0: u8) {
    let _ = (context, arguments, state_0, argument_0);
}

const fn r#in() -> u8 {
    4
}

#[scheduled_job(interval = "1h", id = "weird.raw", args = ("raw"))]
#[cfg_attr(all(), scheduled_job(interval = "2h", id = "weird.raw_below", args = (r"below")))]
fn r#match(r#where: String) {
    let _ = r#where;
}

macro_rules! supply {
    ($name:ident, $value:literal, $count:expr) => {
        #[scheduled_job(interval = "1h", args = ($value, $count), retry(attempts = 2))]
        fn $name(text: String, count: u8) {
            let _ = (text, count);
        }
    };
}
supply!(supplied_by_macro, "text", 2 + 3);

macro_rules! declare {
    ($name:ident, $cron:literal, $id:expr, $hours:literal) => {
        #[scheduled_job(cron = $cron, id = $id)]
        #[scheduled_job(interval(hours = $hours))]
        fn $name() {}
    };
}
declare!(by_macro, "0 5 * * *", "weird.by_macro", 2);

mod nested {
    pub(super) mod deeper {
        use aps_runtime::prelude::*;

        #[job]
        pub(in crate::attribute::weird_usage) fn restricted(text: String) {
            let _ = text;
        }
    }
}

mod renamed {
    pub(super) use aps_runtime as scheduler;

    #[scheduler::scheduled_job(
        or(cron("0 5 * * *", timezone = "UTC", jitter = 5), calendar_interval(months = 1, start_date = "2030-01-31")),
        args = ("text"),
        retry(attempts = 2),
        on_node_loss = "abandon",
        crate = scheduler
    )]
    pub(super) fn through_another_name(text: String, _: scheduler::State<u8>) {
        drop(text);
    }
}

#[test]
fn raw_identifiers_lose_their_prefix() {
    assert!(r#type::NAME.ends_with("weird_usage::type"), "{}", r#type::NAME);
    assert_eq!(argument_count(&r#type::job(5)), 1);
}

#[test]
fn patterns_get_a_name() {
    let call = mutable::job("text".into(), 1, 2, (3, 4), [5, 6, 7], 8);
    assert_eq!(argument_count(&call), 6);
}

#[test]
fn the_context_is_no_argument() {
    assert_eq!(argument_count(&context_in_the_middle::job(1, 2)), 2);
    assert_eq!(argument_count(&qualified_context::job()), 0);
}

#[test]
fn functions_of_all_kinds_are_registered() {
    for name in [constant::NAME, foreign::NAME, lifetime::NAME, owned_for_ever::NAME, never_returns::NAME] {
        assert!(matches!(function(name).body, JobBody::Blocking(_)), "{name}");
    }
    constant();
    foreign();
    lifetime();
}

#[test]
fn conditions_hold() {
    for id in ["cfg_true", "cfg_attr", "cfg_attr_below", "by_macro"] {
        let id = format!("weird.{id}");
        assert_eq!(scheduled(&id).id, id);
    }
    let registry = Registry::linked().unwrap();
    assert!(registry.jobs().all(|job| !["weird.cfg_above", "weird.cfg_below"].contains(&job.id)));
}

#[test]
fn stacked_schedules_share_one_function() {
    assert_eq!(stacked::NAME, "weird.stacked");
    for (id, trigger) in [("weird.stacked_a", "interval[1:00:00]"), ("weird.stacked_b", "interval[2:00:00]")]
    {
        assert_eq!(scheduled(id).function, stacked::NAME);
        assert_eq!(scheduled(id).trigger.to_string(), trigger);
    }
    assert_ne!(scheduled("weird.stacked_a").location, scheduled("weird.stacked_b").location);
    assert_eq!(scheduled("weird.by_macro").function, by_macro::NAME);
    assert_eq!(scheduled(by_macro::NAME).trigger.to_string(), "interval[2:00:00]");
}

#[test]
fn arguments_are_what_they_mean_where_they_stand() {
    let given = |id: &str| {
        let call = (scheduled(id).call)();
        call.arguments().unwrap().as_json().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(given("weird.names"), "1 2 3 4");
    assert_eq!(given("weird.raw"), r#""raw""#);
    assert_eq!(given("weird.raw_below"), r#""below""#);
    assert_eq!(given(supplied_by_macro::NAME), r#""text" 5"#);
}

#[test]
fn functions_inside_of_functions_are_registered() {
    #[scheduled_job(interval = "1h", id = "weird.inner")]
    fn inner() {}

    assert_eq!(scheduled("weird.inner").function, inner::NAME);
}

#[test]
fn visibility_is_kept() {
    assert_eq!(nested::deeper::restricted::job("text".into()).function(), nested::deeper::restricted::NAME);
    assert!(renamed::through_another_name::NAME.ends_with("renamed::through_another_name"));
}

/// The attribute does not know under which name it was imported: the options tell.
#[test]
fn stacked_schedules_may_have_another_name() {
    use aps_runtime::scheduled_job as every;

    #[every(interval = "1h", id = "weird.every_hour")]
    #[every(cron(hour = 2), id = "weird.every_night")]
    fn other_name() {}

    for id in ["weird.every_hour", "weird.every_night"] {
        assert_eq!(scheduled(id).function, other_name::NAME);
    }
}
