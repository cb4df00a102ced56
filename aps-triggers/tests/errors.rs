//! What a mistake looks like. Read these as prose; `UPDATE_EXPECT=1` rewrites them.

#![allow(clippy::needless_raw_string_hashes, reason = "`UPDATE_EXPECT` writes them")]
#![allow(clippy::too_many_lines, reason = "tables of messages")]

use aps_triggers::cron::{KeyedFields, parse_crontab, parse_keyed};
use aps_triggers::date::Moment;
use aps_triggers::interval::parse_length;
use aps_triggers::{Field, ParseErrorKind as Kind, ParseErrors};
use expect_test::{Expect, expect};

#[track_caller]
fn check<T: std::fmt::Debug>(result: Result<T, ParseErrors>, expected: Expect) {
    expected.assert_eq(&result.unwrap_err().to_string());
}

/// `keyed!(month: "mai", day: "32")`
macro_rules! keyed {
    ($($field:ident: $text:literal),*) => {
        parse_keyed(&KeyedFields { $($field: Some($text),)* ..KeyedFields::default() })
    };
}

#[test]
fn crontabs() {
    check(
        parse_crontab(""),
        expect![[r#"
        invalid cron expression: there is nothing here
          = help: write five fields, such as `0 0 * * *` for every midnight"#]],
    );
    check(
        parse_crontab("0 0 * *"),
        expect![[r#"
        invalid cron expression: `day_of_week` is missing
          |
          | 0 0 * *
          |        ^
          |
          = help: `0 0 * * *` has all of them
          = note: the fields are: [second] minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("0 0"),
        expect![[r#"
            invalid cron expression: `day`, `month` and `day_of_week` are missing
              |
              | 0 0
              |    ^
              |
              = help: `0 0 * * *` has all of them
              = note: the fields are: [second] minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("0 0 * * * * *"),
        expect![[r#"
        invalid cron expression: 7 fields, where 5 or 6 are expected
          |
          | 0 0 * * * * *
          |             ^
          |
          = help: leave out the year: `0 0 * * * *`
          = note: the fields are: [second] minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("0 0 12 * * ? 2030"),
        expect![[r#"
            invalid cron expression: 7 fields, where 5 or 6 are expected
              |
              | 0 0 12 * * ? 2030
              |              ^^^^
              |
              = help: a year is given in the keyed form: `cron(year = "2030", hour = "12", minute = "0")`
              = note: the fields are: [second] minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("0 0 1, 15 * *"),
        expect![[r#"
            invalid cron expression: the list `1, 15` has blanks in it
              |
              | 0 0 1, 15 * *
              |     ^^^^^
              |
              = help: write `1,15`
              = note: the fields are: [second] minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("0 12 * * ? *"),
        expect![[r#"
        invalid cron expression: this is the field order of AWS, with a year at the end
          |
          | 0 12 * * ? *
          | ^^^^^^^^^^^^
          |
          = help: write `0 12 * * *`
          = note: six fields begin with a second here; AWS counts weekdays from 1, Sunday, a crontab from 0"#]],
    );
    check(
        parse_crontab("0 12 ? * MON 2030"),
        expect![[r#"
        invalid cron expression: this is the field order of AWS, with a year at the end
          |
          | 0 12 ? * MON 2030
          | ^^^^^^^^^^^^^^^^^
          |
          = help: write `0 12 * * MON` and `cron(year = "2030", …)`
          = note: six fields begin with a second here; AWS counts weekdays from 1, Sunday, a crontab from 0"#]],
    );
    check(
        parse_crontab("@reboot"),
        expect![[r#"
        invalid cron expression: `@reboot` is not a time
          |
          | @reboot
          | ^^^^^^^
          |
          = help: run it in `main`, before the scheduler is started"#]],
    );
    check(
        parse_crontab("@dayly"),
        expect![[r#"
        invalid cron expression: `@dayly` is not known
          |
          | @dayly
          | ^^^^^^
          |
          = help: did you mean `@daily`?
          = note: known are `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and `@hourly`"#]],
    );
    check(
        parse_crontab("@every 5m"),
        expect![[r#"
            invalid cron expression: `@every 5m` is a length of time, not a crontab
              |
              | @every 5m
              | ^^^^^^^^^
              |
              = help: write `interval = "5m"`"#]],
    );
    check(
        parse_crontab("@daily 5"),
        expect![[r#"
            invalid cron expression: `5` after `@daily` is not understood
              |
              | @daily 5
              |        ^
              |
              = help: `@daily` stands alone"#]],
    );
    check(
        parse_crontab("0 0 1-45 mai-agu *"),
        expect![[r#"
        invalid cron expression: `45` is not in 1-31
          |
          | 0 0 1-45 mai-agu *
          |       ^^ in the `day` field
          |
          = note: days are 1-31

        invalid cron expression: `mai` is not a month
          |
          | 0 0 1-45 mai-agu *
          |          ^^^ in the `month` field
          |
          = help: did you mean `may`?
          = note: months are 1-12 or jan-dec

        invalid cron expression: `agu` is not a month
          |
          | 0 0 1-45 mai-agu *
          |              ^^^ in the `month` field
          |
          = help: did you mean `aug`?
          = note: months are 1-12 or jan-dec"#]],
    );
    check(
        parse_crontab("0 0 1 january *"),
        expect![[r#"
        invalid cron expression: `january` is not a month
          |
          | 0 0 1 january *
          |       ^^^^^^^ in the `month` field
          |
          = help: did you mean `jan`?
          = note: months are 1-12 or jan-dec"#]],
    );
    check(
        parse_crontab("x 0 * * *"),
        expect![[r#"
        invalid cron expression: `x` is not a number
          |
          | x 0 * * *
          | ^ in the `minute` field
          |
          = note: minutes are 0-59"#]],
    );
    check(
        parse_crontab("60 24 32 13 8"),
        expect![[r#"
            invalid cron expression: `60` is not in 0-59
              |
              | 60 24 32 13 8
              | ^^ in the `minute` field
              |
              = help: write `0`
              = note: minutes are 0-59

            invalid cron expression: `24` is not in 0-23
              |
              | 60 24 32 13 8
              |    ^^ in the `hour` field
              |
              = help: write `0` for midnight
              = note: hours are 0-23

            invalid cron expression: `32` is not in 1-31
              |
              | 60 24 32 13 8
              |       ^^ in the `day` field
              |
              = note: days are 1-31

            invalid cron expression: `13` is not in 1-12
              |
              | 60 24 32 13 8
              |          ^^ in the `month` field
              |
              = note: months are 1-12 or jan-dec

            invalid cron expression: `8` is not in 0-7
              |
              | 60 24 32 13 8
              |             ^ in the `day_of_week` field
              |
              = note: weekdays are 0-7 or mon-sun; 0 and 7 are Sunday"#]],
    );
    check(
        parse_crontab("5--3 * * * *"),
        expect![[r#"
        invalid cron expression: `-3` is negative
          |
          | 5--3 * * * *
          |   ^^ in the `minute` field
          |
          = note: minutes are 0-59"#]],
    );
    check(
        parse_crontab("99999999999999999999 0 * * *"),
        expect![[r#"
        invalid cron expression: `99999999999999999999` is not in 0-59
          |
          | 99999999999999999999 0 * * *
          | ^^^^^^^^^^^^^^^^^^^^ in the `minute` field
          |
          = note: minutes are 0-59"#]],
    );
    check(
        parse_crontab("1- * * * *"),
        expect![[r#"
        invalid cron expression: `1-` is incomplete
          |
          | 1- * * * *
          | ^^ in the `minute` field
          |
          = help: write a range as `1-5` and a step as `*/5`"#]],
    );
    check(
        parse_crontab("*/0 * * * *"),
        expect![[r#"
        invalid cron expression: a step of 0 goes nowhere
          |
          | */0 * * * *
          |   ^ in the `minute` field
          |
          = help: write a step of 1 or more"#]],
    );
    check(
        parse_crontab("*/60 * * * *"),
        expect![[r#"
            invalid cron expression: the step `60` leaves only the first value
              |
              | */60 * * * *
              |   ^^ in the `minute` field
              |
              = help: write the first value alone, such as `0`; the largest step here is 59"#]],
    );
    check(
        parse_crontab("*/5/2 * * * *"),
        expect![[r#"
        invalid cron expression: `/2` after `5` is not understood
          |
          | */5/2 * * * *
          |    ^^ in the `minute` field"#]],
    );
    check(
        parse_crontab("*5 * * * *"),
        expect![[r#"
        invalid cron expression: `5` after `*` is not understood
          |
          | *5 * * * *
          |  ^ in the `minute` field
          |
          = help: write a step as `*/5`"#]],
    );
    check(
        parse_crontab("0 0 ? ? *"),
        expect![[r#"
        invalid cron expression: `?` belongs in the day fields only
          |
          | 0 0 ? ? *
          |       ^ in the `month` field
          |
          = help: write `*`"#]],
    );
    check(
        parse_crontab("0 0 * * L"),
        expect![[r#"
        invalid cron expression: `L` has no meaning in this field
          |
          | 0 0 * * L
          |         ^ in the `day_of_week` field
          |
          = help: say which weekday, such as `friL`"#]],
    );
    check(
        parse_crontab("0 0 L-40 * *"),
        expect![[r#"
        invalid cron expression: `40` is not in 1-30
          |
          | 0 0 L-40 * *
          |       ^^ in the `day` field
          |
          = note: `L-30` is the day 30 days before the last one"#]],
    );
    check(
        parse_crontab("0 0 * * fri#6"),
        expect![[r#"
        invalid cron expression: `6` is not in 1-5
          |
          | 0 0 * * fri#6
          |             ^ in the `day_of_week` field
          |
          = note: a month has the same weekday up to five times"#]],
    );
    check(
        parse_crontab("0 0 * * fri#"),
        expect![[r#"
        invalid cron expression: `fri#` is incomplete
          |
          | 0 0 * * fri#
          |         ^^^^ in the `day_of_week` field
          |
          = help: write the second Friday as `fri#2`"#]],
    );
    check(
        parse_crontab("0 0 last * *"),
        expect![[r#"
        invalid cron expression: `last` is written so in the keyed form only
          |
          | 0 0 last * *
          |     ^^^^ in the `day` field
          |
          = help: write `L`"#]],
    );
    check(
        parse_crontab("H(0-7) * * * *"),
        expect![[r#"
            invalid cron expression: `H` is known to Jenkins only
              |
              | H(0-7) * * * *
              | ^^^^^^ in the `minute` field
              |
              = help: write a fixed number, such as `7`"#]],
    );
    check(
        parse_crontab("0 0 30 2 *"),
        expect![[r#"
            invalid cron expression: this never fires: february has no day 30
              |
              | 0 0 30 2 *
              |     ^^^^^^
              |
              = help: for the last day of a month write `L`"#]],
    );
    check(
        parse_crontab("0 0 31 4,6 *"),
        expect![[r#"
            invalid cron expression: this never fires: april and june have no day 31
              |
              | 0 0 31 4,6 *
              |     ^^^^^^^^
              |
              = help: for the last day of a month write `L`"#]],
    );
    check(
        parse_crontab("TZ= 0 0 * * *"),
        expect![[r#"
        invalid cron expression: the time zone is missing
          |
          | TZ= 0 0 * * *
          |    ^
          |
          = help: write an IANA name, such as `Europe/Berlin` or `UTC`"#]],
    );
    check(
        parse_crontab("0\t0 1 mai *"),
        expect![[r#"
        invalid cron expression: `mai` is not a month
          |
          | 0 0 1 mai *
          |       ^^^ in the `month` field
          |
          = help: did you mean `may`?
          = note: months are 1-12 or jan-dec"#]],
    );
    check(
        parse_crontab("0 0 * ü *"),
        expect![[r#"
        invalid cron expression: `ü` is not a month
          |
          | 0 0 * ü *
          |       ^ in the `month` field
          |
          = note: months are 1-12 or jan-dec"#]],
    );
    check(
        parse_crontab("0 0 1\n* mai"),
        expect![[r#"
        invalid cron expression: `mai` is not a weekday
          |
          | * mai
          |   ^^^ in the `day_of_week` field
          |
          = note: weekdays are 0-7 or mon-sun; 0 and 7 are Sunday"#]],
    );
}

#[test]
fn keyed_fields() {
    check(
        keyed!(month: "mai", day: "32"),
        expect![[r#"
        invalid cron field `month`: `mai` is not a month
          |
          | mai
          | ^^^
          |
          = help: did you mean `may`?
          = note: months are 1-12 or jan-dec

        invalid cron field `day`: `32` is not in 1-31
          |
          | 32
          | ^^
          |
          = note: days are 1-31"#]],
    );
    check(
        keyed!(day_of_week: "fri-mon"),
        expect![[r#"
        invalid cron field `day_of_week`: the range `fri-mon` runs backwards
          |
          | fri-mon
          | ^^^^^^^
          |
          = help: write `fri-sun,mon`
          = note: weekdays are 0-6 or mon-sun; 0 is Monday"#]],
    );
    check(
        keyed!(hour: "22-2"),
        expect![[r#"
        invalid cron field `hour`: the range `22-2` runs backwards
          |
          | 22-2
          | ^^^^
          |
          = help: write `22-23,0-2`
          = note: hours are 0-23"#]],
    );
    check(
        keyed!(year: "2030-2020"),
        expect![[r#"
        invalid cron field `year`: the range `2030-2020` runs backwards
          |
          | 2030-2020
          | ^^^^^^^^^
          |
          = help: write the earlier year first
          = note: years are 1970-9999"#]],
    );
    check(
        keyed!(day_of_week: "7"),
        expect![[r#"
        invalid cron field `day_of_week`: `7` is not in 0-6
          |
          | 7
          | ^
          |
          = help: write `sun`, or 6: the keyed form counts from 0, Monday
          = note: weekdays are 0-6 or mon-sun; 0 is Monday"#]],
    );
    check(
        keyed!(day_of_week: "mon-fri/2"),
        expect![[r#"
        invalid cron field `day_of_week`: `/2` after `mon-fri` is not understood
          |
          | mon-fri/2
          |        ^^
          |
          = help: a step needs numbers, not names"#]],
    );
    check(
        keyed!(day_of_week: "mon-5"),
        expect![[r#"
        invalid cron field `day_of_week`: the range `mon-5` mixes a name and a number
          |
          | mon-5
          | ^^^^^
          |
          = help: write two names or two numbers"#]],
    );
    check(
        keyed!(day: "L"),
        expect![[r#"
        invalid cron field `day`: `L` is written so in a crontab only
          |
          | L
          | ^
          |
          = help: write `last`"#]],
    );
    check(
        keyed!(day: "L-3"),
        expect![[r#"
        invalid cron field `day`: `L-3` is written so in a crontab only
          |
          | L-3
          | ^^^
          |
          = help: give the whole schedule as a crontab, such as `0 0 L-3 * *`"#]],
    );
    check(
        keyed!(day_of_week: "fri#2"),
        expect![[r#"
        invalid cron field `day_of_week`: `fri#2` is written so in a crontab only
          |
          | fri#2
          | ^^^^^
          |
          = help: write `day = "2nd fri"`"#]],
    );
    check(
        keyed!(hour: "?"),
        expect![[r#"
        invalid cron field `hour`: `?` is written so in a crontab only
          |
          | ?
          | ^
          |
          = help: write `*`"#]],
    );
    check(
        keyed!(day: "last-3"),
        expect![[r#"
            invalid cron field `day`: `-3` after `last` is not understood
              |
              | last-3
              |     ^^
              |
              = help: give the whole schedule as a crontab, such as `0 0 L-3 * *`"#]],
    );
    check(
        keyed!(day: "3rd fry"),
        expect![[r#"
        invalid cron field `day`: `fry` is not a weekday
          |
          | 3rd fry
          |     ^^^
          |
          = help: did you mean `fri`?
          = note: weekdays are 0-6 or mon-sun; 0 is Monday"#]],
    );
    check(
        keyed!(day: "3rd"),
        expect![[r#"
        invalid cron field `day`: `3rd` is incomplete
          |
          | 3rd
          | ^^^
          |
          = help: write the weekday, too, such as `1st mon`"#]],
    );
    check(
        keyed!(day: "6th mon"),
        expect![[r#"
            invalid cron field `day`: `6` is not in 1-5
              |
              | 6th mon
              | ^^^
              |
              = help: write `1st mon` to `5th sun`, `last fri` or `last`
              = note: a month has the same weekday up to five times"#]],
    );
    check(
        keyed!(month: "apr may"),
        expect![[r#"
        invalid cron field `month`: ` may` after `apr` is not understood
          |
          | apr may
          |    ^^^^
          |
          = help: separate the items of a list by commas"#]],
    );
    check(
        keyed!(hour: " "),
        expect![[r#"
        invalid cron field `hour`: the field is empty
          |
          |  
          | ^
          |
          = help: leave the field out, or write `*` for every value"#]],
    );
    check(
        keyed!(minute: "5-5/1"),
        expect![[r#"
        invalid cron field `minute`: the step `1` leaves only the first value
          |
          | 5-5/1
          |     ^
          |
          = help: leave the step out"#]],
    );
    check(
        keyed!(month: "2", day: "30"),
        expect![[r#"
            invalid cron field `day`: this never fires: february has no day 30
              |
              | 30
              | ^^
              |
              = help: for the last day of a month write `day = "last"`"#]],
    );
    check(
        keyed!(year: "2025", month: "2", day: "29"),
        expect![[r#"
        invalid cron field `day`: this never fires: 29 february comes in leap years only
          |
          | 29
          | ^^"#]],
    );
    check(
        keyed!(month: "jan", week: "30"),
        expect![[r#"
        invalid cron field `week`: this never fires: week 30 has no such day in january
          |
          | 30
          | ^^"#]],
    );
}

#[test]
fn dates() {
    check(
        Moment::parse(""),
        expect![[r#"
        invalid date: this is not a date
          = help: write `2030-01-31`, `2030-01-31 08:00:00` or `2030-01-31T08:00:00+01:00`"#]],
    );
    check(
        Moment::parse("tomorrow"),
        expect![[r#"
        invalid date: this is not a date
          |
          | tomorrow
          | ^^^^^^^^
          |
          = help: write `2030-01-31`, `2030-01-31 08:00:00` or `2030-01-31T08:00:00+01:00`"#]],
    );
    check(
        Moment::parse("2030-02-30"),
        expect![[r#"
        invalid date: 2030-02 has 28 days, not 30
          |
          | 2030-02-30
          | ^^^^^^^^^^"#]],
    );
    check(
        Moment::parse("2030-13-01"),
        expect![[r#"
        invalid date: there is no month 13
          |
          | 2030-13-01
          | ^^^^^^^^^^"#]],
    );
    check(
        Moment::parse("2030-01-01 25:00:00"),
        expect![[r#"
        invalid date: there is no time 25:00:00
          |
          | 2030-01-01 25:00:00
          | ^^^^^^^^^^^^^^^^^^^"#]],
    );
    check(
        Moment::parse("2030-01-01 10:00"),
        expect![[r#"
            invalid date: this is not a date
              |
              | 2030-01-01 10:00
              | ^^^^^^^^^^^^^^^^
              |
              = help: write `2030-01-01 10:00:00`"#]],
    );
}

#[test]
fn lengths() {
    check(
        parse_length(""),
        expect![[r#"
        invalid interval: there is nothing here
          = help: write a number and a unit, such as `1h 30m`"#]],
    );
    check(
        parse_length("90"),
        expect![[r#"
            invalid interval: `90` has no unit
              |
              | 90
              | ^^
              |
              = help: write `90s` for seconds, `90m` for minutes, `90h` for hours
              = note: units are weeks, days, hours, minutes, seconds and ms"#]],
    );
    check(
        parse_length("5 hourz"),
        expect![[r#"
        invalid interval: `hourz` is not a unit of time
          |
          | 5 hourz
          |   ^^^^^
          |
          = help: did you mean `hours`?
          = note: units are weeks, days, hours, minutes, seconds and ms"#]],
    );
    check(
        parse_length("h"),
        expect![[r#"
        invalid interval: `h` has no number before it
          |
          | h
          | ^
          |
          = help: write a number and a unit, such as `1h 30m`"#]],
    );
    check(
        parse_length("-5m"),
        expect![[r#"
            invalid interval: the length is negative
              |
              | -5m
              | ^^^
              |
              = help: leave out the `-`: an interval is counted forwards"#]],
    );
    check(
        parse_length("0s"),
        expect![[r#"
            invalid interval: the length is zero
              |
              | 0s
              | ^^
              |
              = help: write a length above zero, such as `1s`"#]],
    );
    check(
        parse_length("1.2.3h"),
        expect![[r#"
        invalid interval: `1.2.3` is not a number
          |
          | 1.2.3h
          | ^^^^^"#]],
    );
    check(
        parse_length("99999999999999999999d"),
        expect![[r#"
        invalid interval: the length is too long to be counted
          |
          | 99999999999999999999d
          | ^^^^^^^^^^^^^^^^^^^^^"#]],
    );
}

#[cfg(feature = "zone-names")]
#[test]
fn zones() {
    check(
        parse_crontab("TZ=Europe/Berln 0 0 * * *"),
        expect![[r#"
        invalid cron expression: `Europe/Berln` is not a time zone
          |
          | TZ=Europe/Berln 0 0 * * *
          |    ^^^^^^^^^^^^
          |
          = help: did you mean `Europe/Berlin`?"#]],
    );
    check(
        aps_triggers::check_zone_name(""),
        expect![[r#"
        the time zone is missing
          = help: write an IANA name, such as `Europe/Berlin` or `UTC`"#]],
    );
    check(
        aps_triggers::check_zone_name("Berlin"),
        expect![[r#"
        `Berlin` is not a time zone
          |
          | Berlin
          | ^^^^^^
          |
          = help: did you mean `Europe/Berlin`?"#]],
    );
    check(
        aps_triggers::check_zone_name("europe/berln"),
        expect![[r#"
        `europe/berln` is not a time zone
          |
          | europe/berln
          | ^^^^^^^^^^^^
          |
          = help: did you mean `Europe/Berlin`?"#]],
    );
    check(
        aps_triggers::check_zone_name("PST"),
        expect![[r#"
            `PST` is not a time zone
              |
              | PST
              | ^^^
              |
              = help: write the zone of a place: `America/Los_Angeles`
              = note: an abbreviation can mean several zones, and knows no summer time"#]],
    );
    check(
        aps_triggers::check_zone_name("Mars/Phobos"),
        expect![[r#"
        `Mars/Phobos` is not a time zone
          |
          | Mars/Phobos
          | ^^^^^^^^^^^
          |
          = help: write an IANA name, such as `Europe/Berlin` or `UTC`"#]],
    );
}

#[test]
fn other_notations() {
    check(
        parse_crontab("every day at 9:30 am"),
        expect![[r#"
        invalid cron expression: `every day at 9:30 am` is a time of day, not a crontab
          |
          | every day at 9:30 am
          | ^^^^^^^^^^^^^^^^^^^^
          |
          = help: write `30 9 * * *`"#]],
    );
    check(
        parse_crontab("every 5 minutes"),
        expect![[r#"
        invalid cron expression: `every 5 minutes` is a length of time, not a crontab
          |
          | every 5 minutes
          | ^^^^^^^^^^^^^^^
          |
          = help: write `interval = "5 minutes"`"#]],
    );
    check(
        parse_crontab("Mon..Fri 09:00"),
        expect![[r#"
        invalid cron expression: `Mon..Fri 09:00` is a time of systemd, not a crontab
          |
          | Mon..Fri 09:00
          | ^^^^^^^^^^^^^^
          |
          = help: write `0 9 * * mon-fri`"#]],
    );
    check(
        parse_crontab("hello"),
        expect![[r#"
        invalid cron expression: `hello` is not a crontab
          |
          | hello
          | ^^^^^
          |
          = help: write five fields, such as `30 9 * * mon-fri` for half past nine from Monday to Friday"#]],
    );
    check(
        parse_crontab("*/5 * * mon-fri"),
        expect![[r#"
        invalid cron expression: `month` is missing
          |
          | */5 * * mon-fri
          |         ^
          |
          = help: `*/5 * * * mon-fri` has all of them
          = note: the fields are: [second] minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("0 25 *"),
        expect![[r#"
        invalid cron expression: `month` and `day_of_week` are missing
          |
          | 0 25 *
          |       ^
          |
          = help: write five fields, such as `30 9 * * mon-fri` for half past nine from Monday to Friday
          = note: the fields are: [second] minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("0 0 * * mon, wed, fri"),
        expect![[r#"
        invalid cron expression: the list `mon, wed, fri` has blanks in it
          |
          | 0 0 * * mon, wed, fri
          |         ^^^^^^^^^^^^^
          |
          = help: write `mon,wed,fri`
          = note: the fields are: [second] minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("0 5 * * * /usr/bin/backup --full"),
        expect![[r#"
        invalid cron expression: `/usr/bin/backup --full` does not belong to the schedule
          |
          | 0 5 * * * /usr/bin/backup --full
          |           ^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: write `0 5 * * *`: what is to be done is done by the function"#]],
    );
    check(
        parse_crontab("0 5 * * * # nightly"),
        expect![[r#"
        invalid cron expression: `# nightly` does not belong to the schedule
          |
          | 0 5 * * * # nightly
          |           ^^^^^^^^^
          |
          = help: write `0 5 * * *`, and the comment above it"#]],
    );
    check(
        parse_crontab("0 9 mon-fri * *"),
        expect![[r#"
        invalid cron expression: `mon-fri` belongs in the `day_of_week` field
          |
          | 0 9 mon-fri * *
          |     ^^^^^^^ in the `day` field
          |
          = help: the order is: minute hour day month day_of_week"#]],
    );
    check(
        parse_crontab("*/90 * * * *"),
        expect![[r#"
        invalid cron expression: the step `90` leaves only the first value
          |
          | */90 * * * *
          |   ^^ in the `minute` field
          |
          = help: the largest step here is 59; for a run every 90m write `interval = "90m"`"#]],
    );
    check(
        parse_crontab("0 0 1–5 * *"),
        expect![[r#"
        invalid cron expression: `–5` after `1` is not understood
          |
          | 0 0 1–5 * *
          |      ^^ in the `day` field
          |
          = help: write `1-5`, with the plain `-` of the keyboard"#]],
    );
    check(
        parse_crontab("-*/5 * * * *"),
        expect![[r#"
        invalid cron expression: `-*/5` is incomplete
          |
          | -*/5 * * * *
          | ^^^^ in the `minute` field
          |
          = help: write a range as `1-5` and a step as `*/5`"#]],
    );
    check(
        keyed!(day_of_week: "3rd fri"),
        expect![[r#"
        invalid cron field `day_of_week`: `3rd fri` belongs in the `day` field
          |
          | 3rd fri
          | ^^^^^^^
          |
          = help: write `day = "3rd fri"`"#]],
    );
    check(
        parse_length("five minutes"),
        expect![[r#"
        invalid interval: `five minutes` is not how a length of time is written
          |
          | five minutes
          | ^^^^^^^^^^^^
          |
          = help: write `5 minutes`"#]],
    );
    check(
        parse_length("1 month"),
        expect![[r#"
        invalid interval: `month` is not a unit of time
          |
          | 1 month
          |   ^^^^^
          |
          = help: months and years differ in length: use `calendar_interval(months = 1)`
          = note: units are weeks, days, hours, minutes, seconds and ms"#]],
    );
    check(
        Moment::parse("01/31/2030"),
        expect![[r#"
        invalid date: this is not a date
          |
          | 01/31/2030
          | ^^^^^^^^^^
          |
          = help: write `2030-01-31`"#]],
    );
    check(
        Moment::parse("2030-06-30 23:59:60"),
        expect![[r#"
        invalid date: there is no time 23:59:60
          |
          | 2030-06-30 23:59:60
          | ^^^^^^^^^^^^^^^^^^^
          |
          = help: write the second 59
          = note: leap seconds are not counted"#]],
    );
}

/// What follows `write` in backticks, where it is a whole schedule.
#[test]
fn nothing_is_suggested_that_would_be_refused() {
    let texts = [
        "",
        "09:30",
        "9am",
        "at 9am",
        "every day at 9pm",
        "every 5 minutes",
        "5m",
        "PT5M",
        "@every 1h30m",
        "@every x",
        "hello",
        "0 9 *",
        "0 25 *",
        "*/5 * * mon-fri",
        "mon 0 9 *",
        "Mon..Fri 09:00",
        "*-*-* 04:00:00",
        "rate(5 minutes)",
        "cron(0 12 * * ? *)",
        "0 12 * * ? *",
        "0 0 12 * * ? *",
        "0 15 10 ? * mon-fri 2030",
        "0 0 12 ? * 2#1 2030",
        "0 5 * * * # nightly",
        "0 5 * * * root /bin/true",
        "99 5 * * * /bin/true",
        "0 0 * * mon, wed",
        "0 0 1, 99 * *",
        "2030-01-31",
        "01/31/2030",
        "'0 0 * * *'",
        "'0 0'",
        "@EverySecond",
        "*/90 * * * *",
        "0 */24 * * *",
        "a b c d e f g h",
    ];
    for text in texts {
        let Err(errors) = parse_crontab(text) else { panic!("`{text}` is right") };
        for help in errors.iter().filter_map(aps_triggers::ParseError::help) {
            for suggested in help.split('`').skip(1).step_by(2) {
                let value = suggested.split('"').nth(1).unwrap_or_default();
                let right = match suggested.split_once(' ').map(|(key, _)| key) {
                    Some("interval") => parse_length(value).is_ok(),
                    Some("date") => Moment::parse(value).is_ok(),
                    Some(_) if suggested.split(' ').count() > 4 && !suggested.starts_with("cron(") => {
                        parse_crontab(suggested).is_ok()
                    }
                    _ => true,
                };
                assert!(right, "`{text}`: {help}");
            }
        }
    }
}

/// One of each cause.
fn every_kind() -> Vec<Kind> {
    let text = || "x".to_owned();
    vec![
        Kind::Empty,
        Kind::MissingFields { missing: vec![Field::Month, Field::DayOfWeek], completed: None },
        Kind::OtherNotation { text: text(), what: "a time of day, not a crontab", instead: None },
        Kind::BeyondSchedule { text: text(), schedule: text() },
        Kind::ListWithBlanks { text: text(), instead: text() },
        Kind::WrongField { text: text(), belongs: Field::Day },
        Kind::ExtraFields { found: 7, instead: None },
        Kind::AwsFieldOrder { instead: text() },
        Kind::Reboot,
        Kind::UnknownMacro { text: text(), nearest: None },
        Kind::EmptyField,
        Kind::EmptyItem,
        Kind::UnknownName { text: text(), expected: "month", nearest: None },
        Kind::NotANumber { text: text() },
        Kind::OutOfRange { text: text(), min: 0, max: 59 },
        Kind::ReversedRange { text: text(), instead: None },
        Kind::MixedRange { text: text() },
        Kind::Incomplete { text: text() },
        Kind::Negative { text: text() },
        Kind::ZeroStep,
        Kind::StepTooLarge { step: text(), largest: 59 },
        Kind::TrailingText { after: text(), text: text() },
        Kind::MisplacedQuestionMark,
        Kind::MisplacedForm { text: text() },
        Kind::CrontabForm { text: text(), instead: None },
        Kind::KeyedForm { text: text(), instead: "x" },
        Kind::JenkinsHash { step: text() },
        Kind::NeverFires { reason: text() },
        Kind::UnknownTimeZone { name: String::new(), nearest: None },
        Kind::UnknownTimeZone { name: text(), nearest: None },
        Kind::InvalidDate { instead: None },
        Kind::NoSuchDate { reason: text() },
        Kind::MissingUnit { number: text() },
        Kind::UnknownUnit { text: text(), nearest: None },
        Kind::MissingNumber { text: text() },
        Kind::ZeroLength,
        Kind::NegativeLength,
        Kind::NotFinite,
        Kind::TooLong,
    ]
}

#[test]
fn headlines_are_one_line_in_lower_case_without_full_stop() {
    for kind in every_kind() {
        let headline = kind.to_string();
        let begins = headline.chars().next().unwrap();
        // Names keep their capitals: `H`, AWS, Jenkins.
        assert!(begins.is_lowercase() || begins == '`' || begins.is_ascii_digit(), "{headline}");
        assert!(!headline.ends_with('.') && !headline.contains('\n') && !headline.is_empty(), "{headline}");
        assert_eq!(headline.matches('`').count() % 2, 0, "{headline}");
    }
}
