use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::JobError;
#[cfg(any(feature = "config", feature = "_stored", all(unix, feature = "process-pool")))]
use super::depth::depth;
use super::numbers::check_numbers;
use crate::error::Error;

/// The arguments of a job, as a store keeps them: a JSON array, one element each.
///
/// None at all are nothing on the heap, and nothing that all jobs would share.
#[derive(Clone, PartialEq, Default)]
pub struct Arguments(Option<Arc<[Value]>>);

impl Arguments {
    /// The arguments as JSON values.
    pub fn as_json(&self) -> &[Value] {
        self.0.as_deref().unwrap_or_default()
    }

    /// How deep lists and objects are nested; arguments that are neither are not.
    #[cfg(any(feature = "config", feature = "_stored", all(unix, feature = "process-pool")))]
    pub(crate) fn depth(&self) -> usize {
        self.as_json().iter().map(depth).max().unwrap_or_default()
    }

    /// How large they are, in bytes of JSON.
    #[cfg(feature = "config")]
    pub(crate) fn size(&self) -> usize {
        serde_json::to_vec(self.as_json()).map_or(usize::MAX, |json| json.len())
    }

    pub(crate) fn from_json(values: Vec<Value>) -> Self {
        Arguments((!values.is_empty()).then(|| values.into()))
    }
}

/// How deep arguments that come from data may be nested.
#[cfg(any(feature = "config", feature = "_stored"))]
pub(crate) const MAX_ARGUMENTS_DEPTH: usize = 32;

/// How large they may be, in bytes of JSON, if nobody says otherwise.
#[cfg(feature = "config")]
pub(crate) const MAX_ARGUMENTS_SIZE: usize = 64 << 10;

impl fmt::Debug for Arguments {
    /// Only the number: arguments may hold what must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Arguments({})", self.as_json().len())
    }
}

/// A call of a registered function that a scheduler can keep: what
/// `send_mail::job("ann@example.org".into())` returns for a `#[job] fn send_mail(to: String)`.
///
/// Pass it to [`Scheduler::add_job`](crate::Scheduler::add_job).
#[derive(Debug, Clone)]
pub struct JobCall {
    function: &'static str,
    arguments: Result<Arguments, String>,
}

/// What the arguments of a job must be, all together: written as JSON, and read again.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the arguments of a job",
    label = "cannot be stored and rebuilt",
    note = "arguments are stored with the job and rebuilt when it fires",
    note = "put `#[derive(serde::Serialize, serde::Deserialize)]` on each type, or turn on the `serde` feature of its crate",
    note = "what jobs share, and is not stored, is a parameter of the type `State<T>`"
)]
pub trait Storable: Serialize + DeserializeOwned {}

// Without this the compiler speaks of serde's traits, and lists who implements them.
#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Storable for T {}

impl JobCall {
    /// A call with arguments from a tuple; `()` for none. Generated code calls this.
    ///
    /// Arguments that cannot be written as JSON (NaN, a whole number of more than 64 bits, or a map with
    /// keys that are not text) are reported by `add_job`.
    pub fn new<T: Serialize>(function: &'static str, arguments: &T) -> JobCall {
        JobCall { function, arguments: to_arguments(arguments) }
    }

    /// The registered name of the function.
    pub fn function(&self) -> &'static str {
        self.function
    }

    /// The arguments; `None` if they cannot be written as JSON.
    pub fn arguments(&self) -> Option<&Arguments> {
        self.arguments.as_ref().ok()
    }

    pub(crate) fn into_parts(self) -> Result<(&'static str, Arguments), Error> {
        match self.arguments {
            Ok(arguments) => Ok((self.function, arguments)),
            Err(reason) => Err(Error::arguments(self.function, reason)),
        }
    }
}

fn to_arguments<T: Serialize>(arguments: &T) -> Result<Arguments, String> {
    check_numbers(arguments).map_err(|refusal| refusal.to_string())?;
    match serde_json::to_value(arguments) {
        Ok(Value::Array(values)) => Ok(Arguments::from_json(values)),
        Ok(Value::Null) => Ok(Arguments::default()),
        Ok(other) => Err(format!("expected a tuple of arguments, got {other}")),
        Err(error) => Err(error.to_string()),
    }
}

