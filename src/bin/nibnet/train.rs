//! `nibnet train`.

use super::accuracy::accuracy_line;
use super::digits::read_set;
use super::failure::{Failure, Refused, cannot_read, in_file};
use super::files::{default_mnist, write};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use nibnet::data::{Augment, DigitSet, Digits, Split, read_pair};
use nibnet::file::{About, Model, Precision};
use nibnet::net::{Network, fold};
use nibnet::reader::Reader;
use nibnet::threads::ThreadPool;
use nibnet::train::{Point, Preset, Recipe, Run, State, calibrate, scale_logits};
use std::path::PathBuf;
use std::time::{Duration, Instant};

#[derive(Args)]
pub(super) struct Train {
    /// Which rung of the ladder to train: softmax, mlp-sigmoid, mlp-relu, mlp-dropout, conv,
    /// conv-dropout, mlp-bn, conv-bn, best; or fast, for 99 % in seconds.
    #[arg(long, default_value = Preset::DEFAULT, conflicts_with = "recipe")]
    preset: String,
    /// A recipe in JSON, as the page's link or a model file holds it.
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,
    /// Where all randomness starts.
    #[arg(long)]
    seed: Option<u32>,
    /// How many training steps.
    #[arg(long)]
    steps: Option<u32>,
    /// How many digits a step learns from.
    #[arg(long)]
    batch: Option<u32>,
    /// Move the training digits about a little.
    #[arg(long)]
    augment: bool,
    /// Keep this many of the last training digits apart, and draw the test curve with them.
    #[arg(long, value_name = "DIGITS")]
    hold_out: Option<u32>,
    /// How many threads; the result is the same with any number.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// The folder of MNIST's four IDX files, plain or .gz.
    #[arg(long, value_name = "DIR", default_value_os_t = default_mnist())]
    mnist: PathBuf,
    /// Other digits in place of MNIST's: IDX, CSV, NPY or NPZ files, a ZIP of them, or their
    /// folder.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "mnist")]
    digits: Vec<PathBuf>,
    /// Write the net to this file.
    #[arg(long, value_name = "FILE.nib")]
    out: Option<PathBuf>,
    /// Write its weights as 16-bit floats: half the size.
    #[arg(long, requires = "out")]
    half: bool,
    /// Work batch norm into the weights of the file, and leave dropout out: the same answers from a
    /// net that is smaller, quicker, and can be taught.
    #[arg(long, requires = "out")]
    fold: bool,
    /// Scale the file's logits so that over the digits held out the net is as sure as it is right.
    #[arg(long, requires = "out")]
    calibrate: bool,
    /// Write the points of the curves to this file.
    #[arg(long, value_name = "FILE.csv")]
    curve: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

impl Train {
    pub(super) fn run(self) -> Result<(), Failure> {
        let digits = self.read_digits()?;
        let recipe = self.recipe(&digits)?;
        let mut run = Run::new(recipe, ThreadPool::new(self.threads)?)?;
        let (points, elapsed) = follow(&mut run, &digits)?;

        let scores = run.score_test(&digits);
        let trainer = run.trainer();
        let recipe = trainer.recipe();
        let total = digits.total(Split::Test);
        let accuracy = f64::from(scores.correct) / f64::from(total);
        let fingerprint = Model::fingerprint(trainer.parameters());
        if let Some(file) = &self.out {
            let about = About {
                preset: recipe.preset.clone(),
                recipe: serde_json::to_string(recipe)?,
                steps: trainer.steps_taken(),
                test_accuracy: Some(accuracy),
            };
            let precision = if self.half { Precision::Half } else { Precision::Full };
            let (network, mut parameters) = if self.fold {
                fold(&recipe.network, trainer.parameters())?
            } else {
                (recipe.network.clone(), trainer.parameters().to_vec())
            };
            if self.calibrate {
                let factor = self.factor(&network, &parameters, recipe, &digits)?;
                scale_logits(&network, &mut parameters, factor)?;
            }
            let model = Model::new(&network, &parameters, precision, about)?;
            write(file, &model.to_bytes()?)?;
        }
        if let Some(file) = &self.curve {
            write(file, curve(&points).as_bytes())?;
        }
        let best = points.iter().filter_map(|point| point.test_accuracy).fold(0.0, f64::max);
        let images = f64::from(trainer.steps_taken()) * f64::from(recipe.batch);
        let images_per_second = images / elapsed.as_secs_f64();
        if self.json {
            let result = serde_json::json!({
                "accuracy": accuracy, "correct": scores.correct, "total": total,
                "best": best, "loss": scores.loss / f64::from(total), "fingerprint": fingerprint,
                "seconds": elapsed.as_secs_f64(), "imagesPerSecond": images_per_second,
                "threads": self.threads, "recipe": recipe, "points": points,
            });
            println!("{result}");
        } else {
            println!("best      {:.2} % along the way", best * 100.0);
            println!("loss      {:.4} nats a digit", scores.loss / f64::from(total));
            println!("weights   {fingerprint}");
            println!(
                "training  {:.1} s, {images_per_second:.0} images/s, tests not counted",
                elapsed.as_secs_f64()
            );
            println!("{}", accuracy_line(scores.correct, total));
        }
        Ok(())
    }

