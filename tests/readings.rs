//! What the shipped model makes of pen strokes, to the last bit.
//!
//! `tests/browser/readings.test.mjs` draws the same strokes with a real pointer and compares with
//! the same file, which is recorded anew by
//! `nibnet recognize --strokes tests/strokes/digits.jsonl --json > tests/golden/readings.jsonl`.

use nibnet::answer::{Verdict, answer, answer_picture};
use nibnet::file::Model;
use nibnet::ink::{Picture, Point, Preparation, Strokes, render, render_prepared};
use nibnet::kernels::argmax;
use nibnet::reader::Reader;
use serde::Deserialize;

const STROKES: &str = include_str!("strokes/digits.jsonl");
const OTHERS: &str = include_str!("strokes/others.jsonl");
const READINGS: &str = include_str!("golden/readings.jsonl");
const SHIPPED: &[u8] = include_bytes!("../www/model/digits.nib");

#[derive(Deserialize)]
struct Line {
    label: Option<serde_json::Value>,
    strokes: Vec<Vec<(f32, f32)>>,
}

#[derive(Deserialize)]
struct Reading {
    digit: usize,
    verdict: String,
    probabilities: Vec<f32>,
}

fn lines(text: &str) -> impl Iterator<Item = (Option<serde_json::Value>, Strokes)> {
    text.lines().map(|line| {
        let Line { label, strokes } = serde_json::from_str(line).unwrap();
        let point = |(x, y)| Point { x, y, pressure: 0.5 };
        let strokes = strokes.into_iter().map(|stroke| stroke.into_iter().map(point).collect());
        (label, Strokes::new(strokes.collect()).unwrap())
    })
}

fn reader() -> Reader {
    Reader::of(&Model::from_bytes(SHIPPED).unwrap()).unwrap()
}

#[test]
fn the_shipped_model_reads_strokes_as_recorded() {
    let mut reader = reader();
    let mut recorded = READINGS.lines();
    for (label, strokes) in lines(STROKES) {
        let Reading { digit, verdict, probabilities } =
            serde_json::from_str(recorded.next().expect("a reading of every line")).unwrap();
        let found = answer(&mut reader, &strokes).unwrap();
        assert_eq!(found.probabilities, probabilities);
        assert_eq!((argmax(&found.probabilities), found.verdict.name()), (digit, &*verdict));
        assert_eq!(label, Some(digit.into()), "and reads them right");
        // With the whole preparation asked for step by step, the very same.
        let image = render_prepared(&strokes, Preparation::default()).unwrap();
        assert_eq!(reader.probabilities(&image), probabilities);
    }
    assert_eq!(recorded.next(), None);
}

#[test]
fn what_is_no_single_digit_is_seldom_taken_for_one() {
    let mut reader = reader();
    let (mut none, mut accepted, mut pairs, mut read) = (0, 0, 0, 0);
    for (label, strokes) in lines(OTHERS) {
        let verdict = answer(&mut reader, &strokes).unwrap().verdict;
        match label {
            None => {
                none += 1;
                accepted += u32::from(matches!(verdict, Verdict::Digit | Verdict::Several(_)));
            }
            Some(truth) => {
                pairs += 1;
                let Verdict::Several(digits) = verdict else { continue };
                let digits: String = digits.iter().map(|(digit, _)| digit.to_string()).collect();
                read += u32::from(truth == digits);
            }
        }
    }
    assert!(none > 50 && accepted * 4 <= none, "{accepted} of {none} scribbles taken for digits");
    assert!(pairs == 100 && read >= 95, "{read} of {pairs} pairs read");
}

#[test]
fn a_scribble_in_a_picture_is_seldom_cut_into_digits() {
    let mut reader = reader();
    let (mut scribbles, mut digit, mut cut) = (0, 0, 0);
    for (_, strokes) in lines(OTHERS).filter(|(label, _)| label.is_none()) {
        let picture = side_by_side(&[&strokes], 0);
        let answer = answer_picture(&mut reader, &picture);
        scribbles += 1;
        digit += u32::from(answer.verdict == Verdict::Digit);
        cut += u32::from(!answer.verdict.digits().is_empty());
    }
    println!("{digit} of {scribbles} scribbles taken for a digit, {cut} cut into several");
    assert!(scribbles > 50 && cut * 10 <= scribbles, "{cut} of {scribbles} cut, {digit} one digit");
}

