//! What was meant by a text that names no time zone.

/// What to write instead.
pub(super) fn help(name: &str) -> String {
    if let Some(places) = places_of(name) {
        return format!("write the zone of a place: {places}");
    }
    match offset_of(name) {
        Some(0) => return "write `UTC`".into(),
        Some(hours) => {
            return format!("write the zone of a place, such as `Europe/Berlin`, or `Etc/GMT{:+}`", -hours);
        }
        None => {}
    }
    if name.eq_ignore_ascii_case("local") {
        return "leave it out: without a zone, the one of the scheduler counts".into();
    }
    if is_shifted_zone(name) {
        return "write the zone of a place, such as `Europe/Berlin`".into();
    }
    "write an IANA name, such as `Europe/Berlin` or `UTC`".into()
}

/// The rule behind it.
pub(super) fn note(name: &str) -> Option<&'static str> {
    if places_of(name).is_some() {
        return Some("an abbreviation can mean several zones, and knows no summer time");
    }
    if offset_of(name).is_some_and(|hours| hours != 0) {
        return Some("the sign of the `Etc` zones is turned around: `Etc/GMT-2` is two hours ahead of UTC");
    }
    if is_shifted_zone(name) {
        return Some("a zone has its offset and its summer time in it, nothing is added to it");
    }
    name.ends_with(" Standard Time")
        .then_some("this is a name of Windows; IANA names are used on all systems")
}

/// Abbreviations that are no zones of the database, and what they are used for.
const ABBREVIATIONS: [(&str, &str); 18] = [
    ("PST", "`America/Los_Angeles`"),
    ("PDT", "`America/Los_Angeles`"),
    ("MDT", "`America/Denver`"),
    ("CST", "`America/Chicago` or `Asia/Shanghai`"),
    ("CDT", "`America/Chicago` or `America/Havana`"),
    ("EDT", "`America/New_York`"),
    ("AST", "`America/Halifax` or `Asia/Riyadh`"),
    ("BST", "`Europe/London` or `Asia/Dhaka`"),
    ("WEST", "`Europe/Lisbon`"),
    ("CEST", "`Europe/Berlin` or `Europe/Paris`"),
    ("EEST", "`Europe/Helsinki` or `Europe/Athens`"),
    ("MSK", "`Europe/Moscow`"),
    ("IST", "`Asia/Kolkata`, `Europe/Dublin` or `Asia/Jerusalem`"),
    ("SGT", "`Asia/Singapore`"),
    ("KST", "`Asia/Seoul`"),
    ("JST", "`Asia/Tokyo`"),
    ("AEST", "`Australia/Sydney` or `Australia/Brisbane`"),
    ("NZST", "`Pacific/Auckland`"),
];

fn places_of(name: &str) -> Option<&'static str> {
    ABBREVIATIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, places)| *places)
}

/// Whole hours east of UTC: `UTC+2`, `GMT-05:00`, `+02:00`.
fn offset_of(name: &str) -> Option<i32> {
    let upper = name.to_ascii_uppercase();
    let offset = ["UTC", "GMT"].iter().find_map(|prefix| upper.strip_prefix(prefix)).unwrap_or(&upper);
    let (sign, digits) = offset.split_at_checked(1)?;
    let digits = digits.strip_suffix(":00").or_else(|| digits.strip_suffix("00")).unwrap_or(digits);
    let hours: i32 = digits.parse().ok().filter(|hours| (0..=14).contains(hours))?;
    match sign {
        "+" => Some(hours),
        "-" if hours <= 12 => Some(-hours),
        _ => None,
    }
}

/// `CET+1`.
fn is_shifted_zone(name: &str) -> bool {
    let offset = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    offset.len() < name.len() && offset_of(offset).is_some() && offset_of(name).is_none()
}
