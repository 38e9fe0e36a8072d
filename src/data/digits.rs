//! The set that arrives in chunks.

use super::chunk::{self, Added, ChunkError};
use super::labelled::LabelledDigits;
use super::manifest::{ChunkEntry, Manifest, ManifestError};
use super::other::OtherDigits;
use super::split::Split;
use ndarray::ArrayView2;

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
    fn of(count: u32, pixels: usize) -> Self {
        let count = count as usize;
        Self { images: vec![0; count * pixels], labels: vec![0; count], ready: 0 }
    }
}

impl Digits {
    /// Room for the digits that the manifest lists, none of them there yet.
    ///
    /// # Errors
    /// A [`ManifestError`] if it isn't one or its chunks don't cover the set.
    pub fn new(manifest: &str) -> Result<Self, ManifestError> {
        let manifest = Manifest::parse(manifest)?;
        let pixels = manifest.pixels();
        Ok(Self {
            present: vec![false; manifest.chunks.len()],
            train: Part::of(manifest.train, pixels),
            test: Part::of(manifest.test, pixels),
            manifest,
            source: None,
        })
    }

    /// Room for the digits that the manifest lists, and behind its training digits some that are here already:
    /// those that somebody drew.
    ///
    /// # Errors
    /// A [`ManifestError`] if it isn't one, or the drawn digits are of another size or too many.
    pub fn with_own(manifest: &str, own: &LabelledDigits) -> Result<Self, ManifestError> {
        let mut set = Self::new(manifest)?;
        if own.is_empty() {
            return Ok(set);
        }
        let train = (set.manifest.rows as usize, set.manifest.columns as usize);
        if own.size() != train {
            return Err(ManifestError::SizesDiffer { train, test: own.size() });
        }
        let (images, labels) = own.run(0, own.len());
        let (first, count) = (set.manifest.train, u32::try_from(own.len()).unwrap_or(u32::MAX));
        // A chunk like the others, but that it never has to arrive.
        set.manifest.add_train(ChunkEntry {
            file: String::new(),
            split: Split::Train,
            first,
            count,
            bytes: 0,
            crc32: String::new(),
        })?;
        set.present.push(true);
        set.train.images.extend_from_slice(images);
        set.train.labels.extend_from_slice(labels);
        set.train.ready += count;
        set.source = Some(OtherDigits::own(own));
        Ok(set)
    }

    /// A set from somebody's files.
    ///
    /// # Errors
    /// A [`ManifestError`] if the parts differ in size or one is empty.
    pub fn from_files(
        name: &str,
        train: &LabelledDigits,
        test: &LabelledDigits,
    ) -> Result<Self, ManifestError> {
        let set = Self::from_whole(name, train, test)?;
        Ok(Self { source: Some(OtherDigits::files(name, train, test)), ..set })
    }

    /// Which digits these are, where they aren't just those of a manifest: what a recipe must say to learn from
    /// them.
    pub fn source(&self) -> Option<&OtherDigits> {
        self.source.as_ref()
    }

    /// All of a set that is at hand already.
    ///
    /// # Errors
    /// A [`ManifestError`] if the parts differ in size or one is empty.
    pub fn from_whole(
        name: &str,
        train: &LabelledDigits,
        test: &LabelledDigits,
    ) -> Result<Self, ManifestError> {
        let manifest = Manifest::describe(name, train, test)?;
        let part = |digits: &LabelledDigits| {
            let (images, labels) = digits.run(0, digits.len());
            Part { images: images.to_vec(), labels: labels.to_vec(), ready: digits.len() as u32 }
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
        let (first, count, pixels) =
            (entry.first as usize, entry.count as usize, self.manifest.pixels());
        let part = match entry.split {
            Split::Train => &mut self.train,
            Split::Test => &mut self.test,
        };
        if !std::mem::replace(&mut self.present[number], true) {
            let (images, labels) = contents.split_at(count * pixels);
            part.images[first * pixels..(first + count) * pixels].copy_from_slice(images);
            part.labels[first..first + count].copy_from_slice(labels);
            part.ready += entry.count;
        }
        Ok(Added { split: entry.split, first: entry.first, count: entry.count })
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

    /// One digit, as its picture and its label; `None` if it isn't there.
    pub fn digit(&self, split: Split, index: u32) -> Option<(ArrayView2<'_, u8>, u8)> {
        let (image, labels) = self.run(split, index, 1)?;
        let size = (self.manifest.rows as usize, self.manifest.columns as usize);
        Some((ArrayView2::from_shape(size, image).ok()?, labels[0]))
    }

    fn part(&self, split: Split) -> &Part {
        match split {
            Split::Train => &self.train,
            Split::Test => &self.test,
        }
    }
}
