//! `nibnet recognize`.

use super::failure::{Failure, Refused};
use super::net::Net;
use super::picture_file::open_picture;
use super::strokes::read_strokes;
use clap::Args;
use nibnet::answer::{Answer, Verdict, answer, answer_picture};
use nibnet::reader::Reader;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Recognize {
    /// Pictures of a digit, or of several side by side, dark on light or light on dark: PNG, JPEG
    /// or WebP. One that can't be read doesn't stop the others.
    #[arg(required_unless_present = "strokes", value_name = "PICTURE")]
    pictures: Vec<PathBuf>,
    /// Pen strokes, one JSON a line, plain or .gz: {"strokes":[[[x,y],…],…]}, y downwards, at any
    /// scale.
    #[arg(long, value_name = "FILE.jsonl")]
    strokes: Option<PathBuf>,
    #[command(flatten)]
    net: Net,
    /// Print one JSON object a line.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print a table: what was read, answer, confidence, and why it is no digit.
    #[arg(long)]
    csv: bool,
}

impl Recognize {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut reader = Reader::of(&self.net.open()?)?;
        if self.csv {
            println!("name,answer,confidence,reason");
        }
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
        let mut failed = 0;
        for file in &self.pictures {
            match open_picture(file) {
                Ok(picture) => {
                    let answer = answer_picture(&mut reader, &picture);
                    let name = file.display().to_string();
                    self.print_answer(("file", json!(file)), &name, Some(&answer));
                }
                Err(error) if self.pictures.len() == 1 => return Err(error),
                Err(error) => {
                    failed += 1;
                    eprintln!("nibnet: {error}");
                }
            }
        }
        let all = self.pictures.len();
        if failed > 0 { Err(Refused::Unread { failed, all }.into()) } else { Ok(()) }
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
            } else if self.csv {
                println!("{},,,blank", csv_field(name));
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
        if self.csv {
            println!("{}", csv_line(name, answer));
            return;
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

/// A name, an answer, how sure the net is of it, and why there is none: `unsure` where there is a
/// likely digit, which then is the answer.
fn csv_line(name: &str, answer: &Answer) -> String {
    let (digit, confidence) = answer.likeliest();
    let name = csv_field(name);
    match &answer.verdict {
        Verdict::Digit => format!("{name},{digit},{confidence:.4},"),
        Verdict::Unsure => format!("{name},{digit},{confidence:.4},unsure"),
        Verdict::Several(digits) if !digits.is_empty() => {
            let least = digits.iter().map(|&(_, confidence)| confidence).fold(1.0, f32::min);
            let digits: String = digits.iter().map(|(digit, _)| digit.to_string()).collect();
            format!("{name},{digits},{least:.4},")
        }
        Verdict::NoDigit(reason) => format!("{name},,,{}", reason.name()),
        verdict => format!("{name},,,{}", verdict.name()),
    }
}

/// A field of RFC 4180.
fn csv_field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
