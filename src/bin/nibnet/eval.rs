//! `nibnet eval`.

use super::{Failure, Net, accuracy_line, pictures, strokes};
use clap::Args;
use nibnet::data::{LabelledDigits, read_images, read_labels};
use nibnet::kernels::argmax;
use nibnet::reader::Reader;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Eval {
    #[command(flatten)]
    net: Net,
    /// An IDX file of images, plain or .gz.
    #[arg(long, value_name = "FILE", requires = "labels", required_unless_present = "strokes")]
    images: Option<PathBuf>,
    /// An IDX file of their labels, plain or .gz.
    #[arg(long, value_name = "FILE", requires = "images")]
    labels: Option<PathBuf>,
    /// Pen strokes, one JSON a line, plain or .gz: {"label":3,"strokes":[[[x,y],…],…]}, y downwards,
    /// at any scale.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "images")]
    strokes: Option<PathBuf>,
    /// Put strokes where they lay on their sheet, and at that size: {…,"at":[left,top,size]}, in
    /// shares of the sheet.
    #[arg(long, requires = "strokes")]
    as_written: bool,
    /// Round strokes to the pixels of a pad with so many a side, as a mouse does.
    #[arg(long, value_name = "PIXELS", requires = "strokes", value_parser = clap::value_parser!(u16).range(1..))]
    pad: Option<u16>,
    /// Draw what was misread as a picture, the surest errors first; below each, what it is and what it was
    /// taken for.
    #[arg(long, value_name = "FILE.png", requires = "strokes")]
    sheet: Option<PathBuf>,
    /// Read them from pictures: so many of two, three and four digits side by side, and of two that touch; and each by itself.
    #[arg(long, value_name = "PICTURES", requires = "images")]
    pictures: Option<u32>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

impl Eval {
    pub(super) fn run(self) -> Result<(), Failure> {
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
            // The command line has asked for one or the other.
            (None, ..) => Ok(()),
        }
    }

    fn eval_images(&self, images: &Path, labels: &Path) -> Result<(), Failure> {
        let model = self.net.open()?;
        let mut reader = Reader::of(&model)?;
        let digits = LabelledDigits::new(read_images(images)?, read_labels(labels)?)
            .map_err(|error| format!("{} and {}: {error}", images.display(), labels.display()))?;
        if let Some(count) = self.pictures {
            return pictures::eval(&mut reader, &digits, count, self.json);
        }
        let (rows, columns) = digits.size();
        let input = model.network.input;
        if (rows, columns) != (input.rows as usize, input.columns as usize) {
            return Err(format!(
                "{}: its images are {rows}×{columns} pixels, but the net reads {}×{}",
                images.display(),
                input.rows,
                input.columns
            )
            .into());
        }
        // confusion[truth][answer]
        let mut confusion = [[0u32; 10]; 10];
        let mut loss = 0.0;
        let mut calibration = Calibration::default();
        for (image, &label) in digits.images().outer_iter().zip(digits.labels()) {
            let pixels: Vec<u8> = image.iter().copied().collect();
            let probabilities = reader.probabilities(&pixels);
            let answer = argmax(&probabilities);
            confusion[usize::from(label)][answer] += 1;
            calibration.add(probabilities[answer], answer == usize::from(label));
            loss -= f64::from(probabilities[usize::from(label)].max(1e-37)).ln();
        }
        let total = digits.len() as u32;
        let correct: u32 = (0..10).map(|digit| confusion[digit][digit]).sum();
        let loss = loss / f64::from(total.max(1));
        if self.json {
            let of_digit = |truth: usize| {
                let total: u32 = confusion[truth].iter().sum();
                (total > 0).then(|| f64::from(confusion[truth][truth]) / f64::from(total))
            };
            let result = serde_json::json!({
                "accuracy": f64::from(correct) / f64::from(total.max(1)),
                "correct": correct, "total": total, "loss": loss, "calibrationError": calibration.error(),
                "accuracyByDigit": (0..10).map(of_digit).collect::<Vec<_>>(),
                "confusion": confusion,
                "preset": model.about.preset, "parameters": reader.plan().parameters(),
            });
            println!("{result}");
            return Ok(());
        }
        print_confusion(&confusion);
        println!("loss {loss:.4} nats a digit");
        println!("calibration error {:.2} %", calibration.error() * 100.0);
        println!("{}", accuracy_line(correct, total));
        Ok(())
    }
}

/// How far confidence and accuracy lie apart: the expected calibration error over fifteen equal bins
/// (Guo et al., "On Calibration of Modern Neural Networks", 2017).
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

/// A table: a row for each digit as it is, a column for each answer.
pub(super) fn print_confusion(confusion: &[[u32; 10]; 10]) {
    println!("read as     0     1     2     3     4     5     6     7     8     9");
    for (truth, row) in confusion.iter().enumerate() {
        let cells: String = row.iter().map(|count| format!("{count:6}")).collect();
        println!("     {truth} {cells}");
    }
}
