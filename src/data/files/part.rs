//! The parts that digits' files have: images, labels, or both; what is in the archives among them.

use super::array::{Array, Use, Values, idx_head, is_idx, is_npy, npy_head, use_of};
use super::csv::{Csv, side};
use super::error::DigitFilesError;
use super::kind::{Kind, is_text, kind_of};
use super::names::{Stem, stem};
use super::note::Note;
use super::source::{DigitFile, Source, fill};
use super::zip::{self, ZipError};

/// Images, labels or both, in a file or in an archive.
pub(super) struct Part<'a> {
    /// The path, as errors name it.
    pub(super) name: String,
    pub(super) stem: Stem,
    contents: Contents<'a>,
}

enum Contents<'a> {
    Array(Array<'a>, Use),
    Csv(Csv<'a>),
}

/// The longest head of an array that is read.
const LONGEST_HEAD: usize = 16 << 10;

/// All parts of some files. A file that is none is refused; in an archive or a folder it is left
/// out, unless nothing else is there.
pub(super) fn parts<'a>(files: &'a [DigitFile]) -> Result<Vec<Part<'a>>, DigitFilesError> {
    let mut found = Vec::new();
    let mut left_out = None;
    for DigitFile { name, contents } in files {
        let (source, first) = Source::new(&**contents).peel().map_err(unreadable(name))?;
        if kind_of(&first) == Kind::Zip && source.is_plain() {
            let before = found.len();
            unpack(name, source, &mut found)?;
            if found.len() == before {
                return Err(DigitFilesError::EmptyArchive { file: name.clone() });
            }
        } else if let Some(part) = part(name, source, &first)? {
            found.push(part);
        } else {
            let refused = DigitFilesError::NotDigits { file: name.clone(), what: kind_of(&first) };
            if !name.contains('/') {
                return Err(refused);
            }
            left_out.get_or_insert(refused);
        }
    }
    left_out.filter(|_| found.is_empty()).map_or(Ok(found), Err)
}

/// The parts in an archive.
fn unpack<'a>(
    archive: &str,
    source: Source<'a>,
    found: &mut Vec<Part<'a>>,
) -> Result<(), DigitFilesError> {
    let entries = zip::entries(source.file).map_err(|error| match error {
        ZipError::Locked => DigitFilesError::Locked { file: archive.to_owned() },
        error => unreadable(archive)(error),
    })?;
    let only = entries.len() == 1;
    for zip::Entry { name, source } in entries {
        // numpy calls a lone array arr_0: the archive's name says more.
        let path = if only { archive.to_owned() } else { format!("{archive}/{name}") };
        let (source, first) = source.peel().map_err(unreadable(&path))?;
        found.extend(part(&path, source, &first)?);
    }
    Ok(())
}

/// What a file has, if it is digits.
fn part<'a>(
    name: &str,
    source: Source<'a>,
    first: &[u8],
) -> Result<Option<Part<'a>>, DigitFilesError> {
    let contents = if is_idx(first) {
        let head = idx_head(first).ok_or_else(|| DigitFilesError::Length {
            file: name.to_owned(),
            found: 0,
            expected: 1,
        })?;
        Some(array(name, Array { head, source })?)
    } else if is_npy(first) {
        let mut head = vec![0; LONGEST_HEAD];
        let got = fill(&mut *source.open(), &mut head).map_err(unreadable(name))?;
        let head = npy_head(name, &head[..got])?;
        Some(array(name, Array { head, source })?)
    } else if is_text(first) && matches!(kind_of(first), Kind::Text) {
        Csv::new(name, source)?.map(Contents::Csv)
    } else {
        None
    };
    let part = |contents| Part { name: name.to_owned(), stem: stem(name), contents };
    Ok(contents.map(part))
}

fn array<'a>(name: &str, array: Array<'a>) -> Result<Contents<'a>, DigitFilesError> {
    let shape = &array.head.shape;
    let used = use_of(shape).filter(|_| shape.first() != Some(&0));
    match used {
        Some(used) => Ok(Contents::Array(array, used)),
        None => Err(DigitFilesError::Shape { file: name.to_owned(), found: shape.clone() }),
    }
}

