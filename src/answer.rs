//! What to say of a drawing or a picture: a digit, several, or honestly that it is none.

use crate::ink::{IMAGE, Part, Picture, SideBySide, Strokes, prepare_side_by_side, render};
use crate::reader::{Reader, likeliest};

/// What a net makes of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What the net sees, `[28, 28]`, 0 for paper to 255 for ink.
    pub image: [u8; IMAGE],
    /// How likely each class is, if the drawing is one digit.
    pub probabilities: Vec<f32>,
    /// What to say of it.
    pub verdict: Verdict,
}

/// Digits from left to right, each with its probability.
type Digits = Vec<(u8, f32)>;

/// What to say of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The likeliest digit.
    Digit,
    /// Perhaps the likeliest digit, perhaps another.
    Unsure,
    /// No digit that the net knows.
    Scribble,
    /// A dot, and nothing else.
    Dot,
    /// Several digits side by side, from left to right, each with its probability. None are named where there are
    /// several in a picture, but they can't be taken apart, or not all be read.
    Several(Vec<(u8, f32)>),
}

impl Verdict {
    /// A word for it that stays the same.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Digit => "digit",
            Self::Unsure => "unsure",
            Self::Scribble => "scribble",
            Self::Dot => "dot",
            Self::Several(_) => "several",
        }
    }

    /// The digits side by side with their probabilities; none where it isn't several.
    pub fn digits(&self) -> &[(u8, f32)] {
        match self {
            Self::Several(digits) => digits,
            _ => &[],
        }
    }
}

/// A digit that is as likely as this is said without reserve.
const SURE: f32 = 0.8;
/// Where no digit is as likely as this, it is none.
const DOUBTFUL: f32 = 0.4;
/// A drawing smaller than this, in sides of the pad, is a dot.
const DOT: f32 = 0.03;
/// Groups of strokes so far apart, in heights of the drawing, are no one digit, however much it looks like
/// one; nearer ones may be: the two strokes of an open 4.
const APART: f32 = 0.12;
/// What is wider than this, in its own heights, in a picture is several digits that touch, unless the net is sure that it is one;
/// and half of what is cut is no digit.
const WIDE: f32 = 1.4;
/// What is wider than this, the net can't be sure of: no digit is.
const WIDEST: f32 = 1.75;
/// What is narrower than this, in its own heights, is no two digits, however little the net makes of it.
const NARROW: f32 = 0.8;
/// What is wider than this may be two that touch even where the net is sure that it is one, unless it is as sure as
/// `DOUBTLESS`.
const ROOMY: f32 = 1.0;
const DOUBTLESS: f32 = 0.98;
/// A half is a digit if it is as likely as this: more than `SURE`, since a digit or a scribble that is cut in two often looks like two.
const CERTAIN: f32 = 0.97;
/// The most digits that are cut apart where they touch.
const MOST_TOUCHING: usize = 3;
/// The most digits that are read side by side: more are no number that fits a pad.
const MOST_DIGITS: usize = 8;

/// Reads a drawing; `None` where nothing is drawn.
///
/// Strokes that lie side by side are read group by group: several digits are the answer if the net is sure
/// of every one, and not of the whole unless they are clearly apart. All else is read as one digit, of
/// which the net may be sure or not.
///
/// # Panics
/// If the net doesn't read 28 × 28 pixels.
pub fn answer(reader: &mut Reader, strokes: &Strokes) -> Option<Answer> {
    let image = render(strokes)?;
    let probabilities = reader.probabilities_kept(&image).to_vec();
    let (_, confidence) = likeliest(&probabilities);
    let verdict = if strokes.size() < DOT {
        Verdict::Dot
    } else if let Some(digits) = several(reader, strokes, confidence >= SURE) {
        Verdict::Several(digits)
    } else {
        as_one_digit(confidence)
    };
    Some(Answer { image, probabilities, verdict })
}

