//! What to say of a drawing or a picture: a digit, several, or honestly that it is none.

use crate::ink::{
    IMAGE, NoDigit, Picture, Segment, SideBySide, Strokes, prepare_side_by_side, render,
};
use crate::kernels::argmax;
use crate::reader::Reader;

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

impl Answer {
    /// The likeliest digit, and how likely it is.
    pub fn likeliest(&self) -> (u8, f32) {
        likeliest(&self.probabilities)
    }
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
    /// A drawing that is no digit that the net knows.
    Scribble,
    /// A picture without a digit.
    NoDigit(NoDigit),
    /// A dot, and nothing else.
    Dot,
    /// Several digits side by side, from left to right, each with its probability. The list is
    /// empty where a picture shows several, but not all of them can be cut apart and read.
    Several(Vec<(u8, f32)>),
}

impl Verdict {
    /// A word for it that stays the same.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Digit => "digit",
            Self::Unsure => "unsure",
            Self::Scribble => "scribble",
            Self::NoDigit(_) => "none",
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

/// From this probability on, an answer is a digit.
const SURE: f32 = 0.8;
/// Below this probability, it is no digit.
const DOUBTFUL: f32 = 0.4;
/// A drawing smaller than this, in sides of the pad, is a dot.
const DOT: f32 = 0.03;
/// Groups of strokes this far apart, in heights of the drawing, are several digits even if the net
/// is sure of one. Nearer ones may be one digit: the two strokes of an open 4.
const APART: f32 = 0.12;

// Aspect ratios of segments of a picture, width by height.

/// A narrower segment is never cut.
const NARROW: f32 = 0.8;
/// A wider segment is cut unless the net is [`DOUBTLESS`] of it.
const ROOMY: f32 = 1.0;
/// A wider segment shows several digits unless the net is [`SURE`] of one; half of a cut segment
/// that is wider is no digit.
const WIDE: f32 = 1.4;
/// A wider segment shows several digits: no digit is as wide.
const WIDEST: f32 = 1.75;

/// From this probability on, a segment wider than [`ROOMY`] is one digit and is not cut.
const DOUBTLESS: f32 = 0.98;
/// From this probability on, half of a cut segment is a digit. It is more than [`SURE`], since half
/// of a digit or of a scribble often looks like a digit.
const CERTAIN: f32 = 0.97;
/// The most digits that one segment is cut into.
const MOST_TOUCHING: usize = 3;
/// The most digits that are read side by side: a longer number doesn't fit the pad.
const MOST_DIGITS: usize = 8;

/// Reads a drawing; `None` where nothing is drawn.
///
/// Groups of strokes that lie side by side are read one by one. The answer is several digits if the
/// net is sure of every group, and either isn't sure of the whole drawing or the groups are clearly
/// apart. Otherwise the whole drawing is read as one digit.
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

/// Reads a picture of a digit, or of several side by side.
///
/// The segments of a picture are read as the groups of a drawing are, see [`answer`]. A wide
/// segment is cut where the net is sure of what is left and right of the cut, but not of the
/// segment: digits that touch. Where segments are clearly apart, but not each is a digit, and the
/// net is surer of the whole than of any, it is one digit with a gap. Where they are clearly apart
/// or too wide to be one digit, but the net isn't sure of each, the answer is several digits
/// without saying which.
///
/// # Panics
/// If the net doesn't read 28 × 28 pixels.
pub fn answer_picture(reader: &mut Reader, picture: &Picture) -> Answer {
    let Some(SideBySide { whole, segments, gap }) = prepare_side_by_side(picture) else {
        let image = [0; IMAGE];
        let probabilities = reader.probabilities(&image);
        return Answer { image, probabilities, verdict: Verdict::NoDigit(NoDigit::Blank) };
    };
    let image = whole.image;
    let probabilities = reader.probabilities_kept(&image).to_vec();
    let (_, confidence) = likeliest(&probabilities);
    let widest = segments.iter().map(Segment::aspect_ratio).fold(0.0, f32::max);
    let too_wide = widest > if confidence >= SURE { WIDEST } else { WIDE };
    let clearly_apart = segments.len() > 1 && gap >= APART;
    // Segments that are apart are one digit with a gap where the net is surer of the whole.
    let mut surer_of =
        |segment: &Segment| likeliest(reader.probabilities_kept(&segment.image)).1 >= confidence;
    let one =
        confidence >= SURE && !too_wide && !(clearly_apart && segments.iter().any(&mut surer_of));
    // Two segments that are one digit need not be read.
    let read: Vec<Option<Digits>> = if one && !clearly_apart && segments.len() > 1 {
        vec![]
    } else {
        segments.iter().map(|segment| digits_of(reader, segment)).collect()
    };
    let sure = read.iter().flatten().count();
    let digits: Digits = read.iter().flatten().flatten().copied().collect();
    let verdict = if (2..=MOST_DIGITS).contains(&digits.len()) && sure == read.len() {
        Verdict::Several(digits)
    } else if too_wide || (clearly_apart && sure > 0 && !one) {
        Verdict::Several(vec![])
    } else if let Some(reason) = whole.no_digit() {
        Verdict::NoDigit(reason)
    } else {
        match as_one_digit(confidence) {
            Verdict::Scribble => Verdict::NoDigit(NoDigit::Unlike),
            verdict => verdict,
        }
    };
    Answer { image, probabilities, verdict }
}

/// The digit that a segment shows, or several that touch; `None` if the net isn't sure.
fn digits_of(reader: &mut Reader, segment: &Segment) -> Option<Digits> {
    // A picture's only segment has been read as the whole: `probabilities_kept` has it.
    let (digit, confidence) = likeliest(reader.probabilities_kept(&segment.image));
    let one_at_most = match confidence {
        DOUBTLESS.. => WIDEST,
        SURE.. => ROOMY,
        _ => NARROW,
    };
    let aspect_ratio = segment.aspect_ratio();
    let touching =
        (aspect_ratio > one_at_most).then(|| cut_apart(reader, segment, MOST_TOUCHING)).flatten();
    let one = || vec![(digit, confidence)];
    let is_one = || confidence >= SURE && aspect_ratio <= WIDEST && segment.no_digit().is_none();
    touching.or_else(|| is_one().then(one))
}

/// The digits of a segment, at most `most`, cut where the least likely of them is likeliest; `None`
/// if no cut leaves digits alone.
fn cut_apart(reader: &mut Reader, segment: &Segment, most: usize) -> Option<Digits> {
    let mut best: Option<(f32, Digits)> = None;
    for [left, right] in segment.cuts() {
        let Some(first) = sure_digit(reader, &left) else { continue };
        let rest = match sure_digit(reader, &right) {
            Some(digit) => Some(vec![digit]),
            None if most > 2 && right.aspect_ratio() > NARROW => {
                cut_apart(reader, &right, most - 1)
            }
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

/// The digit that half of a cut segment shows; `None` if the net isn't certain.
fn sure_digit(reader: &mut Reader, half: &Segment) -> Option<(u8, f32)> {
    let (digit, confidence) = likeliest(&reader.probabilities(&half.image));
    (confidence >= CERTAIN && half.aspect_ratio() <= WIDE).then_some((digit, confidence))
}

/// Reads an image as it is, one of MNIST's, say: nothing is moved, scaled or drawn anew. `None`
/// where there is no ink.
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

/// The digits of a drawing's groups of strokes, if there are several groups and the net is sure of
/// each. Where the drawing `may_be_one` digit, the groups must be clearly apart.
fn several(reader: &mut Reader, strokes: &Strokes, may_be_one: bool) -> Option<Digits> {
    let (groups, gap) = strokes.side_by_side();
    if !(2..=MOST_DIGITS).contains(&groups.len()) || (may_be_one && gap < APART) {
        return None;
    }
    let read = |group: &Strokes| {
        let (digit, confidence) = likeliest(reader.probabilities_kept(&render(group)?));
        (confidence >= SURE).then_some((digit, confidence))
    };
    groups.iter().map(read).collect()
}

fn likeliest(probabilities: &[f32]) -> (u8, f32) {
    let class = argmax(probabilities);
    (class as u8, probabilities[class])
}