/// Drawings side by side on white paper, six pixels for each of the image's, with so many of them
/// between the ink.
fn side_by_side(drawings: &[&Strokes], gap: usize) -> Picture {
    const UP: usize = 6;
    let images: Vec<_> = drawings.iter().map(|strokes| render(strokes).unwrap()).collect();
    let mut columns: Vec<[u8; 28]> = vec![[0; 28]; 5];
    for image in &images {
        let column = |x: usize| -> [u8; 28] { std::array::from_fn(|y| image[y * 28 + x]) };
        columns.extend((0..28).map(column).filter(|column| column.iter().any(|&ink| ink > 0)));
        columns.extend(vec![[0; 28]; gap]);
    }
    columns.extend([[0; 28]; 5]);
    let width = columns.len() * UP;
    let grey =
        (0..width * 28 * UP).map(|i| 255 - columns[i % width / UP][i / width / UP]).collect();
    Picture::new(width, 28 * UP, grey).unwrap()
}

#[test]
fn digits_side_by_side_in_a_picture_are_read_from_left_to_right_and_one_stays_one() {
    let mut reader = reader();
    let drawings: Vec<(u8, Strokes)> = lines(STROKES)
        .map(|(label, strokes)| (label.unwrap().as_u64().unwrap() as u8, strokes))
        .collect();
    let (mut pictures, mut right, mut claimed) = (0, 0, 0);
    for many in 1..=3 {
        for start in 0..drawings.len() - many {
            let chosen = &drawings[start..start + many];
            let picture = side_by_side(&chosen.iter().map(|(_, s)| s).collect::<Vec<_>>(), 4);
            let answer = answer_picture(&mut reader, &picture);
            let said: Vec<u8> = match &answer.verdict {
                Verdict::Several(digits) => digits.iter().map(|&(digit, _)| digit).collect(),
                _ => vec![argmax(&answer.probabilities) as u8],
            };
            let truth: Vec<u8> = chosen.iter().map(|&(digit, _)| digit).collect();
            if many == 1 {
                assert!(
                    !matches!(answer.verdict, Verdict::Several(_)),
                    "{truth:?} is one: {said:?}"
                );
            }
            pictures += 1;
            right += u32::from(said == truth);
            // Several that can't all be told is no claim.
            claimed += u32::from(!said.is_empty() && said != truth);
        }
    }
    println!("{right} of {pictures} read right, {claimed} wrong");
    assert!(
        right * 100 >= pictures * 90 && claimed * 50 <= pictures,
        "{right} of {pictures}, {claimed} wrong"
    );
}

#[test]
fn digits_that_touch_in_a_picture_are_cut_apart_and_seldom_taken_for_one() {
    let mut reader = reader();
    let drawings: Vec<(u8, Strokes)> = lines(STROKES)
        .map(|(label, strokes)| (label.unwrap().as_u64().unwrap() as u8, strokes))
        .collect();
    let (mut pictures, mut right, mut claimed, mut ones) = (0, 0, 0, 0);
    for many in 2..=3 {
        for chosen in drawings.windows(many) {
            let picture = side_by_side(&chosen.iter().map(|(_, s)| s).collect::<Vec<_>>(), 0);
            let verdict = answer_picture(&mut reader, &picture).verdict;
            let said = verdict.digits().iter().map(|&(digit, _)| digit);
            pictures += 1;
            ones += u32::from(verdict == Verdict::Digit);
            if said.eq(chosen.iter().map(|&(digit, _)| digit)) {
                right += 1;
            } else if !verdict.digits().is_empty() {
                claimed += 1;
            }
        }
    }
    println!("{right} of {pictures} read right, {claimed} wrong, {ones} taken for one digit");
    assert!(
        right * 4 >= pictures * 3 && claimed * 10 <= pictures && ones * 20 <= pictures,
        "{right} of {pictures}, {claimed} wrong, {ones} taken for one"
    );
}
