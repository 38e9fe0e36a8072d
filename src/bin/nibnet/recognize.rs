//! `nibnet recognize`.

use super::failure::{Failure, Refused, cannot_read, in_file};
use super::net::Net;
use super::strokes::read_strokes;
use clap::Args;
use nibnet::answer::{Answer, Verdict, answer, answer_picture};
use nibnet::ink::Picture;
use nibnet::reader::Reader;
use serde_json::{Value, json};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// The largest picture that is read, in bytes of pixels: 16 megapixels with four channels.
const MOST_BYTES: usize = 64 << 20;

#[derive(Args)]
pub(super) struct Recognize {
    /// PNG pictures of a digit, or of several side by side, dark on light or light on dark.
    #[arg(required_unless_present = "strokes", value_name = "FILE.png")]
    pictures: Vec<PathBuf>,
    /// Pen strokes, one JSON a line, plain or .gz: {"strokes":[[[x,y],…],…]}, y downwards, at any
    /// scale.
    #[arg(long, value_name = "FILE.jsonl")]
    strokes: Option<PathBuf>,
    #[command(flatten)]
    net: Net,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

impl Recognize {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut reader = Reader::of(&self.net.open()?)?;
        if let Some(file) = &self.strokes {
            for (number, strokes) in read_strokes(file)? {
                let answer = answer(&mut reader, &strokes);
                self.print_answer(
                    ("line", json!(number)),
                    &format!("line {number}"),
                    answer.as_ref(),
                );
            }
        }
        for file in &self.pictures {
            let answer = answer_picture(&mut reader, &read_png(file)?);
            self.print_answer(("file", json!(file)), &file.display().to_string(), Some(&answer));
        }
        Ok(())
    }

    /// `key` is what was read, for a program; `name` is the same for a person.
    fn print_answer(&self, key: (&str, Value), name: &str, answer: Option<&Answer>) {
        let print = |mut line: Value| {
            line[key.0] = key.1.clone();
            println!("{line}");
        };
        let Some(answer) = answer else {
            return if self.json {
                print(json!({ "digit": null }));
            } else {
                println!("{name}: nothing is drawn");
            };
        };
        let Answer { probabilities, verdict, .. } = answer;
        let (digit, confidence) = answer.likeliest();
        if self.json {
            let digits: Vec<u8> = verdict.digits().iter().map(|&(digit, _)| digit).collect();
            let mut line = json!({
                "verdict": verdict.name(), "digit": digit, "confidence": confidence,
                "probabilities": probabilities, "digits": digits,
            });
            if let Verdict::NoDigit(reason) = verdict {
                line["digit"] = Value::Null;
                line["reason"] = json!(reason.name());
            }
            return print(line);
        }
        let percent = confidence * 100.0;
        match verdict {
            Verdict::Digit => println!("{name}: {digit} ({percent:.1} %)"),
            Verdict::Unsure => println!("{name}: not sure, perhaps {digit} ({percent:.1} %)"),
            Verdict::Scribble => println!("{name}: no digit"),
            Verdict::NoDigit(reason) => println!("{name}: {reason}"),
            Verdict::Dot => println!("{name}: a dot"),
            Verdict::Several(digits) if digits.is_empty() => {
                println!("{name}: several digits, but not all of them can be read");
            }
            Verdict::Several(digits) => {
                let digits: String = digits.iter().map(|(digit, _)| digit.to_string()).collect();
                println!("{name}: {digits}");
            }
        }
    }
}

/// Reads a PNG of any kind as shades of grey; what is transparent counts as white paper.
fn read_png(file: &Path) -> Result<Picture, Failure> {
    let opened = File::open(file).map_err(cannot_read(file))?;
    let limits = png::Limits { bytes: MOST_BYTES };
    let mut decoder = png::Decoder::new_with_limits(BufReader::new(opened), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(cannot_read(file))?;
    let size = reader.output_buffer_size().filter(|&size| size <= MOST_BYTES);
    let size = size.ok_or(Refused::PictureTooLarge { most: MOST_BYTES }).map_err(in_file(file))?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(cannot_read(file))?;
    let bytes = &bytes[..frame.buffer_size()];
    let (width, height) = (frame.width as usize, frame.height as usize);
    let rgba = |rgba: Vec<u8>| Picture::from_rgba(width, height, &rgba);
    match frame.color_type.samples() {
        1 => Picture::new(width, height, bytes.to_vec()),
        2 => rgba(bytes.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect()),
        3 => rgba(bytes.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect()),
        _ => Picture::from_rgba(width, height, bytes),
    }
    .map_err(in_file(file))
}
