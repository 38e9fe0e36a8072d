//! `nibnet eval`.

use super::{Failure, accuracy_line, open_model, strokes};
use clap::Args;
use nibnet::data::{LabelledDigits, read_images, read_labels};
use nibnet::reader::{Reader, likeliest};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Eval {
    /// The net; the one that comes with nibnet where none is named.
    #[arg(long, value_name = "FILE.nib")]
    model: Option<PathBuf>,
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
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

impl Eval {
    pub(super) fn run(self) -> Result<(), Failure> {
        match (&self.strokes, &self.images, &self.labels) {
            (Some(strokes), ..) => strokes::eval(self.model.as_deref(), strokes, self.json),
            (None, Some(images), Some(labels)) => self.eval_images(images, labels),
            // The command line has asked for one or the other.
            (None, ..) => Ok(()),
        }
    }

    fn eval_images(&self, images: &Path, labels: &Path) -> Result<(), Failure> {
        let model = open_model(self.model.as_deref())?;
        let mut reader = Reader::of(&model)?;
        let digits = LabelledDigits::new(read_images(images)?, read_labels(labels)?)
            .map_err(|error| format!("{} and {}: {error}", images.display(), labels.display()))?;
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
        for (image, &label) in digits.images().outer_iter().zip(digits.labels()) {
            let pixels: Vec<u8> = image.iter().copied().collect();
            let probabilities = reader.probabilities(&pixels);
            let (answer, _) = likeliest(&probabilities);
            confusion[usize::from(label)][answer] += 1;
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
                "correct": correct, "total": total, "loss": loss,
                "accuracyByDigit": (0..10).map(of_digit).collect::<Vec<_>>(),
                "confusion": confusion,
                "preset": model.about.preset, "parameters": reader.plan().parameters(),
            });
            println!("{result}");
            return Ok(());
        }
        print_confusion(&confusion);
        println!("loss {loss:.4} nats a digit");
        println!("{}", accuracy_line(correct, total));
        Ok(())
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
