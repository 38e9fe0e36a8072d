//! `nibnet eval --strokes`: reading what pens wrote.

use super::accuracy::{accuracy_line, fraction};
use super::confusion::Confusion;
use super::failure::{Failure, Refused, cannot_read, in_line};
use super::net::Net;
use super::sheet::{Cell, write_sheet};
use flate2::read::MultiGzDecoder;
use nibnet::answer::{Verdict, answer};
use nibnet::ink::{IMAGE, InkError, Point, Strokes, render};
use nibnet::reader::Reader;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

/// The most bytes that a file may unpack to.
const MOST_BYTES: u64 = 1 << 30;
/// The most cases on a sheet.
const MOST_CELLS: usize = 400;

/// One line: what was written, `y` downwards, at any scale.
#[derive(Deserialize)]
struct Written {
    /// `null` and nothing are the same.
    #[serde(default)]
    label: Label,
    strokes: Vec<Vec<(f32, f32)>>,
    #[serde(default)]
    writer: Option<String>,
    /// Where the ink lay on its sheet: left, top and longer side, in fractions of the sheet.
    #[serde(default)]
    at: Option<(f32, f32, f32)>,
}

/// What it is.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Label {
    Digit(u8),
    /// Several digits side by side.
    Several(String),
    /// No digit.
    #[default]
    Nothing,
}

/// How to read the file, and what to say of it.
pub(super) struct Options<'a> {
    pub(super) net: &'a Net,
    pub(super) file: &'a Path,
    /// Puts strokes where they lay on their sheet, and at that size.
    pub(super) as_written: bool,
    /// Rounds them to the pixels of a pad with so many a side.
    pub(super) pad: Option<u16>,
    pub(super) sheet: Option<&'a Path>,
    pub(super) json: bool,
}

/// Answers, counted.
#[derive(Default)]
struct Tally {
    /// Of single digits, whether or not the net was sure.
    confusion: Confusion,
    /// Single digits of which the answer was the digit, and not "not sure".
    sure: u32,
    by_writer: BTreeMap<String, (u32, u32)>,
    several: Count,
    nothing: Count,
    /// What was misread, the surest first once sorted.
    misread: Vec<(f32, Cell)>,
}

/// Answers to what is no single digit.
#[derive(Default)]
struct Count {
    total: u32,
    /// Read as what it is: as the same digits, or as none.
    right: u32,
    /// Taken for one digit.
    accepted: u32,
}

/// Reads every line's strokes and compares with its label.
pub(super) fn eval(options: &Options) -> Result<(), Failure> {
    let mut reader = Reader::of(&options.net.open()?)?;
    let mut tally = Tally::default();
    for_lines(options.file, |_, written| count(written, options, &mut reader, &mut tally))?;
    if let Some(sheet) = options.sheet {
        tally.misread.sort_by(|a, b| b.0.total_cmp(&a.0));
        tally.misread.truncate(MOST_CELLS);
        let cells: Vec<_> = tally.misread.drain(..).map(|(_, cell)| cell).collect();
        write_sheet(sheet, &cells)?;
    }
    tally.print(options.json);
    Ok(())
}

/// Reads one line and counts the answer.
fn count(
    Written { label, strokes, writer, at }: Written,
    options: &Options,
    reader: &mut Reader,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let at = match (options.as_written, at) {
        (false, _) => (0.0, 0.0, 1.0),
        (true, Some(at)) => at,
        (true, None) => return Err(Refused::NoPlace.into()),
    };
    let round = |place: f32| match options.pad {
        Some(side) => (place * f32::from(side)).round() / f32::from(side),
        None => place,
    };
    let strokes = inked(strokes, |(x, y)| (round(at.0 + x * at.2), round(at.1 + y * at.2)))?;
    let read = answer(reader, &strokes).ok_or(Refused::NoStrokes)?;
    let (digit, confidence) = read.likeliest();
    let accepted = read.verdict == Verdict::Digit;
    match label {
        Label::Digit(truth @ 0..=9) => {
            tally.confusion.add(truth, digit);
            tally.sure += u32::from(accepted);
            let right = digit == truth;
            if !right {
                let words = format!("{truth}>{digit}");
                tally.misread.push((confidence, Cell { image: read.image, words }));
            }
            if let Some(writer) = writer {
                let (correct, total) = tally.by_writer.entry(writer).or_default();
                *correct += u32::from(right);
                *total += 1;
            }
        }
        Label::Digit(found) => return Err(Refused::Label { found }.into()),
        Label::Several(truth) => {
            let digits = match &read.verdict {
                Verdict::Several(digits) => {
                    digits.iter().map(|(digit, _)| digit.to_string()).collect()
                }
                _ => String::new(),
            };
            tally.several.add(digits == truth, accepted);
            if digits != truth {
                let words =
                    format!("{truth}>{}", if accepted { digit.to_string() } else { digits });
                tally.misread.push((confidence, Cell { image: read.image, words }));
            }
        }
        Label::Nothing => {
            let right = matches!(read.verdict, Verdict::Unsure | Verdict::Scribble | Verdict::Dot);
            tally.nothing.add(right, accepted);
            if !right {
                let words = format!("?>{digit}");
                tally.misread.push((confidence, Cell { image: read.image, words }));
            }
        }
    }
    Ok(())
}