/// Images of one size, one after the other.
pub(super) struct Images {
    pub(super) pixels: Vec<u8>,
    pub(super) rows: u64,
    pub(super) columns: u64,
}

/// What was read of a part, and how many digits weren't.
pub(super) struct Read {
    pub(super) images: Option<Images>,
    pub(super) labels: Option<Vec<u8>>,
    pub(super) left: u64,
}

impl Part<'_> {
    pub(super) fn has_images(&self) -> bool {
        match &self.contents {
            Contents::Array(_, used) => matches!(used, Use::Images { .. }),
            Contents::Csv(csv) => csv.has_images(),
        }
    }

    pub(super) fn has_labels(&self) -> bool {
        match &self.contents {
            Contents::Array(_, used) => matches!(used, Use::Labels { .. }),
            Contents::Csv(csv) => csv.has_labels(),
        }
    }

    /// How many digits it announces; `None`: its lines aren't counted yet.
    pub(super) fn count(&self) -> Option<u64> {
        match self.contents {
            Contents::Array(_, Use::Images { count, .. } | Use::Labels { count, .. }) => {
                Some(count)
            }
            Contents::Csv(_) => None,
        }
    }

    /// Whether another part says the same, byte by byte: archives have some files twice.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let (Contents::Array(a, _), Contents::Array(b, _)) = (&self.contents, &other.contents)
        else {
            return false;
        };
        if a.head != b.head || self.stem != other.stem {
            return false;
        }
        let (mut a, mut b) = (a.source.open(), b.source.open());
        let mut buffers = [[0; 8192]; 2];
        loop {
            let [left, right] = &mut buffers;
            match (fill(&mut *a, left), fill(&mut *b, right)) {
                (Ok(0), Ok(0)) => return true,
                (Ok(got), Ok(other)) if got == other && left[..got] == right[..got] => {}
                _ => return false,
            }
        }
    }

    /// Its first `most` digits.
    pub(super) fn read(&self, most: u64, notes: &mut Vec<Note>) -> Result<Read, DigitFilesError> {
        let name = &self.name;
        match &self.contents {
            Contents::Array(array, used) => {
                let (count, width, to) = match *used {
                    Use::Images { count, rows, columns } => {
                        (count, rows.saturating_mul(columns), Values::Pixels)
                    }
                    Use::Labels { count, width } => (count, width, Values::Labels),
                };
                if width == 0 {
                    let found = array.head.shape.clone();
                    return Err(DigitFilesError::Shape { file: name.clone(), found });
                }
                let kept = count.min(most);
                let (values, behind) = array.values(name, (kept, width), to)?;
                if behind > 0 {
                    notes.push(Note::Trailing { file: name.clone(), bytes: behind });
                }
                let left = count - kept;
                Ok(match *used {
                    Use::Images { rows, columns, .. } => {
                        let images = Images { pixels: values, rows, columns };
                        Read { images: Some(images), labels: None, left }
                    }
                    Use::Labels { width, .. } => {
                        Read { images: None, labels: Some(one_each(values, width)), left }
                    }
                })
            }
            Contents::Csv(csv) => {
                let lines = csv.read(name, usize::try_from(most).unwrap_or(usize::MAX))?;
                let images = csv.has_images().then(|| {
                    let side = side(lines.pixels).unwrap_or_default() as u64;
                    Images { pixels: lines.images, rows: side, columns: side }
                });
                let labels = csv.has_labels().then_some(lines.labels);
                Ok(Read { images, labels, left: lines.left })
            }
        }
    }
}

/// One label for each digit.
fn one_each(values: Vec<u8>, width: u64) -> Vec<u8> {
    match width {
        1 => values,
        // Of ten numbers the largest is where the class is.
        10 => {
            let place = |row: &[u8]| {
                let most = row.iter().max();
                row.iter().position(|it| Some(it) == most).unwrap_or_default() as u8
            };
            values.chunks_exact(10).map(place).collect()
        }
        width => values.chunks_exact(width as usize).map(|row| row[0]).collect(),
    }
}

fn unreadable<E: ToString>(file: &str) -> impl FnOnce(E) -> DigitFilesError {
    move |error| DigitFilesError::Unreadable { file: file.to_owned(), detail: error.to_string() }
}
