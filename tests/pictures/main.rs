//! What the shipped model makes of people's pictures: each kind of fault that they have, made in
//! code from the strokes of `tests/strokes`.

mod sheet;

use nibnet::answer::{Answer, Verdict, answer_picture};
use nibnet::file::Model;
use nibnet::ink::{Picture, Point, Strokes, render};
use nibnet::reader::Reader;
use serde::Deserialize;
use sheet::{PLACES, Sheet};

const STROKES: &str = include_str!("../strokes/digits.jsonl");
const SHIPPED: &[u8] = include_bytes!("../../www/model/digits.nib");

#[derive(Deserialize)]
struct Line {
    label: u8,
    strokes: Vec<Vec<(f32, f32)>>,
}

fn drawings() -> Vec<(u8, Strokes)> {
    let of = |line: &str| {
        let Line { label, strokes } = serde_json::from_str(line).unwrap();
        let point = |(x, y)| Point { x, y, pressure: 0.5 };
        let strokes = strokes.into_iter().map(|stroke| stroke.into_iter().map(point).collect());
        (label, Strokes::new(strokes.collect()).unwrap())
    };
    STROKES.lines().map(of).collect()
}

fn reader() -> Reader {
    Reader::of(&Model::from_bytes(SHIPPED).unwrap()).unwrap()
}

/// How many pictures there were, were read right, and were read wrong by a net that was sure.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    pictures: usize,
    right: usize,
    wrong: usize,
}

impl Tally {
    fn add(&mut self, truth: &[u8], answer: &Answer) {
        let said: Vec<u8> = match &answer.verdict {
            Verdict::Digit => vec![answer.likeliest().0],
            Verdict::Several(digits) => digits.iter().map(|&(d, _)| d).collect(),
            _ => vec![],
        };
        self.pictures += 1;
        self.right += usize::from(said == truth);
        self.wrong += usize::from(said != truth && !said.is_empty());
    }

    /// At least so many of a hundred are right, and at most so many wrong.
    #[track_caller]
    fn assert(self, kind: &str, right: usize, wrong: usize) {
        println!("{kind}: {self:?}");
        assert!(self.pictures > 0, "{kind}");
        let enough = self.right * 100 >= self.pictures * right;
        assert!(enough && self.wrong * 100 <= self.pictures * wrong, "{kind}: {self:?}");
    }
}

/// The tally of a picture of each drawing at each of the places.
fn tally(mut picture: impl FnMut(&Strokes, sheet::Place, u32) -> Picture) -> Tally {
    let (mut reader, mut tally) = (reader(), Tally::default());
    for (number, (label, strokes)) in (0..).zip(drawings()) {
        for (at, &place) in (0..).zip(&PLACES) {
            let answer = answer_picture(&mut reader, &picture(&strokes, place, 4 * number + at));
            tally.add(&[label], &answer);
        }
    }
    tally
}

#[test]
fn a_picture_of_28_pixels_is_read_as_others_are_however_it_was_drawn() {
    type Made<'a> = &'a dyn Fn(Sheet) -> Sheet;
    let plain: Made = &|sheet| sheet;
    // Paper, ink, thickness, soft edges.
    let kinds: [(&str, f32, f32, f32, bool, Made); 9] = [
        ("one pixel, hard", 255.0, 0.0, 1.0, false, plain),
        ("one pixel, soft", 255.0, 0.0, 1.0, true, plain),
        ("two pixels, white on black", 0.0, 255.0, 2.0, false, plain),
        ("three pixels", 255.0, 0.0, 3.0, true, plain),
        ("grey paper", 170.0, 30.0, 2.0, true, plain),
        ("faint ink", 255.0, 170.0, 2.0, true, plain),
        ("dark grey paper", 60.0, 220.0, 1.5, true, plain),
        ("grain", 200.0, 60.0, 2.0, true, &|sheet| sheet.noise(12.0, 7)),
        ("JPEG", 255.0, 0.0, 1.5, true, &|sheet| sheet.jpeg(14.0)),
    ];
    let mut all = Tally::default();
    for (kind, paper, ink, thick, soft, made) in kinds {
        let tally = tally(|strokes, place, _| {
            made(Sheet::new(28, 28, paper).draw(strokes, place, thick, ink, soft)).picture()
        });
        tally.assert(kind, 80, 5);
        all.pictures += tally.pictures;
        all.right += tally.right;
        all.wrong += tally.wrong;
    }
    all.assert("28 × 28", 95, 2);
}

#[test]
fn a_prepared_image_is_read_as_it_is_light_on_dark_or_dark_on_light() {
    let mut reader = reader();
    for (_, strokes) in drawings() {
        let image = render(&strokes).unwrap();
        let probabilities = reader.probabilities(&image);
        for shown in [image, image.map(|ink| 255 - ink)] {
            let picture = Picture::new(28, 28, shown.to_vec()).unwrap();
            let answer = answer_picture(&mut reader, &picture);
            assert_eq!((answer.image, &answer.probabilities), (image, &probabilities));
        }
    }
}

#[test]
fn ink_on_a_transparent_ground_is_read_whatever_its_colour() {
    for side in [28, 100, 280] {
        for colour in [[255, 255, 255], [238, 238, 238], [255, 255, 0], [0, 0, 0], [30, 60, 220]] {
            let thick = (side as f32 * 0.06).max(1.5);
            let tally = tally(|strokes, place, _| {
                let ink = Sheet::new(side, side, 0.0).draw(strokes, place, thick, 255.0, true);
                let [r, g, b] = colour;
                let rgba: Vec<u8> = ink.grey.iter().flat_map(|&ink| [r, g, b, ink as u8]).collect();
                Picture::from_rgba(side, side, &rgba).unwrap()
            });
            tally.assert(&format!("{colour:?} at {side} pixels"), 92, 2);
        }
    }
}
