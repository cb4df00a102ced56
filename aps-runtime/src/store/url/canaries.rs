//! Secrets stay where they are, whatever is written around them.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};

use super::StoreUrl;

/// What stands in every part that is secret. No part of it stands anywhere else.
const CANARY: &str = "Hunter2";

/// Everything that a program may print of a URL, or of what was not one.
fn shown(text: &str) -> String {
    let json = serde_json::Value::from(text);
    let read = serde_json::from_value::<StoreUrl>(json).map_err(|error| format!("{error} {error:?}"));
    let printed = match StoreUrl::parse(text) {
        Ok(url) => format!("{url} {url:?} {:?} {:?}", url.expect_scheme(&[]), url.hosts()),
        Err(error) => format!("{error} {error:?} {:?}", std::error::Error::source(&error)),
    };
    format!("{printed} {read:?}")
}

/// The same ones every time.
fn cases(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(20_261_122), failure_persistence: None, ..Config::default() }
}

/// A URL with a canary in some secret parts, and at least in one.
fn url() -> impl Strategy<Value = String> {
    let secret = select(vec![
        "",
        CANARY,
        "a%40Hunter2",
        "Hunter2%2F%3A",
        "%48unter2",
        "Hunter2é",
        "Hunter2!$'()*+;,=&",
    ]);
    let key = select(vec!["password", "Hunter2", "sslkey", "a"]);
    let parameters = prop::collection::vec((key, secret.clone()), 0..3);
    let scheme = select(vec!["postgres", "mongodb+srv", "redis+unix", "sqlite", "x"]);
    let hosts = select(vec!["", "db", "db:5432", "a,b:27018", "[::1]:6379", "%2Frun%2Fsocket"]);
    let path = select(vec!["", "/", "/jobs", "/a/b.db"]);
    let parts = (scheme, secret.clone(), secret, hosts, path, parameters);
    parts.prop_map(|(scheme, user, password, hosts, path, parameters)| {
        let parameters: Vec<_> = parameters.iter().map(|(key, value)| format!("{key}={value}")).collect();
        // Always with a password: without its `@`, a user alone could not be told from a host.
        format!("{scheme}://{user}:{password}@{hosts}{path}?{}", parameters.join("&"))
    })
}

/// The text with one letter put in, left out or replaced.
fn edited(text: &str, place: prop::sample::Index, edit: u8, letter: char) -> String {
    let letters: Vec<char> = text.chars().collect();
    let place = place.index(letters.len());
    let (before, after) = letters.split_at(place);
    let rest = if edit == 0 { after } else { &after[1..] };
    let letter = (edit < 2).then_some(letter);
    before.iter().copied().chain(letter).chain(rest.iter().copied()).collect()
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn a_url_shows_no_secret(text in url()) {
        let shown = shown(&text);
        prop_assert!(!shown.to_lowercase().contains("unter"), "{}", shown);
        if let Ok(url) = StoreUrl::parse(&text) {
            prop_assert_eq!(url.expose(), text);
        }
    }

    /// A slip of the pen makes it another URL, or none.
    #[test]
    fn what_is_misspelt_shows_no_secret(
        text in url(),
        place in any::<prop::sample::Index>(),
        edit in 0..3_u8,
        letter in select(":/?#[]@!%&=,; \n.-+0aé".chars().collect::<Vec<_>>()),
    ) {
        let text = edited(&text, place, edit, letter);
        let shown = shown(&text);
        prop_assert!(!shown.to_lowercase().contains("unter"), "{:?}: {}", text, shown);
    }

    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        if let Ok(url) = StoreUrl::parse(&text) {
            prop_assert_eq!(url.expose(), text);
        }
    }
}
