//! Types that can describe themselves, so that TypeScript and documentation come from the Rust definition.

use std::collections::BTreeMap;

/// How a type looks on the wire (JSON).
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Nothing (`null`).
    Unit,
    /// A text.
    Text,
    /// A text that is secret: it may be sent in, never read back.
    SecretText,
    /// A secret: a text that may be sent in, or the handle of one that the engine keeps.
    SecretInput,
    /// A whole number that a JSON number holds exactly (up to 2^53).
    Integer,
    /// `true` or `false`.
    Boolean,
    /// The type or `null`; as a field it may be left out.
    Optional(&'static Shape),
    /// A list.
    List(&'static Shape),
    /// Names to values.
    Map(&'static Shape),
    /// One of the described types.
    Named(&'static TypeDescription),
}

/// A field of a record.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its JSON name.
    pub name: &'static str,
    /// What it is, in a sentence or two.
    pub doc: &'static str,
    /// Its type.
    pub shape: fn() -> Shape,
}

/// A variant of a choice or a union.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Its JSON name.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What it carries beside its name (unions only).
    pub carries: Option<fn() -> Shape>,
}

/// A described type.
#[derive(Clone, Copy, Debug)]
pub struct TypeDescription {
    /// Its name, in Rust and in TypeScript.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// A record's fields.
    pub fields: &'static [Field],
    /// A choice's or a union's variants. Empty for a record.
    pub variants: &'static [Variant],
    /// The name of the field that tells a union's variants apart.
    pub tag: Option<&'static str>,
}

/// A type with a [`Shape`].
pub trait Described {
    /// How it looks on the wire.
    fn shape() -> Shape;
}

macro_rules! plain_shapes {
    ($($type:ty => $shape:ident),* $(,)?) => {
        $(impl Described for $type { fn shape() -> Shape { Shape::$shape } })*
    };
}
plain_shapes! {
    () => Unit, String => Text, bool => Boolean,
    u16 => Integer, u32 => Integer, u64 => Integer, i64 => Integer,
}

/// A reference to a shape that lives as long as the program; each type of the list makes a handful.
fn lasting(shape: Shape) -> &'static Shape {
    Box::leak(Box::new(shape))
}

impl<T: Described> Described for Option<T> {
    fn shape() -> Shape {
        Shape::Optional(lasting(T::shape()))
    }
}

impl<T: Described> Described for Vec<T> {
    fn shape() -> Shape {
        Shape::List(lasting(T::shape()))
    }
}

impl<T: Described> Described for BTreeMap<String, T> {
    fn shape() -> Shape {
        Shape::Map(lasting(T::shape()))
    }
}

/// Declares records: structs that go over the wire as JSON objects with the same field names.
macro_rules! records {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident {
            $( $(#[doc = $field_doc:literal])+ $field:ident : $type:ty, )*
        }
    )*) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $( $(#[doc = $field_doc])+ pub $field: $type, )*
        }

        impl $crate::Described for $name {
            fn shape() -> $crate::Shape {
                static DESCRIPTION: $crate::TypeDescription = $crate::TypeDescription {
                    name: stringify!($name),
                    doc: concat!($($doc),+),
                    fields: &[$( $crate::Field {
                        name: stringify!($field),
                        doc: concat!($($field_doc),+),
                        shape: <$type as $crate::Described>::shape,
                    }, )*],
                    variants: &[],
                    tag: None,
                };
                $crate::Shape::Named(&DESCRIPTION)
            }
        }
    )* };
}

/// Declares choices: enums without contents. Each variant has the name it goes by on the wire.
macro_rules! choices {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident {
            $( $(#[doc = $variant_doc:literal])+ $variant:ident = $wire:literal, )*
        }
    )*) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $( $(#[doc = $variant_doc])+ #[serde(rename = $wire)] $variant, )*
        }

        impl $name {
            /// Every variant, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name it goes by on the wire.
            pub fn wire_name(self) -> &'static str {
                match self { $(Self::$variant => $wire,)* }
            }
        }

        impl $crate::Described for $name {
            fn shape() -> $crate::Shape {
                static DESCRIPTION: $crate::TypeDescription = $crate::TypeDescription {
                    name: stringify!($name),
                    doc: concat!($($doc),+),
                    fields: &[],
                    variants: &[$( $crate::Variant {
                        name: $wire,
                        doc: concat!($($variant_doc),+),
                        carries: None,
                    }, )*],
                    tag: None,
                };
                $crate::Shape::Named(&DESCRIPTION)
            }
        }
    )* };
}

/// Declares a union: a record that comes in several kinds, told apart by the field `kind`.
macro_rules! unions {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident {
            $( $(#[doc = $variant_doc:literal])+ $variant:ident($type:ty) = $wire:literal, )*
        }
    )*) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "kind")]
        pub enum $name {
            $( $(#[doc = $variant_doc])+ #[serde(rename = $wire)] $variant($type), )*
        }

        impl $crate::Described for $name {
            fn shape() -> $crate::Shape {
                static DESCRIPTION: $crate::TypeDescription = $crate::TypeDescription {
                    name: stringify!($name),
                    doc: concat!($($doc),+),
                    fields: &[],
                    variants: &[$( $crate::Variant {
                        name: $wire,
                        doc: concat!($($variant_doc),+),
                        carries: Some(<$type as $crate::Described>::shape),
                    }, )*],
                    tag: Some("kind"),
                };
                $crate::Shape::Named(&DESCRIPTION)
            }
        }
    )* };
}

pub(crate) use {choices, records, unions};
