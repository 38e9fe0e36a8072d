//! `nibnet pens`: what the grammar of pens writes, to look at or to read with another program.

use super::failure::Failure;
use super::files::write;
use super::sheet::{Cell, write_sheet};
use clap::Args;
use nibnet::ink::{Strokes, render};
use nibnet::pens;
use nibnet::rng::{Purpose, Rng};
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Pens {
    /// How many to write: the digits from 0 to 9 in turn.
    #[arg(long, default_value_t = 200)]
    count: u32,
    /// Scribbles, letters and pairs instead of digits.
    #[arg(long)]
    scribbles: bool,
    /// Where all randomness starts.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Write them as a picture.
    #[arg(long, value_name = "FILE.png", required_unless_present = "strokes")]
    sheet: Option<PathBuf>,
    /// Write their strokes, one JSON a line.
    #[arg(long, value_name = "FILE.jsonl")]
    strokes: Option<PathBuf>,
}

impl Pens {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (mut cells, mut lines) = (Vec::new(), String::new());
        for row in 0..self.count {
            let mut rng = Rng::new(self.seed.into(), Purpose::Pens { step: 0, row });
            let digit = (!self.scribbles).then_some((row % 10) as u8);
            let strokes = match digit {
                Some(digit) => pens::write(digit, &mut rng),
                None => pens::scribble(&mut rng),
            };
            let words = digit.map_or(String::new(), |digit| digit.to_string());
            cells.extend(render(&strokes).map(|image| Cell { image, words }));
            lines += &line(digit, &strokes);
        }
        if let Some(file) = &self.sheet {
            write_sheet(file, &cells)?;
        }
        if let Some(file) = &self.strokes {
            write(file, lines.as_bytes())?;
        }
        Ok(())
    }
}

/// `{"label":3,"strokes":[[[x,y],…],…]}`, to four decimals.
fn line(label: Option<u8>, strokes: &Strokes) -> String {
    let short = |value: f32| (f64::from(value) * 1e4).round() / 1e4;
    let strokes: Vec<Vec<[f64; 2]>> = strokes
        .iter()
        .map(|stroke| stroke.iter().map(|point| [short(point.x), short(point.y)]).collect())
        .collect();
    format!("{}\n", serde_json::json!({ "label": label, "strokes": strokes }))
}
