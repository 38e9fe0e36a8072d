//! `nibnet eval --strokes`: reading what pens wrote.

use super::{Failure, accuracy_line, cannot, open_model};
use flate2::read::MultiGzDecoder;
use nibnet::ink::{Point, Strokes, render};
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
    let text = read(file)?;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let at = |error: &dyn std::fmt::Display| -> Failure {
            format!("{}, line {number}: {error}", file.display()).into()
        };
        let written: Written = serde_json::from_str(line).map_err(|error| at(&error))?;
        let truth = usize::from(written.label);
        if truth > 9 {
            return Err(at(&format!("its label is {truth}; labels are 0 to 9")));
        }
        let points = |stroke: Vec<(f32, f32)>| {
            stroke.into_iter().map(|(x, y)| Point { x, y, pressure: 0.5 }).collect()
        };
        let strokes = Strokes::new(written.strokes.into_iter().map(points).collect());
        let image = render(&strokes.map_err(|error| at(&error))?);
        let image = image.ok_or_else(|| at(&"it has no strokes"))?;
        let (answer, _) = likeliest(&reader.probabilities(&image));
        confusion[truth][answer] += 1;
        if let Some(writer) = written.writer {
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
