//! Which pixels speak for a digit: take ink away, here and there, and see what the net says then.
//!
//! That is occlusion (Zeiler & Fergus, "Visualizing and understanding convolutional networks",
//! 2014). It asks the net itself and believes no gradient, so it holds for every kind of network.

use super::read::{Reader, SLICE};

/// The side of the patch that is cleared of ink: a little more than a line is thick.
const PATCH: usize = 4;
/// How far a patch is from the next: they overlap, so that no line falls between two.
const STRIDE: usize = 2;

/// The question, half answered: a page can go on with it bit by bit while it has nothing else to
/// do.
#[derive(Clone, Debug)]
pub struct Evidence {
    image: Vec<u8>,
    digit: usize,
    /// The strongest other class; `None` if there is none.
    rival: Option<usize>,
    /// The log-odds of the whole image.
    odds: f32,
    patches: Vec<Vec<usize>>,
    /// How many of them have been asked about.
    asked: usize,
    /// By pixel: what it has of each patch's fall, added up, and how many patches it lay in.
    sum: Vec<f32>,
    times: Vec<u32>,
}

impl Reader {
    /// How much the ink of each pixel speaks for `digit` against its strongest rival: `[rows,
    /// columns]`, in nats of log-odds, negative where it speaks against it, 0 where there is no
    /// ink.
    ///
    /// Each patch's fall in log-odds is shared out over its pixels by their ink; a pixel gets the
    /// mean of the patches that it lies in. For a net of one layer, that is exactly what the pixels
    /// add; for others it is what they add while all other ink stays.
    ///
    /// # Panics
    /// If the image is of another size than the plan's, or `digit` is no class of it.
    pub fn evidence(&mut self, image: &[u8], digit: usize) -> Vec<f32> {
        let mut evidence = Evidence::new(self, image, digit);
        loop {
            if let Some(found) = evidence.go_on(self, SLICE) {
                return found;
            }
        }
    }
}

impl Evidence {
    /// Asks about no patch yet, and reads the image once.
    ///
    /// # Panics
    /// If the image is of another size than the plan's, or `digit` is no class of it.
    pub fn new(reader: &mut Reader, image: &[u8], digit: usize) -> Self {
        let (pixels, classes) = (reader.plan().pixels(), reader.plan().classes());
        assert!(image.len() == pixels && digit < classes, "an image and a class of this net");
        let as_it_is = reader.all_logits(image);
        let others = (0..classes).filter(|&class| class != digit);
        let rival = others.max_by(|&a, &b| as_it_is[a].total_cmp(&as_it_is[b]));
        let columns = reader.plan().network().input.columns as usize;
        Self {
            image: image.to_vec(),
            digit,
            rival,
            odds: rival.map_or(0.0, |rival| as_it_is[digit] - as_it_is[rival]),
            patches: if rival.is_some() { patches(image, columns) } else { vec![] },
            asked: 0,
            sum: vec![0.0; pixels],
            times: vec![0; pixels],
        }
    }

    /// Asks about up to `most` patches more, one at least; gives the answer, as of
    /// [`Reader::evidence`], once it has asked about all. How many at a time makes no difference to
    /// it.
    ///
    /// # Panics
    /// If `reader` isn't of the shape of the one that it began with.
    pub fn go_on(&mut self, reader: &mut Reader, most: usize) -> Option<Vec<f32>> {
        let (pixels, classes) = (reader.plan().pixels(), reader.plan().classes());
        let some = self.asked.saturating_add(most.max(1)).min(self.patches.len());
        let patches = &self.patches[self.asked..some];
        self.asked = some;
        if let (Some(rival), false) = (self.rival, patches.is_empty()) {
            let mut cleared = self.image.repeat(patches.len());
            for (image, patch) in cleared.chunks_exact_mut(pixels).zip(patches) {
                for &pixel in patch {
                    image[pixel] = 0;
                }
            }
            let outputs = reader.all_logits(&cleared);
            for (outputs, patch) in outputs.chunks_exact(classes).zip(patches) {
                let fall = self.odds - (outputs[self.digit] - outputs[rival]);
                let ink: u32 = patch.iter().map(|&pixel| u32::from(self.image[pixel])).sum();
                for &pixel in patch {
                    self.sum[pixel] += fall * f32::from(self.image[pixel]) / ink as f32;
                    self.times[pixel] += 1;
                }
            }
        }
        let mean = |(&sum, &times): (&f32, &u32)| sum / times.max(1) as f32;
        (self.asked == self.patches.len())
            .then(|| self.sum.iter().zip(&self.times).map(mean).collect())
    }
}

