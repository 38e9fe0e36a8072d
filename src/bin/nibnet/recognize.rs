//! `nibnet recognize`.

use super::strokes::read_strokes;
use super::{Failure, cannot, open_model};
use clap::Args;
use nibnet::answer::{Answer, Verdict, answer};
use nibnet::ink::{Picture, prepare};
use nibnet::reader::{Reader, likeliest};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// The largest picture that is read, in bytes of pixels: 12 megapixels with four channels, and more.
const MOST_BYTES: usize = 64 << 20;

#[derive(Args)]
pub(super) struct Recognize {
    /// PNG pictures of one digit each, dark on light or light on dark.
    #[arg(required_unless_present = "strokes", value_name = "FILE.png")]
    pictures: Vec<PathBuf>,
    /// Pen strokes, one JSON a line, plain or .gz: {"strokes":[[[x,y],…],…]}, y downwards, at any scale.
    #[arg(long, value_name = "FILE.jsonl")]
    strokes: Option<PathBuf>,
    /// The net; the one that comes with nibnet where none is named.
    #[arg(long, value_name = "FILE.nib")]
    model: Option<PathBuf>,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

impl Recognize {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut reader = Reader::of(&open_model(self.model.as_deref())?)?;
        if let Some(file) = &self.strokes {
            for (number, strokes) in read_strokes(file)? {
                self.print_answer(number, answer(&mut reader, &strokes).as_ref());
            }
        }
        for file in &self.pictures {
            let picture = read_png(file)?;
            let probabilities = prepare(&picture).map(|image| reader.probabilities(&image));
            let name = file.display();
            match (probabilities, self.json) {
                (Some(probabilities), true) => {
                    let (digit, confidence) = likeliest(&probabilities);
                    let line = serde_json::json!({
                        "file": file, "digit": digit, "confidence": confidence,
                        "probabilities": probabilities,
                    });
                    println!("{line}");
                }
                (Some(probabilities), false) => {
                    let (digit, confidence) = likeliest(&probabilities);
                    println!("{name}: {digit} ({:.1} %)", confidence * 100.0);
                }
                (None, true) => {
                    println!("{}", serde_json::json!({ "file": file, "digit": null }));
                }
                (None, false) => println!("{name}: nothing is drawn"),
            }
        }
        Ok(())
    }
}

impl Recognize {
    fn print_answer(&self, line: usize, answer: Option<&Answer>) {
        let Some(Answer { probabilities, verdict, .. }) = answer else {
            return if self.json {
                println!("{}", serde_json::json!({ "line": line, "digit": null }));
            } else {
                println!("line {line}: nothing is drawn");
            };
        };
        let (digit, confidence) = likeliest(probabilities);
        if self.json {
            let digits: Vec<u8> = match verdict {
                Verdict::Several(digits) => digits.iter().map(|&(digit, _)| digit).collect(),
                _ => Vec::new(),
            };
            let line = serde_json::json!({
                "line": line, "verdict": verdict.name(), "digit": digit, "confidence": confidence,
                "probabilities": probabilities, "digits": digits,
            });
            return println!("{line}");
        }
        let percent = confidence * 100.0;
        match verdict {
            Verdict::Digit => println!("line {line}: {digit} ({percent:.1} %)"),
            Verdict::Unsure => println!("line {line}: not sure, perhaps {digit} ({percent:.1} %)"),
            Verdict::Scribble => println!("line {line}: no digit"),
            Verdict::Dot => println!("line {line}: a dot"),
            Verdict::Several(digits) => {
                let digits: String = digits.iter().map(|(digit, _)| digit.to_string()).collect();
                println!("line {line}: {digits}");
            }
        }
    }
}

/// Reads a PNG of any kind as shades of grey; what is transparent counts as white paper.
fn read_png(file: &Path) -> Result<Picture, Failure> {
    let opened = File::open(file).map_err(|error| cannot("read", file, &error))?;
    let limits = png::Limits { bytes: MOST_BYTES };
    let mut decoder = png::Decoder::new_with_limits(BufReader::new(opened), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| cannot("read", file, &error))?;
    let size = reader.output_buffer_size().filter(|&size| size <= MOST_BYTES);
    let Some(size) = size else {
        return Err(
            format!("{}: the picture is larger than 64 MB of pixels", file.display()).into()
        );
    };
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(|error| cannot("read", file, &error))?;
    let channels = frame.color_type.samples();
    let grey = bytes[..frame.buffer_size()]
        .chunks_exact(channels)
        .map(|pixel| {
            let (light, alpha) = match *pixel {
                [grey] => (u32::from(grey), 255),
                [grey, alpha] => (u32::from(grey), u32::from(alpha)),
                [r, g, b, ref rest @ ..] => (
                    // ITU-R BT.601, in 256ths.
                    (77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8,
                    rest.first().map_or(255, |&alpha| u32::from(alpha)),
                ),
                [] => (255, 255),
            };
            ((light * alpha + 255 * (255 - alpha)) / 255) as u8
        })
        .collect();
    Picture::new(frame.width as usize, frame.height as usize, grey)
        .map_err(|error| format!("{}: {error}", file.display()).into())
}
