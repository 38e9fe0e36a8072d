//! Short hashes, by which the same weights and the same digits are known.

use sha2::{Digest, Sha256};

/// The first 8 bytes of the SHA-256 of all `parts`, one after the other, as 16 hexadecimal digits.
pub(crate) fn short_hash(parts: impl IntoIterator<Item: AsRef<[u8]>>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_as_sha_256_does_however_the_bytes_are_cut() {
        // FIPS 180-4's example: SHA-256("abc") = ba7816bf 8f01cfea …
        assert_eq!(short_hash(["abc"]), "ba7816bf8f01cfea");
        assert_eq!(short_hash(["a", "", "bc"]), "ba7816bf8f01cfea");
    }
}
