//! `nibnet eval --pictures`: digits side by side in one picture, on paper, in some light.

use super::accuracy::fraction;
use super::failure::{Failure, Refused};
use ndarray::Axis;
use nibnet::answer::{Verdict, answer_picture};
use nibnet::data::LabelledDigits;
use nibnet::ink::{BOX, Picture, SIDE};
use nibnet::reader::Reader;
use nibnet::rng::{Purpose, Rng};
use serde_json::{Value, json};
use std::ops::Range;

/// The picture's height, in pixels.
const HEIGHT: usize = 200;

/// What was made of the pictures of one kind.
#[derive(Default)]
struct Tally {
    pictures: u32,
    /// Read with the right digits.
    right: u32,
    /// Read with the right number of digits.
    counted: u32,
    /// Read as several digits.
    several: u32,
    /// Said to have several digits, without saying which.
    unnamed: u32,
    /// Read as one digit.
    one: u32,
}

impl Tally {
    /// Counts what was said of `truth`.
    fn add(&mut self, truth: &[u8], verdict: &Verdict, likeliest: u8) {
        self.pictures += 1;
        let said: Vec<u8> = match verdict {
            Verdict::Several(digits) => {
                *(if digits.is_empty() { &mut self.unnamed } else { &mut self.several }) += 1;
                digits.iter().map(|&(digit, _)| digit).collect()
            }
            Verdict::Digit => {
                self.one += 1;
                vec![likeliest]
            }
            _ => vec![],
        };
        self.counted += u32::from(said.len() == truth.len());
        self.right += u32::from(said == truth);
    }

    fn json(&self) -> Value {
        let Self { pictures, right, counted, several, unnamed, one } = self;
        json!({
            "pictures": pictures, "right": right, "counted": counted, "several": several,
            "untold": unnamed, "one": one,
        })
    }
}

/// Reads `count` pictures of each kind, and each digit by itself, and prints how many are right.
pub(super) fn eval(
    reader: &mut Reader,
    digits: &LabelledDigits,
    count: u32,
    as_json: bool,
) -> Result<(), Failure> {
    if digits.size() != (SIDE, SIDE) || digits.is_empty() {
        let (count, size) = (digits.len(), digits.size());
        return Err(Refused::NoDigitsForPictures { count, size }.into());
    }
    let mut lines = Vec::new();
    let kinds: [(&str, usize, Range<f32>); 4] = [
        ("2 digits", 2, 0.1..0.5),
        ("3 digits", 3, 0.1..0.5),
        ("4 digits", 4, 0.1..0.5),
        ("2 digits that touch", 2, -0.15..-0.02),
    ];
    for (number, (name, many, gaps)) in (1..).zip(kinds) {
        let mut tally = Tally::default();
        for row in 0..count {
            let mut rng = Rng::new(1, Purpose::Augment { step: number, row });
            let chosen: Vec<usize> =
                (0..many).map(|_| rng.below(digits.len() as u32) as usize).collect();
            read(reader, digits, &chosen, &gaps, &mut rng, &mut tally)?;
        }
        lines.push((name, tally));
    }
    let mut singles = Tally::default();
    for (row, digit) in (0..).zip(0..digits.len()) {
        let mut rng = Rng::new(1, Purpose::Augment { step: 0, row });
        read(reader, digits, &[digit], &(0.0..0.1), &mut rng, &mut singles)?;
    }
    lines.push(("1 digit", singles));
    if as_json {
        let all: serde_json::Map<String, Value> =
            lines.iter().map(|(name, tally)| ((*name).to_owned(), tally.json())).collect();
        println!("{}", Value::Object(all));
        return Ok(());
    }
    for (name, tally) in &lines {
        let counts = [tally.right, tally.counted, tally.several, tally.unnamed, tally.one];
        let [right, counted, several, unnamed, one] = counts
            .map(|count| format!("{count} ({:.2} %)", 100.0 * fraction(count, tally.pictures)));
        println!("{name}: {} pictures", tally.pictures);
        println!("  read right {right}; as many said as there are {counted}");
        println!(
            "  taken for several {several}, for several of which not all could be read {unnamed}, \
             for one {one}"
        );
    }
    Ok(())
}

