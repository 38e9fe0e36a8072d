//! Digits as lines of numbers: `label,pixel0,pixel1,…` as Kaggle has them, with or without a line
//! of names, the label first or last; or images and labels in files of their own.

use super::error::DigitFilesError;
use super::source::Source;
use std::io::{BufRead, Read};

/// The columns of a file, by its first line.
#[derive(Clone)]
pub(super) struct Csv<'a> {
    source: Source<'a>,
    separator: u8,
    /// Whether the first line has names.
    has_head: bool,
    /// Columns in front that number the lines.
    skipped: usize,
    /// Columns that count.
    width: usize,
    label: Label,
}

/// Where the labels are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Label {
    /// No other columns.
    All,
    None,
    First,
    Last,
    /// First or last: the values tell.
    Either,
}

/// What was read.
pub(super) struct Lines {
    pub(super) images: Vec<u8>,
    pub(super) labels: Vec<u8>,
    pub(super) pixels: usize,
    /// Whether there are more lines than were asked for.
    pub(super) left: u64,
}

/// Longer lines are no digit of any size.
const LONGEST: u64 = 64 << 10;
const NAMES: [&str; 7] = ["label", "labels", "class", "digit", "target", "y", "number"];

impl<'a> Csv<'a> {
    /// Looks at the first two lines; `None`: these are no columns of digits.
    pub(super) fn new(file: &str, source: Source<'a>) -> Result<Option<Self>, DigitFilesError> {
        let mut reader = Reader::new(file, source);
        let Some(first) = reader.next()? else { return Ok(None) };
        let separator = [b',', b';', b'\t', b' ']
            .into_iter()
            .max_by_key(|separator| first.iter().filter(|byte| *byte == separator).count())
            .unwrap_or(b',');
        let cells: Vec<&[u8]> = cells(&first, separator).collect();
        let names: Vec<String> =
            cells.iter().map(|cell| String::from_utf8_lossy(cell).to_lowercase()).collect();
        let has_head = cells.iter().any(|cell| value(cell).is_none());
        if has_head && names.len() == 1 && !NAMES.contains(&names[0].as_str()) {
            return Ok(None);
        }
        let is_label = |at: usize| has_head && NAMES.contains(&names[at].as_str());
        let numbers_lines =
            has_head && matches!(names[0].as_str(), "" | "id" | "index" | "unnamed: 0");
        let skipped = usize::from(numbers_lines && names.len() > 1);
        let width = cells.len() - skipped;
        let label = match width {
            1 => Label::All,
            _ if is_label(skipped) => Label::First,
            _ if is_label(cells.len() - 1) => Label::Last,
            width if side(width).is_some() => Label::None,
            width if side(width - 1).is_some() => Label::Either,
            _ => return Ok(None),
        };
        let pixels =
            width - usize::from(matches!(label, Label::First | Label::Last | Label::Either));
        if label != Label::All && side(pixels).is_none() {
            return Ok(None);
        }
        Ok(Some(Self { source, separator, has_head, skipped, width, label }))
    }

    pub(super) fn has_images(&self) -> bool {
        self.label != Label::All
    }

    pub(super) fn has_labels(&self) -> bool {
        self.label != Label::None
    }

