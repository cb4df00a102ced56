use std::fmt::{self, Display};

use serde::ser::{self, Serialize, Serializer};

/// Fails if a value holds a number that JSON does not have: NaN or an infinity.
///
/// `serde_json` writes these as `null` without a word, and a job would be called with
/// something else than it was given. So the value is walked through once, and nothing but
/// its numbers is looked at.
///
/// # Errors
///
/// What was found, or what the value's own `Serialize` says.
pub(super) fn check_finite<T: Serialize + ?Sized>(value: &T) -> Result<(), Refusal> {
    value.serialize(Finite)
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
struct Finite;

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
        fn $method(self $(, _: $argument)*) -> Result<Finite, Refusal> {
            Ok(Finite)
        }
    )*};
}

impl Serializer for Finite {
    type Ok = ();
    type Error = Refusal;
    type SerializeSeq = Finite;
    type SerializeTuple = Finite;
    type SerializeTupleStruct = Finite;
    type SerializeTupleVariant = Finite;
    type SerializeMap = Finite;
    type SerializeStruct = Finite;
    type SerializeStructVariant = Finite;

    pass! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
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
        serialize_tuple(usize);
        serialize_tuple_struct(&'static str, usize);
        serialize_tuple_variant(&'static str, u32, &'static str, usize);
        serialize_map(Option<usize>);
        serialize_struct(&'static str, usize);
        serialize_struct_variant(&'static str, u32, &'static str, usize);
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
        impl ser::$kind for Finite {
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
    SerializeTuple { serialize_element(); }
    SerializeTupleStruct { serialize_field(); }
    SerializeTupleVariant { serialize_field(); }
    SerializeMap { serialize_key(); serialize_value(); }
    SerializeStruct { serialize_field(&'static str); }
    SerializeStructVariant { serialize_field(&'static str); }
}
