//! What the shipped model makes of pen strokes, to the last bit.
//!
//! `tests/browser/readings.test.mjs` draws the same strokes with a real pointer and compares with the same
//! file. `nibnet recognize --strokes tests/strokes/digits.jsonl --json > tests/golden/readings.jsonl`
//! records it anew.

use nibnet::answer::{Verdict, answer};
use nibnet::file::Model;
use nibnet::ink::{Point, Preparation, Strokes, render_prepared};
use nibnet::reader::{Reader, likeliest};
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
        assert_eq!((likeliest(&found.probabilities).0, found.verdict.name()), (digit, &*verdict));
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