/// Turns stored arguments into the tuple a function takes.
fn decode_arguments<T: Storable>(arguments: &Arguments) -> Result<T, JobError> {
    let read = serde_json::from_value(Value::Array(arguments.as_json().to_vec()));
    read.map_err(|error| JobError::arguments(without_values(&error.to_string())))
}

/// What serde says of arguments, without the arguments, which may be secret and end in a log. It
/// tells a value between what is wrong with it and what is expected; what a type of the user's
/// says in its own words may have one anywhere.
fn without_values(told: &str) -> String {
    const WRONG: [&str; 4] = ["invalid type: ", "invalid value: ", "unknown variant `", "unknown field `"];
    let field = told.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    if field.is_some_and(|field| !field.contains('`')) {
        return told.to_owned();
    }
    let length = told.split_once(", ").and_then(|(length, _)| {
        let number = length.strip_prefix("invalid length ")?;
        number.parse::<usize>().is_ok().then_some(length)
    });
    let wrong = WRONG.iter().find(|wrong| told.starts_with(**wrong));
    let wrong = wrong.map(|wrong| wrong.trim_end_matches([':', ' ', '`'])).or(length);
    match (wrong, told.rsplit_once(", expected ")) {
        (Some(wrong), Some((_, expected))) => format!("{wrong}, expected {expected}"),
        _ => "they cannot be read as what the function takes".to_owned(),
    }
}

/// How the arguments of one function are written and read. That they can be is asked in one
/// place, [`codec`], so that the compiler says it once if they cannot.
#[derive(Debug)]
pub struct Codec<T> {
    write: fn(&'static str, &T) -> JobCall,
    read: fn(&Arguments) -> Result<T, JobError>,
}

/// The codec of a tuple of arguments. Generated code calls this.
pub const fn codec<T: Storable>() -> Codec<T> {
    Codec { write: JobCall::new, read: decode_arguments }
}

impl<T> Codec<T> {
    /// As [`JobCall::new`].
    pub fn call(self, function: &'static str, arguments: &T) -> JobCall {
        (self.write)(function, arguments)
    }

    /// Turns stored arguments into the tuple a function takes.
    ///
    /// # Errors
    ///
    /// [`JobErrorKind::Arguments`](crate::JobErrorKind::Arguments) if they do not fit.
    pub fn decode(self, arguments: &Arguments) -> Result<T, JobError> {
        (self.read)(arguments)
    }

    /// Whether stored arguments fit the tuple a function takes.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn check(self, arguments: &Arguments) -> Result<(), JobError> {
        self.decode(arguments).map(drop)
    }
}

