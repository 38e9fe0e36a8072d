//! Files that lie in JavaScript's memory: they are written and read there piece by piece, so that
//! the engine's memory, of which there may be little left, holds none of them.

use crate::frame::Sealed;
use js_sys::{Array, Function, Reflect, Uint8Array};
use serde::Serialize;
use std::io::{self, Read};
use wasm_bindgen::{JsCast, JsValue};

/// Writes a file into a new `Uint8Array`. Throws the `RangeError` of a browser that has no memory
/// for it.
pub(super) fn written<T: Serialize>(file: &Sealed<T>) -> Result<Uint8Array, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &"Uint8Array".into())?.unchecked_into();
    let length = JsValue::from(file.len() as u32);
    let bytes: Uint8Array = Reflect::construct(&class, &Array::of1(&length))?.unchecked_into();
    let mut at = 0;
    file.write(|piece| {
        let end = at + piece.len() as u32;
        bytes.subarray(at, end).copy_from(piece);
        at = end;
    });
    Ok(bytes)
}

/// Reads a `Uint8Array` from its beginning.
pub(super) struct JsFile<'a> {
    bytes: &'a Uint8Array,
    at: u32,
}

impl<'a> JsFile<'a> {
    pub(super) fn new(bytes: &'a Uint8Array) -> Self {
        Self { bytes, at: 0 }
    }
}

impl Read for JsFile<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.length() - self.at;
        let count = left.min(u32::try_from(into.len()).unwrap_or(u32::MAX));
        let end = self.at + count;
        self.bytes.subarray(self.at, end).copy_to(&mut into[..count as usize]);
        self.at = end;
        Ok(count as usize)
    }
}