    /// What the logits of a net are to be multiplied by.
    fn factor(
        &self,
        network: &Network,
        parameters: &[f32],
        recipe: &Recipe,
        digits: &Digits,
    ) -> Result<f32, Failure> {
        let (held_out, total) = (recipe.hold_out, digits.total(Split::Train));
        let held_out = digits.run(Split::Train, total.saturating_sub(held_out), held_out);
        match held_out {
            Some((images, labels)) if !labels.is_empty() => {
                let logits = Reader::new(network, parameters.to_vec())?.all_logits(images);
                Ok(calibrate(&logits, labels))
            }
            _ => Err(Refused::NothingHeldOut.into()),
        }
    }

    fn read_digits(&self) -> Result<Digits, Failure> {
        if self.digits.is_empty() {
            let train = read_pair(&self.mnist, Split::Train)?;
            let test = read_pair(&self.mnist, Split::Test)?;
            return Ok(Digits::from_whole("MNIST", train, test)?);
        }
        let DigitSet { name, train, test, .. } = read_set(&self.digits)?;
        let name = if name.is_empty() { "files" } else { &name };
        Ok(Digits::from_files(name, train, test)?)
    }

    fn recipe(&self, digits: &Digits) -> Result<Recipe, Failure> {
        let mut json = match &self.recipe {
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(cannot_read(file))?;
                serde_json::from_str(&text).map_err(in_file(file))?
            }
            None => serde_json::json!({ "preset": self.preset }),
        };
        let numbers = [
            ("seed", self.seed),
            ("steps", self.steps),
            ("batch", self.batch),
            ("holdOut", self.hold_out),
        ];
        for (name, value) in numbers {
            if let Some(value) = value {
                json[name] = value.into();
            }
        }
        // As on the page, a recipe that learns from other digits says which.
        if let Some(source) = digits.source()
            && json["digits"].is_null()
        {
            json["digits"] = serde_json::to_value(source)?;
        }
        if self.augment {
            json["augment"] = serde_json::to_value(Augment::default())?;
        }
        Ok(Recipe::from_json(&json.to_string())?)
    }
}

/// Runs to the end and shows how far it is; gives the points and the time spent on training steps.
fn follow(run: &mut Run, digits: &Digits) -> Result<(Vec<Point>, Duration), Failure> {
    let style = ProgressStyle::with_template(
        "{prefix} {bar:30} step {human_pos} of {human_len}, {eta} left  {msg}",
    )?;
    let bar = ProgressBar::new(run.recipe().steps.into()).with_style(style);
    bar.set_prefix(run.recipe().preset.clone());
    let mut points: Vec<Point> = Vec::new();
    let mut training = Duration::ZERO;
    loop {
        let started = Instant::now();
        let progress = run.advance(digits, 10)?;
        // A piece of work is a step or part of a test; those are timed apart at the grain of ten.
        if progress.trained > 0 {
            training += started.elapsed();
        }
        bar.set_position(progress.step.into());
        points.extend(progress.points);
        if let Some(accuracy) = points.iter().rev().find_map(|point| point.test_accuracy) {
            bar.set_message(format!("{:.2} %", accuracy * 100.0));
        }
        if progress.state == State::Done {
            bar.finish_and_clear();
            return Ok((points, training));
        }
    }
}

/// The points as CSV; empty where there is no value.
fn curve(points: &[Point]) -> String {
    let mut csv = String::from(
        "step,epoch,images,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy\n",
    );
    let cell = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for p in points {
        let Point { step, epoch, images, learning_rate, .. } = p;
        let measured = [p.train_loss, p.train_accuracy, p.test_loss, p.test_accuracy].map(cell);
        csv += &format!("{step},{epoch},{images},{learning_rate},{}\n", measured.join(","));
    }
    csv
}
