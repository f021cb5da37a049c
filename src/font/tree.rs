//! A TOML document as a tree that remembers where everything stands, so that every finding has its line.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

/// One value of a TOML document.
#[derive(Debug)]
pub enum Item {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A list.
    List(Vec<Spanned<Item>>),
    /// A table, its keys in the order of the file.
    Table(Vec<(Spanned<String>, Spanned<Item>)>),
    /// A value of a type that the catalogue never uses.
    Other,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of TOML")
    }

    fn visit_str<E>(self, text: &str) -> Result<Item, E> {
        Ok(Item::Text(text.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Item, E> {
        Ok(Item::Number(number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Item, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Item::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Item, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(Item::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_keep_their_places() {
        let text = "a = 1\n[[b]]\nc = [\"x\"]\n";
        let Item::Table(table) = toml::from_str::<Item>(text).unwrap() else { panic!() };
        let key = |at: usize| &text[table[at].0.span()];
        assert_eq!((key(0), key(1)), ("a", "b"));
        let Item::List(list) = table[1].1.get_ref() else { panic!() };
        let Item::Table(inner) = list[0].get_ref() else { panic!() };
        assert_eq!(&text[inner[0].1.span()], "[\"x\"]");
    }
}
