//! `nibnet eval --strokes`: reading what pens wrote.

use super::{Failure, accuracy_line, cannot, open_model};
use flate2::read::MultiGzDecoder;
use nibnet::ink::{IMAGE, Point, Strokes, render};
use nibnet::reader::{Reader, likeliest};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

/// The most bytes that a file may unpack to.
const MOST_BYTES: u64 = 1 << 30;

/// One line: a digit as it was written, `y` downwards, at any scale.
#[derive(Deserialize)]
struct Written {
    label: u8,
    strokes: Vec<Vec<(f32, f32)>>,
    #[serde(default)]
    writer: Option<String>,
}

/// Reads every line's strokes and compares with its label.
pub(super) fn eval(model: Option<&Path>, file: &Path, json: bool) -> Result<(), Failure> {
    let mut reader = Reader::of(&open_model(model)?)?;
    let mut confusion = [[0u32; 10]; 10];
    let mut by_writer: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for drawing in drawings(file)? {
        let Drawing { image, label, writer, .. } = drawing?;
        let truth = usize::from(label);
        let (answer, _) = likeliest(&reader.probabilities(&image));
        confusion[truth][answer] += 1;
        if let Some(writer) = writer {
            let (correct, total) = by_writer.entry(writer).or_default();
            *correct += u32::from(answer == truth);
            *total += 1;
        }
    }
    let total: u32 = confusion.iter().flatten().sum();
    let correct: u32 = (0..10).map(|digit| confusion[digit][digit]).sum();
    if json {
        let writers: BTreeMap<_, _> = by_writer
            .iter()
            .map(|(writer, (correct, total))| (writer, f64::from(*correct) / f64::from(*total)))
            .collect();
        let result = serde_json::json!({
            "accuracy": f64::from(correct) / f64::from(total.max(1)),
            "correct": correct, "total": total, "confusion": confusion, "accuracyByWriter": writers,
        });
        println!("{result}");
        return Ok(());
    }
    super::eval::print_confusion(&confusion);
    for (writer, (correct, total)) in &by_writer {
        println!("{writer}: {correct} of {total}");
    }
    println!("{}", accuracy_line(correct, total));
    Ok(())
}

/// One line's strokes as the net sees them.
pub(super) struct Drawing {
    pub(super) line: usize,
    pub(super) image: [u8; IMAGE],
    pub(super) label: u8,
    writer: Option<String>,
}

/// The drawings of a file, line by line; each fails with a sentence that names its line.
pub(super) fn drawings(
    file: &Path,
) -> Result<impl Iterator<Item = Result<Drawing, Failure>>, Failure> {
    let lines: Vec<String> = read(file)?.lines().map(str::to_owned).collect();
    let name = file.display().to_string();
    let lines = (1..).zip(lines).filter(|(_, line)| !line.trim().is_empty());
    Ok(lines.map(move |(line, text)| {
        drawing(line, &text).map_err(|error| format!("{name}, line {line}: {error}").into())
    }))
}

fn drawing(line: usize, text: &str) -> Result<Drawing, Failure> {
    let Written { label, strokes, writer } = serde_json::from_str(text)?;
    if label > 9 {
        return Err(format!("its label is {label}; labels are 0 to 9").into());
    }
    let points = |stroke: Vec<(f32, f32)>| {
        stroke.into_iter().map(|(x, y)| Point { x, y, pressure: 0.5 }).collect()
    };
    let strokes = Strokes::new(strokes.into_iter().map(points).collect())?;
    let image = render(&strokes).ok_or("it has no strokes")?;
    Ok(Drawing { line, image, label, writer })
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
