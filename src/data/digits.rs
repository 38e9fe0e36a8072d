//! The set that arrives in chunks.

use super::chunk::{self, Added, ChunkError};
use super::labelled::LabelledDigits;
use super::manifest::{Manifest, ManifestError};
use super::other::OtherDigits;
use super::split::Split;

/// A data set of which some chunks may not have arrived yet.
///
/// Its memory is taken once, when it is made: 784 bytes and a label for each digit.
#[derive(Clone, Debug)]
pub struct Digits {
    manifest: Manifest,
    /// Where they aren't just those of a manifest.
    source: Option<OtherDigits>,
    present: Vec<bool>,
    train: Part,
    test: Part,
}

#[derive(Clone, Debug)]
struct Part {
    images: Vec<u8>,
    labels: Vec<u8>,
    ready: u32,
}

impl Part {
    fn empty(count: u32, pixels: usize) -> Self {
        let count = count as usize;
        Self { images: vec![0; count * pixels], labels: vec![0; count], ready: 0 }
    }

    /// Takes in the digits from `first` on.
    fn put(&mut self, first: u32, images: &[u8], labels: &[u8]) {
        let (first, count) = (first as usize, labels.len());
        let pixels = images.len() / count;
        self.images[first * pixels..(first + count) * pixels].copy_from_slice(images);
        self.labels[first..first + count].copy_from_slice(labels);
        self.ready += count as u32;
    }
}

impl Digits {
    /// Memory for the digits that the manifest lists, none of them there yet.
    ///
    /// # Errors
    /// A [`ManifestError`] if it isn't one, its chunks don't cover the set, or it is too large.
    pub fn new(manifest: &str) -> Result<Self, ManifestError> {
        Ok(Self::empty(Manifest::parse(manifest)?))
    }

    /// `manifest` has been checked: its digits fit into memory, so `usize` can count their bytes.
    fn empty(manifest: Manifest) -> Self {
        let pixels = manifest.pixels();
        Self {
            present: vec![false; manifest.chunks.len()],
            train: Part::empty(manifest.train, pixels),
            test: Part::empty(manifest.test, pixels),
            manifest,
            source: None,
        }
    }

    /// Memory for the digits that the manifest lists, and behind its training digits some that are
    /// here already: drawn by the visitor.
    ///
    /// # Errors
    /// A [`ManifestError`] if it isn't one, or the drawn digits are of another size or too many.
    pub fn with_own(manifest: &str, own: &LabelledDigits) -> Result<Self, ManifestError> {
        let mut manifest = Manifest::parse(manifest)?;
        if own.is_empty() {
            return Ok(Self::empty(manifest));
        }
        let train = (manifest.rows as usize, manifest.columns as usize);
        if own.size() != train {
            return Err(ManifestError::SizesDiffer { train, test: own.size() });
        }
        let (number, first) = (manifest.chunks.len(), manifest.train);
        manifest.add_train(own.len())?;
        let mut set = Self::empty(manifest);
        let (images, labels) = own.run(0, own.len());
        set.train.put(first, images, labels);
        set.present[number] = true;
        set.source = Some(OtherDigits::own(own));
        Ok(set)
    }

    /// A set from a visitor's files; digits that are lent are copied.
    ///
    /// # Errors
    /// A [`ManifestError`] if the parts differ in size or one is empty.
    pub fn from_files(
        name: &str,
        train: impl Into<LabelledDigits>,
        test: impl Into<LabelledDigits>,
    ) -> Result<Self, ManifestError> {
        let (train, test) = (train.into(), test.into());
        let source = Some(OtherDigits::files(name, &train, &test));
        Ok(Self { source, ..Self::from_whole(name, train, test)? })
    }

    /// Which digits these are, where they aren't just those of a manifest: what a recipe must say
    /// to learn from them.
    pub fn source(&self) -> Option<&OtherDigits> {
        self.source.as_ref()
    }

    /// All of a set that is at hand already; digits that are lent are copied.
    ///
    /// # Errors
    /// A [`ManifestError`] if the parts differ in size or one is empty.
    pub fn from_whole(
        name: &str,
        train: impl Into<LabelledDigits>,
        test: impl Into<LabelledDigits>,
    ) -> Result<Self, ManifestError> {
        let (train, test) = (train.into(), test.into());
        let manifest = Manifest::describe(name, &train, &test)?;
        let part = |digits: LabelledDigits| {
            let ready = digits.len() as u32;
            let (images, labels) = digits.into_bytes();
            Part { images, labels, ready }
        };
        let present = vec![true; manifest.chunks.len()];
        Ok(Self { manifest, source: None, present, train: part(train), test: part(test) })
    }

    /// Takes in one chunk. One that is there already changes nothing.
    ///
    /// # Errors
    /// A [`ChunkError`] if it isn't, bit by bit, a chunk that the manifest lists; then nothing is
    /// taken in.
    pub fn add(&mut self, bytes: &[u8]) -> Result<Added, ChunkError> {
        let (number, contents) = chunk::open(bytes, &self.manifest)?;
        let entry = &self.manifest.chunks[number];
        let (split, first, count) = (entry.split, entry.first, entry.count);
        let part = match split {
            Split::Train => &mut self.train,
            Split::Test => &mut self.test,
        };
        if !std::mem::replace(&mut self.present[number], true) {
            let (images, labels) = contents.split_at(count as usize * self.manifest.pixels());
            part.put(first, images, labels);
        }
        Ok(Added { split, first, count })
    }

    /// What the set consists of.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// How many digits of a part are there.
    pub fn ready(&self, split: Split) -> u32 {
        self.part(split).ready
    }

    /// How many digits a part has when all are there.
    pub fn total(&self, split: Split) -> u32 {
        match split {
            Split::Train => self.manifest.train,
            Split::Test => self.manifest.test,
        }
    }

    /// Whether digits `first` to `first + count` of a part are all there.
    pub fn has(&self, split: Split, first: u32, count: u32) -> bool {
        let part = self.part(split);
        if part.ready as usize == part.labels.len() {
            return first.saturating_add(count) <= part.ready;
        }
        let wanted = first..first.saturating_add(count);
        wanted.end as usize <= part.labels.len()
            && self.manifest.chunks.iter().zip(&self.present).all(|(chunk, &present)| {
                let apart = chunk.first >= wanted.end || chunk.first + chunk.count <= wanted.start;
                chunk.split != split || apart || present
            })
    }

    /// The pixels and labels of digits `first` to `first + count`; `None` if not all are there.
    pub fn run(&self, split: Split, first: u32, count: u32) -> Option<(&[u8], &[u8])> {
        if !self.has(split, first, count) {
            return None;
        }
        let (first, end) = (first as usize, (first + count) as usize);
        let (part, pixels) = (self.part(split), self.manifest.pixels());
        Some((&part.images[first * pixels..end * pixels], &part.labels[first..end]))
    }

    fn part(&self, split: Split) -> &Part {
        match split {
            Split::Train => &self.train,
            Split::Test => &self.test,
        }
    }
}