    /// The first `most` digits.
    pub(super) fn read(&self, file: &str, most: usize) -> Result<Lines, DigitFilesError> {
        let mut reader = Reader::new(file, self.source);
        if self.has_head {
            reader.next()?;
        }
        // All columns, until it is known which are pixels.
        let mut all: Vec<u8> = Vec::new();
        let mut left = 0;
        while let Some(line) = reader.next()? {
            if all.len() / self.width == most {
                left += 1;
                continue;
            }
            let mut found = 0;
            for cell in cells(&line, self.separator) {
                found += 1;
                if found <= self.skipped {
                    continue;
                }
                let Some(value) = value(cell) else {
                    let found_cell: String =
                        String::from_utf8_lossy(cell).chars().take(20).collect();
                    return Err(DigitFilesError::Cell {
                        file: file.to_owned(),
                        line: reader.line,
                        column: found as u64,
                        found: found_cell,
                    });
                };
                if found <= self.skipped + self.width {
                    all.push(value);
                }
            }
            let expected = self.skipped + self.width;
            if found != expected {
                let (file, line) = (file.to_owned(), reader.line);
                let (found, expected) = (found as u64, expected as u64);
                return Err(DigitFilesError::Columns { file, line, found, expected });
            }
        }
        let (label, width) = (self.place_of_label(file, &all)?, self.width);
        let Some(label) = label else {
            return Ok(if self.label == Label::All {
                Lines { images: Vec::new(), labels: all, pixels: 0, left }
            } else {
                Lines { images: all, labels: Vec::new(), pixels: width, left }
            });
        };
        let labels = all.iter().skip(label).step_by(width).copied().collect();
        let mut at = 0;
        all.retain(|_| {
            at += 1;
            (at - 1) % width != label
        });
        Ok(Lines { images: all, labels, pixels: width - 1, left })
    }

    /// Which column has the labels, if one of several does.
    fn place_of_label(&self, file: &str, all: &[u8]) -> Result<Option<usize>, DigitFilesError> {
        let last = self.width - 1;
        let may_be = |at: usize| {
            let mut column = all.iter().skip(at).step_by(self.width);
            let first = column.clone().next();
            // A corner of digits is empty; labels differ, and are small.
            column.clone().all(|&value| value <= 10) && column.any(|value| Some(value) != first)
        };
        match self.label {
            Label::All | Label::None => Ok(None),
            Label::First => Ok(Some(0)),
            Label::Last => Ok(Some(last)),
            Label::Either => match (may_be(0), may_be(last)) {
                (true, false) => Ok(Some(0)),
                (false, true) => Ok(Some(last)),
                _ => Err(DigitFilesError::WhichLabels { file: file.to_owned() }),
            },
        }
    }
}

/// The side of a square image of so many pixels.
pub(super) fn side(pixels: usize) -> Option<usize> {
    (16..=64).find(|side| side * side == pixels)
}

fn cells(line: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    line.split(move |&byte| byte == separator)
        .map(|cell| cell.trim_ascii())
        .map(|cell| cell.strip_prefix(b"\"").and_then(|it| it.strip_suffix(b"\"")).unwrap_or(cell))
}

/// A whole number from 0 to 255, perhaps with `.0` behind it.
fn value(cell: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(cell).ok()?;
    text.parse().ok().or_else(|| {
        let value: f64 = text.parse().ok()?;
        (value.fract() == 0.0 && (0.0..=255.0).contains(&value)).then_some(value as u8)
    })
}

/// Lines that aren't empty, and their numbers.
struct Reader<'a> {
    file: String,
    bytes: Box<dyn BufRead + 'a>,
    line: u64,
}

impl<'a> Reader<'a> {
    fn new(file: &str, source: Source<'a>) -> Self {
        Self { file: file.to_owned(), bytes: source.open(), line: 0 }
    }

    fn next(&mut self) -> Result<Option<Vec<u8>>, DigitFilesError> {
        loop {
            let mut line = Vec::new();
            self.line += 1;
            let read = self.bytes.by_ref().take(LONGEST).read_until(b'\n', &mut line);
            let read = read.map_err(|error| DigitFilesError::Unreadable {
                file: self.file.clone(),
                detail: error.to_string(),
            })?;
            if read as u64 == LONGEST {
                let detail = format!("line {} is longer than {LONGEST} bytes", self.line);
                return Err(DigitFilesError::Unreadable { file: self.file.clone(), detail });
            }
            if read == 0 {
                return Ok(None);
            }
            let text = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line).trim_ascii();
            if !text.is_empty() {
                return Ok(Some(text.to_vec()));
            }
        }
    }
}
