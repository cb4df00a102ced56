use std::fmt::{self, Display};

use serde::ser::{self, Serialize, Serializer};

/// Fails if a tuple of arguments holds a number that JSON does not have: NaN, an infinity, or a
/// whole number beyond those of 64 bits.
///
/// `serde_json` writes the former as `null` without a word, and a job would be called with
/// something else than it was given. So the arguments are walked through once, and nothing but
/// their numbers is looked at.
///
/// # Errors
///
/// What was found and in which argument, or what the value's own `Serialize` says.
pub(super) fn check_numbers<T: Serialize + ?Sized>(arguments: &T) -> Result<(), Refusal> {
    arguments.serialize(Numbers { is_argument: false })
}

/// Why the arguments cannot be kept.
#[derive(Debug)]
pub(super) struct Refusal(String);

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl ser::Error for Refusal {
    fn custom<T: Display>(message: T) -> Self {
        Refusal(message.to_string())
    }
}

#[derive(Clone, Copy)]
struct Numbers {
    /// It is in an argument, and not the tuple of all.
    is_argument: bool,
}

impl Numbers {
    const IN_ARGUMENT: Numbers = Numbers { is_argument: true };

    /// Whether it has as many bits as a number of JSON can have here.
    fn whole(fits: bool) -> Result<(), Refusal> {
        if fits {
            return Ok(());
        }
        Err(Refusal("a whole number has more than 64 bits; a `String` can hold it".into()))
    }
}

/// The elements of a tuple: the arguments, or what one of them holds.
struct Elements {
    are_arguments: bool,
    count: usize,
}

impl ser::SerializeTuple for Elements {
    type Ok = ();
    type Error = Refusal;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refusal> {
        self.count += 1;
        value.serialize(Numbers::IN_ARGUMENT).map_err(|Refusal(reason)| {
            Refusal(if self.are_arguments { format!("argument {}: {reason}", self.count) } else { reason })
        })
    }

    fn end(self) -> Result<(), Refusal> {
        Ok(())
    }
}

/// What holds no number.
macro_rules! pass {
    ($($method:ident($($argument:ty),*);)*) => {$(
        fn $method(self $(, _: $argument)*) -> Result<(), Refusal> {
            Ok(())
        }
    )*};
}

/// What holds values, and lets this walk through them.
macro_rules! enter {
    ($($method:ident($($argument:ty),*);)*) => {$(
        fn $method(self $(, _: $argument)*) -> Result<Numbers, Refusal> {
            Ok(Numbers::IN_ARGUMENT)
        }
    )*};
}

impl Serializer for Numbers {
    type Ok = ();
    type Error = Refusal;
    type SerializeSeq = Numbers;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Numbers;
    type SerializeTupleVariant = Numbers;
    type SerializeMap = Numbers;
    type SerializeStruct = Numbers;
    type SerializeStructVariant = Numbers;

    pass! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    enter! {
        serialize_seq(Option<usize>);
        serialize_tuple_struct(&'static str, usize);
        serialize_tuple_variant(&'static str, u32, &'static str, usize);
        serialize_map(Option<usize>);
        serialize_struct(&'static str, usize);
        serialize_struct_variant(&'static str, u32, &'static str, usize);
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements, Refusal> {
        Ok(Elements { are_arguments: !self.is_argument, count: 0 })
    }

    fn serialize_i128(self, value: i128) -> Result<(), Refusal> {
        Numbers::whole(i64::try_from(value).is_ok() || u64::try_from(value).is_ok())
    }

    fn serialize_u128(self, value: u128) -> Result<(), Refusal> {
        Numbers::whole(u64::try_from(value).is_ok())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Refusal> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Refusal> {
        if value.is_finite() {
            return Ok(());
        }
        Err(Refusal(format!(
            "`{value}` cannot be written as JSON; an `Option` can say that there is no number"
        )))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refusal> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Refusal> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Refusal> {
        value.serialize(self)
    }
}

macro_rules! compound {
    ($($kind:ident { $($method:ident($($name:ty)?);)+ })*) => {$(
        impl ser::$kind for Numbers {
            type Ok = ();
            type Error = Refusal;

            $(fn $method<T: Serialize + ?Sized>(&mut self $(, _: $name)?, value: &T) -> Result<(), Refusal> {
                value.serialize(*self)
            })+

            fn end(self) -> Result<(), Refusal> {
                Ok(())
            }
        }
    )*};
}

compound! {
    SerializeSeq { serialize_element(); }
    SerializeTupleStruct { serialize_field(); }
    SerializeTupleVariant { serialize_field(); }
    SerializeMap { serialize_key(); serialize_value(); }
    SerializeStruct { serialize_field(&'static str); }
    SerializeStructVariant { serialize_field(&'static str); }
}