impl Count {
    fn add(&mut self, right: bool, accepted: bool) {
        self.total += 1;
        self.right += u32::from(right);
        self.accepted += u32::from(accepted);
    }
}

impl Tally {
    fn print(&self, json: bool) {
        let Self { confusion, sure, by_writer, several, nothing, .. } = self;
        let (correct, total) = (confusion.correct(), confusion.total());
        if json {
            let writers: BTreeMap<_, _> = by_writer
                .iter()
                .map(|(writer, (correct, total))| (writer, fraction(*correct, *total)))
                .collect();
            let others = |of: &Count| {
                serde_json::json!({
                    "total": of.total, "right": of.right, "falselyAccepted": of.accepted,
                })
            };
            let result = serde_json::json!({
                "accuracy": fraction(correct, total), "correct": correct, "total": total,
                "sure": sure, "confusion": confusion, "accuracyByWriter": writers,
                "several": others(several), "noDigit": others(nothing),
            });
            println!("{result}");
            return;
        }
        let percent = |count, total| 100.0 * fraction(count, total);
        if several.total > 0 {
            let Count { total, right, accepted } = *several;
            let wrong = percent(accepted, total);
            println!(
                "several digits: {right} of {total} read right; {accepted} taken for one digit \
                 ({wrong:.1} %)"
            );
        }
        if nothing.total > 0 {
            let Count { total, accepted, .. } = *nothing;
            let wrong = percent(accepted, total);
            println!("no digit: {accepted} of {total} taken for one ({wrong:.1} %)");
        }
        if total > 0 {
            confusion.print();
            for (writer, (correct, total)) in by_writer {
                println!("{writer}: {correct} of {total}");
            }
            let unsure = total - sure;
            println!("not sure of {unsure} ({:.1} %)", percent(unsure, total));
            println!("{}", accuracy_line(correct, total));
        }
    }
}

/// The strokes of every line, and its number.
pub(super) fn read_strokes(file: &Path) -> Result<Vec<(usize, Strokes)>, Failure> {
    let mut drawn = Vec::new();
    for_lines(file, |line, written| {
        drawn.push((line, inked(written.strokes, |place| place)?));
        Ok(())
    })?;
    Ok(drawn)
}

/// A digit as the net sees it.
pub(super) struct Drawn {
    pub(super) line: usize,
    pub(super) image: [u8; IMAGE],
    pub(super) label: u8,
}

/// The single digits of a file.
pub(super) fn read_digits(file: &Path) -> Result<Vec<Drawn>, Failure> {
    let mut drawn = Vec::new();
    for_lines(file, |line, written| {
        let Label::Digit(label @ 0..=9) = written.label else {
            return Err(Refused::NoDigit.into());
        };
        let strokes = inked(written.strokes, |place| place)?;
        let image = render(&strokes).ok_or(Refused::NoStrokes)?;
        drawn.push(Drawn { line, image, label });
        Ok(())
    })?;
    Ok(drawn)
}

/// Gives `each` what every line that isn't empty says, with the line's number; an error names it.
fn for_lines(
    file: &Path,
    mut each: impl FnMut(usize, Written) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for (line, text) in (1..).zip(read(file)?.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let written = serde_json::from_str(text).map_err(in_line(file, line))?;
        each(line, written).map_err(in_line(file, line))?;
    }
    Ok(())
}

/// Strokes as ink, each place moved to where it belongs.
fn inked(
    strokes: Vec<Vec<(f32, f32)>>,
    place: impl Fn((f32, f32)) -> (f32, f32),
) -> Result<Strokes, InkError> {
    let point = |at: (f32, f32)| {
        let (x, y) = place(at);
        Point { x, y, pressure: 0.5 }
    };
    Strokes::new(strokes.into_iter().map(|line| line.into_iter().map(point).collect()).collect())
}

fn read(file: &Path) -> Result<String, Failure> {
    let bytes = fs::read(file).map_err(cannot_read(file))?;
    let unpacked: Box<dyn Read> = match bytes.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(&bytes[..])),
        plain => Box::new(plain),
    };
    let mut text = String::new();
    unpacked.take(MOST_BYTES).read_to_string(&mut text).map_err(cannot_read(file))?;
    Ok(text)
}
