//! The nearest of a few known names, for "did you mean".

/// The candidate nearest to `wrong`, if one is near enough to be what was meant.
///
/// Case does not matter. About one slip in three letters is tolerated: a letter
/// missing, added, replaced, or two neighbours swapped. Letters that sound alike
/// (`i` and `y`, `c` and `k`, `s` and `z`) count as half a slip, so that `mai` is
/// nearer to `may` than to `mar`.
///
/// ```
/// use aps_triggers::suggest::nearest;
/// assert_eq!(nearest("coalese", ["id", "coalesce", "cron"]), Some("coalesce"));
/// assert_eq!(nearest("mai", ["mar", "may"]), Some("may"));
/// assert_eq!(nearest("xyz", ["mar", "may"]), None);
/// ```
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > LONGEST {
        return None;
    }
    let wrong = letters(wrong);
    let tolerated = SLIP * (wrong.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (candidate, letters(candidate)))
        .filter(|(_, letters)| letters.len().abs_diff(wrong.len()) * SLIP <= tolerated)
        .map(|(candidate, letters)| (distance(&wrong, &letters), candidate))
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// No name is this long; a longer text is no slip of the pen.
const LONGEST: usize = 64;
/// What one slip costs; letters that sound alike cost half of it.
const SLIP: usize = 2;

fn letters(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Edit distance with swaps of neighbours (optimal string alignment).
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).map(|inserted| inserted * SLIP).collect();
    for (row, &left) in from.iter().enumerate() {
        let mut current = vec![(row + 1) * SLIP];
        for (column, &right) in to.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&last, column) + replacement(left, right);
            let removed = at(&last, column + 1) + SLIP;
            let added = at(&current, column) + SLIP;
            let swapped = if is_swap(from, to, row, column) {
                at(&before_last, column.wrapping_sub(1)) + SLIP
            } else {
                usize::MAX
            };
            current.push(replaced.min(removed).min(added).min(swapped));
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

fn is_swap(from: &[char], to: &[char], row: usize, column: usize) -> bool {
    row > 0 && column > 0 && from.get(row) == to.get(column - 1) && from.get(row - 1) == to.get(column)
}

fn replacement(left: char, right: char) -> usize {
    let pair = (left.min(right), left.max(right));
    match pair {
        _ if left == right => 0,
        ('i', 'y') | ('c', 'k') | ('s', 'z') => SLIP / 2,
        _ => SLIP,
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        for (wrong, meant) in [("mai", "may"), ("agu", "aug"), ("OKT", "oct"), ("dez", "dec"), ("jna", "jan")]
        {
            assert_eq!(nearest(wrong, months), Some(meant), "{wrong}");
        }
        for wrong in ["", "xyz", "12", "ééé", &"m".repeat(10_000)] {
            assert_eq!(nearest(wrong, months), None, "{wrong}");
        }
        assert_eq!(nearest("Europe/Berln", ["Europe/Berlin", "Europe/Dublin"]), Some("Europe/Berlin"));
    }
}
