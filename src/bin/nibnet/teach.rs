//! `nibnet teach`: what the pad's "It was" does, one digit after the other, and what it costs.

use super::accuracy::accuracy_line;
use super::failure::Failure;
use super::files::{default_mnist, write};
use super::net::Net;
use super::strokes::{Drawn, read_digits};
use clap::Args;
use ndarray::s;
use nibnet::data::{LabelledDigits, Split, read_pair};
use nibnet::file::{About, LentModel, Model};
use nibnet::ink::SIDE;
use nibnet::kernels::argmax;
use nibnet::reader::Reader;
use nibnet::train::Teacher;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Args)]
pub(super) struct Teach {
    #[command(flatten)]
    net: Net,
    /// Pen strokes and what they were meant to be, as `eval --strokes` reads them.
    #[arg(long, value_name = "FILE.jsonl")]
    strokes: PathBuf,
    /// Teach only this many of them.
    #[arg(long, value_name = "DIGITS", default_value_t = 10)]
    most: usize,
    /// Leave out this many misread ones first.
    #[arg(long, value_name = "DIGITS", default_value_t = 0)]
    skip: usize,
    /// How many of MNIST's first training digits it may look at, as the page does.
    #[arg(long, value_name = "DIGITS", default_value_t = 5000)]
    remembered: usize,
    /// The folder of MNIST's four IDX files, plain or .gz.
    #[arg(long, value_name = "DIR", default_value_os_t = default_mnist())]
    mnist: PathBuf,
    /// Write the net that has learnt to this file.
    #[arg(long, value_name = "FILE.nib")]
    out: Option<PathBuf>,
}

impl Teach {
    pub(super) fn run(self) -> Result<(), Failure> {
        let model = self.net.open()?;
        let first = model.weights();
        let train = read_pair(&self.mnist, Split::Train)?;
        let test = read_pair(&self.mnist, Split::Test)?;
        let remembered = first_of(&train, self.remembered)?;
        let mut reader = Reader::of(&model)?;
        let before = right(&mut reader, &test);
        println!("before    {}", accuracy_line(before, test.len() as u32));

        let started = Instant::now();
        let mut teacher = Teacher::new(&model.network, first.clone(), &remembered)?;
        println!("ready     after {:.1} s", started.elapsed().as_secs_f64());
        let (mut images, mut labels) = (Vec::new(), Vec::new());
        let mut now = first.clone();
        let mut misread = 0;
        for Drawn { line, image, label } in read_digits(&self.strokes)? {
            if labels.len() == self.most {
                break;
            }
            let answer = argmax(&reader.probabilities(&image));
            if answer == usize::from(label) {
                continue;
            }
            misread += 1;
            if misread <= self.skip {
                continue;
            }
            images.extend_from_slice(&image);
            labels.push(label);
            let lessons = LabelledDigits::from_bytes((SIDE, SIDE), images.clone(), labels.clone())?;
            let started = Instant::now();
            let taught = teacher.teach(&lessons)?;
            let seconds = started.elapsed().as_secs_f64();
            now.clone_from(&taught.weights);
            reader.adopt(&model.network, now.clone())?;
            let probabilities = reader.probabilities(&image);
            let after = argmax(&probabilities);
            println!(
                "line {line}: a {label}, read as {answer}, now as {after} ({:.0} %), {} steps, \
                 {seconds:.1} s; \
                 {} of {} lessons right; {} of {} others forgotten",
                probabilities[after] * 100.0,
                taught.steps,
                taught.right,
                labels.len(),
                taught.forgotten,
                taught.watched,
            );
        }
        let after = right(&mut reader, &test);
        println!("after     {}", accuracy_line(after, test.len() as u32));
        if let Some(file) = &self.out {
            write(file, &file_of(&model, &now)?)?;
        }
        Ok(())
    }
}

fn file_of(model: &Model, weights: &[f32]) -> Result<Vec<u8>, Failure> {
    // What was measured is no longer true.
    let about = About { test_accuracy: None, ..model.about.clone() };
    Ok(LentModel::new(&model.network, weights, about)?.seal()?.to_bytes())
}

fn first_of(digits: &LabelledDigits, count: usize) -> Result<LabelledDigits, Failure> {
    let count = count.min(digits.len());
    let images = digits.images().slice(s![..count, .., ..]).to_owned();
    Ok(LabelledDigits::new(images, digits.labels().slice(s![..count]).to_owned())?)
}

fn right(reader: &mut Reader, digits: &LabelledDigits) -> u32 {
    let images = digits.pixels();
    let answers = reader.all_probabilities(images);
    let is_right = |&(answer, &label): &(&[f32], &u8)| argmax(answer) == usize::from(label);
    answers.chunks_exact(10).zip(digits.labels()).filter(is_right).count() as u32
}
