//! Does a message give away what it must not?

use super::super::node::{Node, Value};
use crate::config::fixed::is_fixed;

/// Whether a message has a part of what is private in a value in it: four letters in a row, or a
/// whole word of three. The scheme of a URL does not count, since it is never secret; nor does what
/// the message would say of other texts as well.
pub(crate) fn gives_away(message: &str, node: &Node) -> bool {
    let mut texts = Vec::new();
    collect(node, &mut texts);
    if texts.iter().any(|text| is_fixed(message, text)) {
        return false;
    }
    let message = letters(message);
    texts.iter().any(|text| shares(&message, text))
}

fn shares(message: &[char], text: &str) -> bool {
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let plain = letters(text);
    let decoded = letters(&percent_decoded(text));
    [plain, decoded].iter().any(|text| {
        let words = text.split(|c| !c.is_alphanumeric());
        words.filter(|word| word.len() >= 3).any(|word| {
            let mut pieces = word.windows(word.len().min(4));
            pieces.any(|piece| message.windows(piece.len()).any(|there| there == piece))
        })
    })
}

/// In lower case.
fn letters(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn collect(node: &Node, texts: &mut Vec<String>) {
    match &node.value {
        Value::Integer(number) if node.private => texts.push(number.to_string()),
        Value::Float(number) if node.private => texts.push(number.to_string()),
        Value::Text(text) if node.private => texts.push(text.clone()),
        Value::List(members) => members.iter().for_each(|member| collect(member, texts)),
        Value::Map(entries) => entries.iter().for_each(|entry| collect(&entry.value, texts)),
        _ => {}
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let code = others.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let decoded = code.and_then(|code| u8::from_str_radix(code, 16).ok()).filter(|_| *first == b'%');
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { others.get(2..).unwrap_or(&[]) } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::gives_away;
    use crate::config::document::place::Place;
    use crate::config::document::{Node, Value};
    use crate::store::StoreUrl;

    fn private(text: &str) -> Node {
        Node { private: true, ..Node::new(Value::Text(text.to_owned()), Place::Unknown) }
    }

    #[test]
    fn parts_of_a_value_give_it_away_and_its_scheme_does_not() {
        let url = private("postgre://ann:hunt%65r2@db.example.org/jobs?p=xyz");
        for message in [
            "no password `hunter2`",
            "HUNT is odd",
            "unte",
            "there is no user ann",
            "the host example is not there",
            "xyz",
        ] {
            assert!(gives_away(message, &url), "{message}");
        }
        for message in
            ["unknown scheme `postgre`", "did you mean `postgresql`?", "the port is no number", "hu"]
        {
            assert!(!gives_away(message, &url), "{message}");
        }
    }

    #[test]
    fn words_that_are_said_of_other_texts_too_give_nothing_away() {
        let said = StoreUrl::parse("jobs.db").unwrap_err().to_string();
        assert!(said.contains("`sqlite://jobs.db`"), "{said}");
        for text in ["jobs.db", "sqlite", "password"] {
            let node = private(text);
            assert!(!gives_away(&said, &node), "{text}");
            assert!(gives_away(&format!("{said}, as is said of {text}"), &node), "{text}");
            assert!(gives_away("write jobs.db, not sqlite or a password", &node), "{text}");
        }
        assert!(gives_away(&said, &private("sqlite://jobs.db")), "this is said of no URL");
    }

    /// The user, and here the password as well, is called as the scheme is.
    #[test]
    fn that_a_scheme_is_wrong_gives_nothing_away() {
        let text = "postgres://postgres:postgres@db/jobs";
        let said =
            StoreUrl::parse(text).unwrap().expect_scheme(&["mysql", "mariadb"]).unwrap_err().to_string();
        assert!(!gives_away(&said, &private(text)), "{said}");
        for other in
            [format!("{said}, not {text}"), said.replace("is `", "is not `"), "no user postgres".into()]
        {
            assert!(gives_away(&other, &private(text)), "{other}");
        }
        assert!(gives_away(&said, &private("mysql://postgres:hunter2@db")), "this is said of another scheme");
    }

    #[test]
    fn what_is_public_is_not_looked_at() {
        let public = Node { private: false, ..private("hunter2") };
        assert!(!gives_away("hunter2", &public));
        let both = Node::new(Value::List(vec![public, private("secret")]), Place::Unknown);
        assert!(!gives_away("hunter2", &both) && gives_away("secret", &both));
    }
}
