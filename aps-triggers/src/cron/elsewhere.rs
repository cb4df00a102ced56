//! Names of months and weekdays in other languages, so that `lun` is not taken for `sun`.

use crate::field::Field;

/// The English name of a month or weekday in German, French, Spanish, Italian,
/// Portuguese or Dutch, short or long.
pub(super) fn english(field: Field, word: &str) -> Option<&'static str> {
    let names: &[(&str, &str)] = match field {
        Field::Month => &MONTHS,
        Field::DayOfWeek => &WEEKDAYS,
        _ => return None,
    };
    let word = word.to_lowercase();
    let begins = |(english, starts): &&(&str, &str)| {
        let is_long = word.chars().count() > 3 && !english.is_empty();
        starts
            .split(' ')
            .any(|start| word == start || (is_long && start.len() > 2 && word.starts_with(start)))
    };
    names.iter().find(begins).map(|(english, _)| *english)
}

/// What the names begin with; of two letters, all of it.
const MONTHS: [(&str, &str); 11] = [
    ("jan", "ene gen"),
    ("feb", "fév fev"),
    ("mar", "mär mrz mae maart mrt"),
    ("apr", "avr abr"),
    ("may", "mai mei mag maio mayo"),
    ("jun", "juin giu"),
    ("jul", "juil lug"),
    ("aug", "aoû aou ago"),
    ("sep", "set"),
    ("oct", "okt ott out"),
    ("dec", "dez déc dic"),
];

const WEEKDAYS: [(&str, &str); 7] = [
    ("mon", "mo lun maa seg lu"),
    ("tue", "di die din dinsdag mar mardi tu ter"),
    ("wed", "mi mit mer mié mie woe we qua"),
    ("thu", "do don jeu jue gio th qui"),
    ("fri", "fr fre ven vie vri sex"),
    ("sat", "sa sam sáb sab zat"),
    ("sun", "so son dim dom zon su"),
];

#[cfg(test)]
mod tests {
    use super::english;
    use crate::field::Field;

    #[test]
    fn common_names_are_known() {
        for (word, name) in
            [("mai", "may"), ("Mär", "mar"), ("août", "aug"), ("dezember", "dec"), ("ott", "oct")]
        {
            assert_eq!(english(Field::Month, word), Some(name), "{word}");
        }
        for (word, name) in [
            ("lun", "mon"),
            ("di", "tue"),
            ("Mittwoch", "wed"),
            ("jeudi", "thu"),
            ("so", "sun"),
            ("sam", "sat"),
        ] {
            assert_eq!(english(Field::DayOfWeek, word), Some(name), "{word}");
        }
        for word in ["", "x", "mau", "dix"] {
            assert_eq!(english(Field::DayOfWeek, word).or(english(Field::Month, word)), None, "{word}");
        }
        assert_eq!(english(Field::Hour, "mai"), None);
    }
}
