//! What the shipped model makes of people's pictures: each kind of fault that they have, made in
//! code from the strokes of `tests/strokes`.

mod sheet;

use nibnet::answer::{Answer, Verdict, answer_picture};
use nibnet::file::Model;
use nibnet::ink::{NoDigit, Picture, Point, Strokes, render};
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

    fn join(&mut self, other: Self) {
        self.pictures += other.pictures;
        self.right += other.right;
        self.wrong += other.wrong;
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
        all.join(tally);
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

#[test]
fn digits_on_ruled_and_squared_paper_are_read_however_strong_its_lines_are() {
    let mut all = Tally::default();
    for squared in [false, true] {
        for (apart, thick, strong) in [(14.0, 1.5, 0.5), (26.0, 2.0, 0.3), (45.0, 3.0, 0.6)] {
            let slope = 0.035;
            let tally = tally(|strokes, place, seed| {
                let light = |x: f32, y: f32, shade: f32| shade * (0.8 + x / 2e3 + y / 3e3);
                Sheet::new(340, 300, 220.0)
                    .ruled(apart, thick, 220.0 * (1.0 - strong), slope, squared)
                    .draw(strokes, place, 8.0, 40.0, true)
                    .each(light)
                    .noise(10.0, seed)
                    .picture()
            });
            let kind = format!("squared: {squared}, {apart} apart, slope {slope}");
            tally.assert(&kind, 80, 10);
            all.join(tally);
        }
    }
    all.assert("ruled and squared", 94, 2);
}

#[test]
fn one_digit_with_a_gap_is_one_and_two_digits_are_two() {
    let mut reader = reader();
    let (mut whole, mut pair) = (Tally::default(), Tally::default());
    let drawings = drawings();
    for (number, (label, strokes)) in drawings.iter().enumerate() {
        let line = strokes.iter().max_by_key(|line| line.len()).unwrap();
        for part in [3, 4, 5] {
            let at = line[line.len() * part / 8];
            let picture = Sheet::new(300, 300, 235.0)
                .draw(strokes, sheet::MIDDLE, 10.0, 30.0, true)
                .hole(sheet::on_sheet(strokes, sheet::MIDDLE, at), 11.0, 235.0);
            whole.add(&[*label], &answer_picture(&mut reader, &picture.picture()));
        }
        let (other, beside) = &drawings[(number + 7) % drawings.len()];
        let picture = Sheet::new(440, 220, 235.0)
            .draw(strokes, (0.1, 0.15, 0.7), 8.0, 30.0, true)
            .draw(beside, (1.1, 0.15, 0.7), 8.0, 30.0, true);
        pair.add(&[*label, *other], &answer_picture(&mut reader, &picture.picture()));
    }
    whole.assert("one with a gap", 85, 5);
    pair.assert("two", 85, 10);
}

#[test]
fn small_pictures_of_one_bit_are_read() {
    let mut all = Tally::default();
    for (width, height, thick) in [(30, 20, 2.0), (60, 40, 4.0), (60, 40, 7.0), (20, 30, 3.0)] {
        for (paper, ink) in [(255.0, 0.0), (0.0, 255.0)] {
            all.join(tally(|strokes, place, _| {
                Sheet::new(width, height, paper).draw(strokes, place, thick, ink, false).picture()
            }));
        }
    }
    all.assert("one bit", 90, 4);
}

#[test]
fn a_picture_without_a_digit_says_why() {
    let mut reader = reader();
    let mut said = |sheet: Sheet| answer_picture(&mut reader, &sheet.picture()).verdict;
    let blank = |light: f32| {
        Sheet::new(200, 160, 200.0).each(|x, y, shade| shade * (0.7 + light * (x + y) / 900.0))
    };
    for light in [0.0, 0.5, 1.0] {
        assert_eq!(said(blank(light).noise(6.0, 3)), Verdict::NoDigit(NoDigit::Blank));
    }
    // A palm, and an arm that leaves the picture.
    let hand = |fingers: usize| {
        Sheet::new(240, 240, 230.0).each(move |x, y, shade| {
            let palm = (x - 120.0).hypot(y - 150.0) < 45.0;
            let arm = (x - 120.0).abs() < 24.0 && y > 150.0;
            let finger = (0..fingers).any(|finger| {
                let (dx, dy) = (x - 120.0, y - 150.0);
                let angle = -1.0 + 0.45 * finger as f32;
                let along = dx * angle.sin() - dy * angle.cos();
                (0.0..105.0).contains(&along) && (dx * angle.cos() + dy * angle.sin()).abs() < 9.0
            });
            if palm || arm || finger { 110.0 } else { shade }
        })
    };
    let shirt = Sheet::new(240, 240, 230.0).each(|x, y, shade| {
        let (dx, dy) = ((x - 120.0).abs(), y - 30.0);
        let body = dx < 52.0 && (0.0..180.0).contains(&dy);
        let sleeve = dx < 105.0 && (dx * 0.6 - 20.0..dx * 0.2 + 50.0).contains(&dy);
        let stripe = body && (dy / 18.0) as i32 % 2 == 1;
        if stripe {
            205.0
        } else if body || sleeve {
            70.0
        } else {
            shade
        }
    });
    let checks = Sheet::new(200, 200, 220.0)
        .each(|x, y, shade| if (x as i32 / 25 + y as i32 / 25) % 2 == 0 { 60.0 } else { shade });
    let page = Sheet::new(300, 300, 230.0).each(|x, y, shade| {
        let letter = (x as i32 / 7 * 31 + y as i32 / 24 * 17) % 5 != 0 && x as i32 % 7 < 4;
        let inked = letter && y as i32 % 24 < 10 && (20.0..280.0).contains(&x) && y > 20.0;
        if inked { 40.0 } else { shade }
    });
    let dots = Sheet::new(200, 200, 230.0).each(|x, y, shade| {
        let off = |place: f32| place % 40.0 - 20.0;
        if off(x).hypot(off(y)) < 7.0 { 40.0 } else { shade }
    });
    let sheets = [hand(1), hand(2), hand(5), shirt, checks, page, dots];
    let taken: Vec<_> = sheets
        .into_iter()
        .map(|sheet| said(sheet.noise(5.0, 9)))
        .filter(|verdict| matches!(verdict, Verdict::Digit) || !verdict.digits().is_empty())
        .collect();
    assert!(taken.is_empty(), "{taken:?}");
}