/// For each patch with ink, the pixels of it that have some.
fn patches(image: &[u8], columns: usize) -> Vec<Vec<usize>> {
    let rows = image.len() / columns;
    let mut found = Vec::new();
    for top in (0..rows).step_by(STRIDE) {
        for left in (0..columns).step_by(STRIDE) {
            let inside = (top..(top + PATCH).min(rows)).flat_map(|row| {
                (left..(left + PATCH).min(columns)).map(move |column| row * columns + column)
            });
            let inked: Vec<usize> = inside.filter(|&pixel| image[pixel] > 0).collect();
            if !inked.is_empty() {
                found.push(inked);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Network;

    /// A dense layer alone whose weights, `[784, 10]`, are these.
    fn net_of(weight: impl Fn(usize, usize) -> f32) -> Reader {
        let network: Network =
            serde_json::from_str(r#"{"layers":[{"dense":{"units":10}}]}"#).unwrap();
        let weights = (0..7850).map(|i| if i < 7840 { weight(i / 10, i % 10) } else { 0.0 });
        Reader::new(&network, weights.collect()).unwrap()
    }

    /// A cross of two lines, each three pixels thick.
    fn cross() -> Vec<u8> {
        let thick = |place: usize| (13..16).contains(&place);
        let inked = |i: usize| thick(i / 28) || thick(i % 28);
        (0..784).map(|i| if inked(i) { 200 } else { 0 }).collect()
    }

    #[test]
    fn the_evidence_of_one_layer_is_what_its_pixels_add() {
        // Even in every row: all pixels of a patch's row count the same, so sharing out is exact
        // along it.
        let weight = |pixel: usize, class: usize| match class {
            3 => {
                if pixel / 28 < 14 {
                    0.5
                } else {
                    -0.25
                }
            }
            8 => 0.01,
            _ => -9.0,
        };
        let evidence = net_of(weight).evidence(&cross(), 3);
        for (pixel, (&found, &ink)) in evidence.iter().zip(&cross()).enumerate() {
            let adds = f32::from(ink) / 255.0 * (weight(pixel, 3) - weight(pixel, 8));
            // Patches that straddle row 14 give each of their pixels the mean of both halves.
            let exact = pixel / 28 < 11 || pixel / 28 > 16;
            let off = (found - adds).abs();
            assert!(!exact || off < 1e-4, "pixel {pixel}: {found}, adds {adds}");
            assert_eq!(found == 0.0, ink == 0, "pixel {pixel}");
        }
    }

    #[test]
    fn the_rival_is_the_strongest_other_and_its_evidence_is_the_opposite() {
        let weight = |pixel: usize, class: usize| {
            [0.0, 0.0, 0.1, 0.0, (pixel % 28) as f32 * 0.01, 0.0, 0.0, 0.0, 0.0, 0.2][class]
        };
        let mut reader = net_of(weight);
        let (four, nine) = (reader.evidence(&cross(), 4), reader.evidence(&cross(), 9));
        for (a, b) in four.iter().zip(&nine) {
            assert!((a + b).abs() < 1e-4, "{a} for a 4, {b} for a 9");
        }
        assert!(four[14 * 28 + 2] < -0.05 && four[14 * 28 + 26] > 0.04);
    }

    #[test]
    fn asked_in_pieces_of_any_length_the_answer_is_the_same_to_the_bit() {
        let mut reader = net_of(|pixel, class| ((pixel * 7 + class * 13) % 29) as f32 * 0.01);
        let whole = reader.evidence(&cross(), 3);
        for most in [0, 1, 3, SLICE + 1] {
            let mut evidence = Evidence::new(&mut reader, &cross(), 3);
            let mut pieces = 1;
            let found = loop {
                match evidence.go_on(&mut reader, most) {
                    Some(found) => break found,
                    None => pieces += 1,
                }
            };
            assert_eq!(found, whole);
            assert_eq!(pieces, evidence.patches.len().div_ceil(most.max(1)));
        }
    }

    #[test]
    fn all_ink_is_asked_about_however_much_there_is() {
        // More patches than a slice holds.
        let evidence = net_of(|_, class| class as f32 * 0.1).evidence(&[255; 784], 9);
        assert!(evidence.iter().all(|&nats| (nats - 0.1).abs() < 1e-3), "{evidence:?}");
        assert_eq!(net_of(|_, _| 1.0).evidence(&[0; 784], 0), vec![0.0; 784]);
    }
}
