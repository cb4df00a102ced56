use std::fmt;

use aps_triggers::suggest::nearest;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::job::OnNodeLoss;

impl Serialize for OnNodeLoss {
    /// `"abandon"` or `"rerun"`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            OnNodeLoss::Abandon => ABANDON,
            OnNodeLoss::Rerun => RERUN,
        })
    }
}

const ABANDON: &str = "abandon";
const RERUN: &str = "rerun";

impl<'de> Deserialize<'de> for OnNodeLoss {
    /// `"abandon"` or `"rerun"`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OnNodeLossVisitor)
    }
}

struct OnNodeLossVisitor;

impl Visitor<'_> for OnNodeLossVisitor {
    type Value = OnNodeLoss;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`\"{ABANDON}\"` or `\"{RERUN}\"`")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<OnNodeLoss, E> {
        match word {
            ABANDON => Ok(OnNodeLoss::Abandon),
            RERUN => Ok(OnNodeLoss::Rerun),
            _ => Err(E::custom(refusal(word))),
        }
    }
}

fn refusal(word: &str) -> String {
    let help = nearest(word, [ABANDON, RERUN]).map(|near| format!("\n  = help: did you mean `{near}`?"));
    format!(
        "`{word}` is not a value of `on_node_loss`{}\n  = note: `on_node_loss` is one of `{ABANDON}`, `{RERUN}`",
        help.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{is_written, refusal};
    use super::*;

    #[test]
    fn the_words_are_those_of_the_attribute() {
        is_written(&OnNodeLoss::Abandon, json!("abandon"));
        is_written(&OnNodeLoss::Rerun, json!("rerun"));
        let told = [refusal::<OnNodeLoss>(json!("re-run")), refusal::<OnNodeLoss>(json!("ignore"))];
        assert_eq!(
            told.join("\n"),
            "\
`re-run` is not a value of `on_node_loss`
  = help: did you mean `rerun`?
  = note: `on_node_loss` is one of `abandon`, `rerun`
`ignore` is not a value of `on_node_loss`
  = note: `on_node_loss` is one of `abandon`, `rerun`"
        );
    }
}