/// Reads a picture of a digit, or of several side by side; `None` where nothing is drawn.
///
/// Several are the answer on the same terms as of a drawing, see [`answer`]; and without a word of which they are where
/// there must be several, but the net isn't sure of each. Digits that touch each other are cut apart, if the net is sure of both
/// halves and not of the whole.
///
/// # Panics
/// If the net doesn't read 28 × 28 pixels.
pub fn answer_picture(reader: &mut Reader, picture: &Picture) -> Option<Answer> {
    let (image, SideBySide { parts, gap }) = prepare_side_by_side(picture)?;
    let probabilities = reader.probabilities_kept(&image).to_vec();
    let (_, confidence) = likeliest(&probabilities);
    let widest = parts.iter().map(Part::wide).fold(0.0, f32::max);
    let too_wide = widest > if confidence >= SURE { WIDEST } else { WIDE };
    let clearly_apart = parts.len() > 1 && gap >= APART;
    let one = confidence >= SURE && !too_wide && !clearly_apart;
    // Two blots that are one digit need not be read.
    let told: Vec<Option<Digits>> = if one && parts.len() > 1 {
        vec![]
    } else {
        parts.iter().map(|part| told(reader, part)).collect()
    };
    let sure = told.iter().flatten().count();
    let digits: Digits = told.iter().flatten().flatten().copied().collect();
    let verdict = if (2..=MOST_DIGITS).contains(&digits.len()) && sure == told.len() {
        Verdict::Several(digits)
    } else if too_wide || (clearly_apart && sure > 0) {
        Verdict::Several(vec![])
    } else {
        as_one_digit(confidence)
    };
    Some(Answer { image, probabilities, verdict })
}

/// What a part of a picture is, if the net is sure of it: a digit, or several that touch.
fn told(reader: &mut Reader, part: &Part) -> Option<Digits> {
    // One alone has been read.
    let (digit, confidence) = likeliest(reader.probabilities_kept(&part.image));
    let sure = confidence >= SURE;
    let one_at_most = match confidence {
        DOUBTLESS.. => WIDEST,
        SURE.. => ROOMY,
        _ => NARROW,
    };
    let touching = (part.wide() > one_at_most).then(|| taken_apart(reader, part, MOST_TOUCHING));
    touching
        .flatten()
        .or_else(|| (sure && part.wide() <= WIDEST).then(|| vec![(digit as u8, confidence)]))
}

/// The digits of a part, `most` of them at most, cut where they are surest, if they are sure enough there.
fn taken_apart(reader: &mut Reader, part: &Part, most: usize) -> Option<Digits> {
    let mut best: Option<(f32, Digits)> = None;
    for [left, right] in part.cuts() {
        let Some(first) = half(reader, &left) else { continue };
        let rest = match half(reader, &right) {
            Some(digit) => Some(vec![digit]),
            None if most > 2 && right.wide() > NARROW => taken_apart(reader, &right, most - 1),
            None => None,
        };
        let Some(rest) = rest else { continue };
        let digits: Digits = std::iter::once(first).chain(rest).collect();
        let least = digits.iter().map(|&(_, confidence)| confidence).fold(1.0, f32::min);
        if best.as_ref().is_none_or(|&(before, _)| least > before) {
            best = Some((least, digits));
        }
    }
    best.map(|(_, digits)| digits)
}

/// Half of a part as a digit, if it is surely one.
fn half(reader: &mut Reader, part: &Part) -> Option<(u8, f32)> {
    let (digit, confidence) = likeliest(&reader.probabilities(&part.image));
    (confidence >= CERTAIN && part.wide() <= WIDE).then_some((digit as u8, confidence))
}

/// Reads an image as it is, one of MNIST's, say: nothing is moved, scaled or drawn anew. `None` where there is no ink.
///
/// # Panics
/// If the net doesn't read 28 × 28 pixels.
pub fn answer_image(reader: &mut Reader, image: &[u8; IMAGE]) -> Option<Answer> {
    if image.iter().all(|&ink| ink == 0) {
        return None;
    }
    let probabilities = reader.probabilities(image);
    let verdict = as_one_digit(likeliest(&probabilities).1);
    Some(Answer { image: *image, probabilities, verdict })
}

fn as_one_digit(confidence: f32) -> Verdict {
    if confidence >= SURE {
        Verdict::Digit
    } else if confidence >= DOUBTFUL {
        Verdict::Unsure
    } else {
        Verdict::Scribble
    }
}

/// The digits side by side, if there are several and each is sure. Where the drawing may as well be one
/// digit, they must be clearly apart.
fn several(reader: &mut Reader, strokes: &Strokes, may_be_one: bool) -> Option<Vec<(u8, f32)>> {
    let (groups, gap) = strokes.side_by_side();
    if !(2..=MOST_DIGITS).contains(&groups.len()) || (may_be_one && gap < APART) {
        return None;
    }
    let read = |group: &Strokes| {
        let (digit, confidence) = likeliest(reader.probabilities_kept(&render(group)?));
        (confidence >= SURE).then_some((digit as u8, confidence))
    };
    groups.iter().map(read).collect()
}