/// As [`Codec::decode`], for a function that takes none.
///
/// # Errors
///
/// [`JobErrorKind::Arguments`](crate::JobErrorKind::Arguments) if there are any.
pub fn no_arguments(arguments: &Arguments) -> Result<(), JobError> {
    let count = arguments.as_json().len();
    if count == 0 {
        return Ok(());
    }
    Err(JobError::arguments(format!("invalid length {count}, expected no arguments")))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::job::JobErrorKind;

    fn stored<T: Serialize>(arguments: &T) -> Arguments {
        JobCall::new("f", arguments).into_parts().unwrap().1
    }

    #[test]
    fn a_tuple_comes_back_as_it_went_in() {
        let stored = stored(&("ann".to_owned(), 7_u8, Some(1.5)));
        let (name, number, float): (String, u8, Option<f64>) = decode_arguments(&stored).unwrap();
        assert_eq!((name.as_str(), number, float), ("ann", 7, Some(1.5)));
    }

    #[test]
    fn no_arguments_are_an_empty_list() {
        assert!(stored(&()).as_json().is_empty());
        assert!(no_arguments(&stored(&())).is_ok());
        assert!(no_arguments(&stored(&(1,))).is_err());
    }

    #[test]
    fn a_wrong_type_is_an_error_that_names_it() {
        let error = decode_arguments::<(u8,)>(&stored(&("x".to_owned(),))).unwrap_err();
        assert!(error.to_string().contains("expected u8"), "{error}");
    }

    #[test]
    fn whether_arguments_fit_is_known_without_a_call() {
        let stored = stored(&("ann".to_owned(), 7));
        assert!(codec::<(String, u8)>().check(&stored).is_ok());
        let error = codec::<(String,)>().check(&stored).unwrap_err();
        assert_eq!(error.kind(), JobErrorKind::Arguments);
        assert_eq!(error.to_string(), "unfit arguments: invalid length 2, expected fewer elements in array");
    }

    /// Of serde's words and of those of the user's types.
    #[test]
    fn what_is_wrong_with_arguments_is_told_without_them() {
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        struct Address;
        impl TryFrom<String> for Address {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Err(format!("invalid length of {text}, expected {text}"))
            }
        }
        impl From<Address> for String {
            fn from(_: Address) -> String {
                String::new()
            }
        }
        #[derive(Debug, Serialize, Deserialize)]
        enum Never {}
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            to: String,
        }
        fn told<T: Storable>(argument: Value) -> String {
            let stored = Arguments::from_json(vec![argument]);
            codec::<(T,)>().check(&stored).unwrap_err().to_string()
        }
        use serde_json::json;
        let told = [
            told::<u8>(json!("canary, expected canary")),
            told::<char>(json!("canary")),
            told::<Fields>(json!({"canary": 1})),
            told::<Fields>(json!({})),
            told::<(u8, u8)>(json!([1])),
            told::<Never>(json!("canary")),
            told::<Address>(json!("canary")),
        ];
        assert_eq!(
            told.join("\n").replace("unfit arguments: ", ""),
            "\
invalid type, expected u8
invalid value, expected a character
unknown field, expected `to`
missing field `to`
invalid length 1, expected a tuple of size 2
they cannot be read as what the function takes
they cannot be read as what the function takes"
        );
    }

    #[test]
    fn what_json_cannot_hold_is_reported_when_the_job_is_added() {
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(JobCall::new("f", &(map,)).into_parts().is_err());
    }

    #[test]
    fn what_json_would_silently_turn_into_nothing_is_refused_however_deep_it_is() {
        #[derive(Serialize, Deserialize)]
        struct Reading {
            celsius: f32,
        }
        #[derive(Serialize, Deserialize)]
        enum Shape {
            Circle(f64),
            Square { side: f64 },
            Pair(u8, f64),
        }
        fn is_refused<T: Serialize + DeserializeOwned>(argument: T) -> bool {
            JobCall::new("f", &(1, argument)).into_parts().is_err()
        }
        let map = std::collections::BTreeMap::from([("low".to_owned(), f64::NEG_INFINITY)]);
        assert!(is_refused(f64::NAN));
        assert!(is_refused(vec![Some(1.0), Some(f32::INFINITY)]));
        assert!(is_refused(Reading { celsius: f32::NAN }));
        assert!(is_refused(map));
        assert!(is_refused(Shape::Circle(f64::NAN)));
        assert!(is_refused(Shape::Square { side: f64::NAN }));
        assert!(is_refused(Shape::Pair(1, f64::NAN)));
        assert!(!is_refused(Shape::Pair(1, 1.5)));
        assert!(!is_refused((
            Reading { celsius: -40.0 },
            None::<f64>,
            (),
            "text".to_owned(),
            [0.0, f64::MAX]
        )));
        let error = JobCall::new("heat", &(f64::NAN,)).into_parts().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the arguments of `heat` cannot be stored: \
             argument 1: `NaN` cannot be written as JSON; an `Option` can say that there is no number"
        );
    }

    #[test]
    fn a_whole_number_that_json_does_not_have_is_refused_by_the_number_of_its_argument() {
        let refusal = |error: Result<_, Error>| error.map(|_: (&str, Arguments)| ()).unwrap_err().to_string();
        let says = "the arguments of `f` cannot be stored: \
                    argument 2: a whole number has more than 64 bits; a `String` can hold it";
        assert_eq!(refusal(JobCall::new("f", &(1, i128::MAX)).into_parts()), says);
        assert_eq!(refusal(JobCall::new("f", &(1, vec![(u128::MAX, 2)])).into_parts()), says);
        let fits = (i128::from(i64::MIN), i128::from(u64::MAX), u128::from(u64::MAX));
        assert_eq!(decode_arguments::<(i128, i128, u128)>(&stored(&fits)).unwrap(), fits);
    }

    #[test]
    fn debug_shows_no_values() {
        assert_eq!(format!("{:?}", stored(&("secret".to_owned(),))), "Arguments(1)");
    }
}
