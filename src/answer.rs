//! What to say of a drawing or a picture: a digit, several, or honestly that it is none.

use crate::ink::{IMAGE, Picture, SideBySide, Strokes, prepare_side_by_side, render};
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

    /// Its place in the list above, from 0: shorter than a word, where one is said with each move of a pen.
    pub fn number(&self) -> u8 {
        match self {
            Self::Digit => 0,
            Self::Unsure => 1,
            Self::Scribble => 2,
            Self::Dot => 3,
            Self::Several(_) => 4,
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
/// What is wider than this, in its own heights, in a picture is several digits that touch, unless the net is sure that it is one.
const WIDE: f32 = 1.4;
/// What is wider than this, the net can't be sure of: no digit is.
const WIDEST: f32 = 1.75;
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
/// there must be several, but the net isn't sure of each: digits that touch each other, say.
///
/// # Panics
/// If the net doesn't read 28 × 28 pixels.
pub fn answer_picture(reader: &mut Reader, picture: &Picture) -> Option<Answer> {
    let (image, SideBySide { digits, gap, widest }) = prepare_side_by_side(picture)?;
    let probabilities = reader.probabilities(&image);
    let (_, confidence) = likeliest(&probabilities);
    let too_wide = widest > if confidence >= SURE { WIDEST } else { WIDE };
    let clearly_apart = digits.len() > 1 && gap >= APART;
    let one = confidence >= SURE && !too_wide;
    // One alone has been read.
    let side_by_side = if digits.len() > 1 { &digits[..] } else { &[] };
    let read: Vec<(u8, f32)> = side_by_side
        .iter()
        .map(|image| likeliest(&reader.probabilities(image)))
        .map(|(digit, confidence)| (digit as u8, confidence))
        .collect();
    let sure = read.iter().filter(|&&(_, confidence)| confidence >= SURE).count();
    let several = (2..=MOST_DIGITS).contains(&read.len()) && sure == read.len();
    let verdict = if several && !too_wide && (!one || clearly_apart) {
        Verdict::Several(read)
    } else if too_wide || (clearly_apart && sure > 0) {
        Verdict::Several(vec![])
    } else {
        as_one_digit(confidence)
    };
    Some(Answer { image, probabilities, verdict })
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
