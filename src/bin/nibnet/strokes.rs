//! `nibnet eval --strokes`: reading what pens wrote.

use super::sheet::{Cell, write_sheet};
use super::{Failure, Net, accuracy_line, cannot};
use flate2::read::MultiGzDecoder;
use nibnet::answer::{Verdict, answer};
use nibnet::ink::{IMAGE, InkError, Point, Strokes, render};
use nibnet::kernels::argmax;
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
    /// Where the ink lay on its sheet: left, top and longer side, as shares of the sheet.
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
    /// Puts strokes where they lay on their sheet, at that size, instead of taking them as they are.
    pub(super) as_written: bool,
    /// Rounds them to the pixels of a pad with so many a side.
    pub(super) pad: Option<u16>,
    pub(super) sheet: Option<&'a Path>,
    pub(super) json: bool,
}

/// Answers, counted.
#[derive(Default)]
struct Tally {
    /// `[truth][answer]`, of single digits, whether or not the net was sure.
    confusion: [[u32; 10]; 10],
    /// Single digits of which the answer was the digit, and not "not sure".
    sure: u32,
    by_writer: BTreeMap<String, (u32, u32)>,
    several: Count,
    nothing: Count,
    /// What was misread, the surest first once sorted.
    misread: Vec<(f32, Cell)>,
}

/// Of what is no single digit.
#[derive(Default)]
struct Count {
    total: u32,
    /// Read as what it is: as the same digits, or as none.
    right: u32,
    /// Taken for one digit, without reserve.
    accepted: u32,
}

/// Reads every line's strokes and compares with its label.
pub(super) fn eval(options: &Options) -> Result<(), Failure> {
    let mut reader = Reader::of(&options.net.open()?)?;
    let mut tally = Tally::default();
    let text = read(options.file)?;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        count(line, options, &mut reader, &mut tally).map_err(|error| -> Failure {
            format!("{}, line {number}: {error}", options.file.display()).into()
        })?;
    }
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
    line: &str,
    options: &Options,
    reader: &mut Reader,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let Written { label, strokes, writer, at } = serde_json::from_str(line)?;
    let at = match (options.as_written, at) {
        (false, _) => (0.0, 0.0, 1.0),
        (true, Some(at)) => at,
        (true, None) => return Err("it doesn't say `at` which place it was written".into()),
    };
    let round = |place: f32| match options.pad {
        Some(side) => (place * f32::from(side)).round() / f32::from(side),
        None => place,
    };
    let strokes = inked(strokes, |(x, y)| (round(at.0 + x * at.2), round(at.1 + y * at.2)))?;
    let read = answer(reader, &strokes).ok_or("it has no strokes")?;
    let digit = argmax(&read.probabilities);
    let confidence = read.probabilities[digit];
    let accepted = read.verdict == Verdict::Digit;
    match label {
        Label::Digit(truth @ 0..=9) => {
            tally.confusion[usize::from(truth)][digit] += 1;
            tally.sure += u32::from(accepted);
            let right = digit == usize::from(truth);
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
        Label::Digit(found) => {
            return Err(format!("its label is {found}; labels are 0 to 9").into());
        }
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

    fn share(count: u32, total: u32) -> f64 {
        f64::from(count) / f64::from(total.max(1))
    }
}

impl Tally {
    fn print(&self, json: bool) {
        let Self { confusion, sure, by_writer, several, nothing, .. } = self;
        let total: u32 = confusion.iter().flatten().sum();
        let correct: u32 = (0..10).map(|digit| confusion[digit][digit]).sum();
        if json {
            let writers: BTreeMap<_, _> = by_writer
                .iter()
                .map(|(writer, (correct, total))| (writer, Count::share(*correct, *total)))
                .collect();
            let others = |of: &Count| serde_json::json!({ "total": of.total, "right": of.right, "falselyAccepted": of.accepted });
            let result = serde_json::json!({
                "accuracy": Count::share(correct, total), "correct": correct, "total": total,
                "sure": sure, "confusion": confusion, "accuracyByWriter": writers,
                "several": others(several), "noDigit": others(nothing),
            });
            println!("{result}");
            return;
        }
        if several.total > 0 {
            println!(
                "several digits: {} of {} read right; {} taken for one digit ({:.1} %)",
                several.right,
                several.total,
                several.accepted,
                100.0 * Count::share(several.accepted, several.total)
            );
        }
        if nothing.total > 0 {
            println!(
                "no digit: {} of {} taken for one ({:.1} %)",
                nothing.accepted,
                nothing.total,
                100.0 * Count::share(nothing.accepted, nothing.total)
            );
        }
        if total > 0 {
            super::eval::print_confusion(confusion);
            for (writer, (correct, total)) in by_writer {
                println!("{writer}: {correct} of {total}");
            }
            println!(
                "not sure of {} ({:.1} %)",
                total - sure,
                100.0 * Count::share(total - sure, total)
            );
            println!("{}", accuracy_line(correct, total));
        }
    }
}

/// The strokes of every line, and its number.
pub(super) fn read_strokes(file: &Path) -> Result<Vec<(usize, Strokes)>, Failure> {
    let text = read(file)?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let strokes = serde_json::from_str(line)
                .map_err(Failure::from)
                .and_then(|written: Written| Ok(inked(written.strokes, |place| place)?));
            match strokes {
                Ok(strokes) => Ok((number, strokes)),
                Err(error) => Err(format!("{}, line {number}: {error}", file.display()).into()),
            }
        })
        .collect()
}

/// A digit as the net sees it.
pub(super) struct Drawn {
    pub(super) line: usize,
    pub(super) image: [u8; IMAGE],
    pub(super) label: u8,
}

/// The single digits of a file.
pub(super) fn read_digits(file: &Path) -> Result<Vec<Drawn>, Failure> {
    let text = read(file)?;
    let mut drawn = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let at = |error: Failure| -> Failure {
            format!("{}, line {line}: {error}", file.display()).into()
        };
        let written: Written = serde_json::from_str(text).map_err(|error| at(error.into()))?;
        let Label::Digit(label @ 0..=9) = written.label else {
            return Err(at("its label is no digit from 0 to 9".into()));
        };
        let strokes = inked(written.strokes, |place| place).map_err(|error| at(error.into()))?;
        let image = render(&strokes).ok_or_else(|| at("it has no strokes".into()))?;
        drawn.push(Drawn { line, image, label });
    }
    Ok(drawn)
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
    let bytes = fs::read(file).map_err(|error| cannot("read", file, &error))?;
    let mut text = String::new();
    let unpacked = if bytes.starts_with(&[0x1f, 0x8b]) {
        MultiGzDecoder::new(&bytes[..]).take(MOST_BYTES).read_to_string(&mut text)
    } else {
        bytes.as_slice().take(MOST_BYTES).read_to_string(&mut text)
    };
    unpacked.map_err(|error| cannot("read", file, &error))?;
    Ok(text)
}
