//! `nibnet eval`.

use super::accuracy::{accuracy_line, fraction};
use super::confusion::Confusion;
use super::digits::read_set;
use super::failure::{Failure, Refused, in_file};
use super::net::Net;
use super::{pictures, strokes};
use clap::Args;
use nibnet::data::{LabelledDigits, read_images, read_labels};
use nibnet::file::Model;
use nibnet::kernels::argmax;
use nibnet::reader::Reader;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Eval {
    #[command(flatten)]
    net: Net,
    /// Digits as `train --digits` takes them; of a set with a part to test with, that part, else
    /// every seventh of each class.
    #[arg(
        long,
        value_name = "FILE",
        num_args = 1..,
        conflicts_with_all = ["images", "labels", "strokes"]
    )]
    digits: Vec<PathBuf>,
    /// An IDX file of images, plain or .gz.
    #[arg(
        long,
        value_name = "FILE",
        requires = "labels",
        required_unless_present_any = ["strokes", "digits"]
    )]
    images: Option<PathBuf>,
    /// An IDX file of their labels, plain or .gz.
    #[arg(long, value_name = "FILE", requires = "images")]
    labels: Option<PathBuf>,
    /// Pen strokes, one JSON a line, plain or .gz: {"label":3,"strokes":[[[x,y],…],…]}, y
    /// downwards, at any scale.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "images")]
    strokes: Option<PathBuf>,
    /// Put strokes where they lay on their sheet, and at that size: {…,"at":[left,top,size]}, as
    /// fractions of the sheet.
    #[arg(long, requires = "strokes")]
    as_written: bool,
    /// Round strokes to the pixels of a pad with so many a side, as a mouse does.
    #[arg(
        long,
        value_name = "PIXELS",
        requires = "strokes",
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    pad: Option<u16>,
    /// Draw what was misread as a picture, the surest errors first; below each, what it is and what
    /// it was taken for.
    #[arg(long, value_name = "FILE.png", requires = "strokes")]
    sheet: Option<PathBuf>,
    /// Read them from pictures: so many of two, three and four digits side by side, and of two that
    /// touch; and each by itself.
    #[arg(long, value_name = "PICTURES", requires = "images")]
    pictures: Option<u32>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

impl Eval {
    pub(super) fn run(self) -> Result<(), Failure> {
        if let Some(first) = self.digits.first() {
            let model = self.net.open()?;
            return self.eval_digits(&model, first, &read_set(&self.digits)?.test);
        }
        match (&self.strokes, &self.images, &self.labels) {
            (Some(file), ..) => strokes::eval(&strokes::Options {
                net: &self.net,
                file,
                as_written: self.as_written,
                pad: self.pad,
                sheet: self.sheet.as_deref(),
                json: self.json,
            }),
            (None, Some(images), Some(labels)) => self.eval_images(images, labels),
            (None, ..) => unreachable!("clap asks for --strokes, or --images with --labels"),
        }
    }

    fn eval_images(&self, images: &Path, labels: &Path) -> Result<(), Failure> {
        let model = self.net.open()?;
        let digits = LabelledDigits::new(read_images(images)?, read_labels(labels)?)
            .map_err(in_file(labels))?;
        self.eval_digits(&model, images, &digits)
    }

    fn eval_digits(
        &self,
        model: &Model,
        images: &Path,
        digits: &LabelledDigits,
    ) -> Result<(), Failure> {
        let mut reader = Reader::of(model)?;
        if let Some(count) = self.pictures {
            return pictures::eval(&mut reader, digits, count, self.json);
        }
        let input = model.network.input;
        let (found, net) = (digits.size(), (input.rows as usize, input.columns as usize));
        if found != net {
            return Err(in_file(images)(Refused::ImageSize { found, net }));
        }
        let mut confusion = Confusion::default();
        let mut loss = 0.0;
        let mut calibration = Calibration::default();
        for (image, &label) in digits.images().outer_iter().zip(digits.labels()) {
            let pixels: Vec<u8> = image.iter().copied().collect();
            let probabilities = reader.probabilities(&pixels);
            let answer = argmax(&probabilities);
            confusion.add(label, answer as u8);
            calibration.add(probabilities[answer], answer == usize::from(label));
            loss -= f64::from(probabilities[usize::from(label)].max(1e-37)).ln();
        }
        let (correct, total) = (confusion.correct(), confusion.total());
        let loss = loss / f64::from(total.max(1));
        if self.json {
            let result = serde_json::json!({
                "accuracy": fraction(correct, total), "correct": correct, "total": total,
                "loss": loss,
                "calibrationError": calibration.error(),
                "accuracyByDigit": confusion.accuracies(),
                "confusion": confusion,
                "preset": model.about.preset, "parameters": reader.plan().parameters(),
            });
            println!("{result}");
            return Ok(());
        }
        confusion.print();
        println!("loss {loss:.4} nats a digit");
        println!("calibration error {:.2} %", calibration.error() * 100.0);
        println!("{}", accuracy_line(correct, total));
        Ok(())
    }
}

/// How far confidence and accuracy lie apart: the expected calibration error over fifteen equal
/// bins (Guo et al., "On Calibration of Modern Neural Networks", 2017).
#[derive(Default)]
struct Calibration {
    /// Of each bin: answers, their confidence in all, and how many were right.
    bins: [(u32, f64, u32); 15],
}

impl Calibration {
    fn add(&mut self, confidence: f32, right: bool) {
        let bin = ((confidence * 15.0) as usize).min(14);
        let (count, confidences, rights) = &mut self.bins[bin];
        *count += 1;
        *confidences += f64::from(confidence);
        *rights += u32::from(right);
    }

    fn error(&self) -> f64 {
        let total: u32 = self.bins.iter().map(|bin| bin.0).sum();
        let off =
            |&(_, confidences, rights): &(u32, f64, u32)| (confidences - f64::from(rights)).abs();
        self.bins.iter().map(off).sum::<f64>() / f64::from(total.max(1))
    }
}