fn read(
    reader: &mut Reader,
    digits: &LabelledDigits,
    chosen: &[usize],
    gaps: &Range<f32>,
    rng: &mut Rng,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let images: Vec<Vec<u8>> = chosen
        .iter()
        .map(|&digit| digits.images().index_axis(Axis(0), digit).iter().copied().collect())
        .collect();
    let truth: Vec<u8> = chosen.iter().map(|&digit| digits.labels()[digit]).collect();
    let answer = answer_picture(reader, &picture(&images, gaps, rng)?);
    tally.add(&truth, &answer.verdict, answer.likeliest().0);
    Ok(())
}

/// Digits of many sizes and slants side by side, as pen on paper under a lamp, or chalk on a board.
/// `gaps` is how far each is from the next, in heights of a digit.
fn picture(digits: &[Vec<u8>], gaps: &Range<f32>, rng: &mut Rng) -> Result<Picture, Failure> {
    let between = |rng: &mut Rng, low: f32, high: f32| low + (high - low) * rng.unit();
    let tall = HEIGHT as f32 * 0.6;
    let slant = between(rng, -0.25, 0.25);
    let mut ink: Vec<Vec<f32>> = Vec::new();
    let mut x = 0.15 * HEIGHT as f32;
    for digit in digits {
        let scale = tall / BOX * between(rng, 0.7, 1.0);
        let down = HEIGHT as f32 * 0.5 + tall * between(rng, -0.08, 0.08);
        // Where its ink begins and ends, slanted.
        let place = |i: usize| {
            let (row, column) = ((i / SIDE) as f32 - 13.5, (i % SIDE) as f32 - 13.5);
            column - slant * row
        };
        let inked = || (0..digit.len()).filter(|&i| digit[i] >= 64).map(place);
        let (left, right) = inked().fold((f32::MAX, f32::MIN), |(l, r), at| (l.min(at), r.max(at)));
        if left > right {
            continue;
        }
        let middle = x - (left - 0.5) * scale;
        let columns = (middle + (right + 3.0) * scale) as usize + 1;
        ink.resize(ink.len().max(columns), vec![0.0; HEIGHT]);
        for (column, line) in ink.iter_mut().enumerate() {
            for (row, ink) in line.iter_mut().enumerate() {
                let y = (row as f32 - down) / scale;
                let x = (column as f32 - middle) / scale + slant * y;
                *ink = ink.max(shade(digit, x + 13.5, y + 13.5));
            }
        }
        x = middle + (right + 0.5) * scale + tall * between(rng, gaps.start, gaps.end);
    }
    let width = ink.len() + (0.15 * HEIGHT as f32) as usize;
    ink.resize(width, vec![0.0; HEIGHT]);
    let (light, lamp) = (between(rng, 150.0, 240.0), between(rng, -0.2, 0.2));
    let (strength, grain) = (between(rng, 0.5, 0.9), between(rng, 0.0, 8.0));
    let board = rng.below(4) == 0;
    let mut grey = Vec::with_capacity(width * HEIGHT);
    for row in 0..HEIGHT {
        for (column, line) in ink.iter().enumerate() {
            let lit = light * (1.0 + lamp * (column as f32 / width as f32 - 0.5));
            let seen = lit * (1.0 - strength * line[row]) + grain * rng.symmetric();
            let seen = seen.clamp(0.0, 255.0) as u8;
            grey.push(if board { 255 - seen } else { seen });
        }
    }
    Ok(Picture::new(width, HEIGHT, grey)?)
}

/// The ink between four pixels of a digit, 0 to 1.
fn shade(digit: &[u8], x: f32, y: f32) -> f32 {
    let at = |x: f32, y: f32| {
        let inside = (0.0..SIDE as f32).contains(&x) && (0.0..SIDE as f32).contains(&y);
        if inside { f32::from(digit[y as usize * SIDE + x as usize]) / 255.0 } else { 0.0 }
    };
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (x - left, y - top);
    let row = |y: f32| at(left, y) * (1.0 - right) + at(left + 1.0, y) * right;
    // A pen's edge is sharper than a blown-up pixel's.
    ((row(top) * (1.0 - down) + row(top + 1.0) * down - 0.5) * 3.0 + 0.5).clamp(0.0, 1.0)
}
