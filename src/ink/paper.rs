//! What is ink in a picture, and what is paper, light, shadow, table or dust.
//!
//! Light falls unevenly on paper, but slowly or in patches; ink comes in lines. So the paper's own shade
//! at each place is what is left when everything thin is taken away: a greyscale closing (Serra, "Image
//! Analysis and Mathematical Morphology", 1982), which keeps the hard edge of a shadow where it is. Ink
//! is the share of that light which is missing. All of it is whole numbers: the same everywhere.

use super::picture::Picture;
use std::ops::Range;

/// Pictures are reduced to this many pixels on the longer side, or fewer.
const MOST_SIDE: usize = 400;
/// Smaller ones are too coarse to be smoothed.
const LEAST_SMOOTHED: usize = 120;
/// Less light missing than this, in 255ths, is the paper's grain.
const LEAST_CONTRAST: u8 = 28;
/// Light below this is too little to tell shares of it.
const LEAST_LIGHT: u8 = 64;

/// Ink by the pixel, 0 to 255.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InkMap {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) ink: Vec<u8>,
}

impl InkMap {
    /// The part that has ink; `None` where there is none.
    pub(super) fn cropped(&self) -> Option<Self> {
        let inked = || self.ink.iter().enumerate().filter(|&(_, &ink)| ink > 0).map(|(i, _)| i);
        let (top, bottom) = (inked().next()? / self.width, inked().next_back()? / self.width + 1);
        let left = inked().map(|i| i % self.width).min()?;
        let right = inked().map(|i| i % self.width).max()? + 1;
        let rows = self.ink[top * self.width..bottom * self.width].chunks_exact(self.width);
        let ink = rows.flat_map(|row| &row[left..right]).copied().collect();
        Some(Self { width: right - left, height: bottom - top, ink })
    }
}

/// The ink of a picture, smaller than the picture where that is large; `None` if nothing stands out.
pub(super) fn find_ink(picture: &Picture) -> Option<InkMap> {
    let Picture { width, height, mut grey } = reduced(picture);
    let side = width.max(height);
    if side >= LEAST_SMOOTHED {
        grey = mean_around(&grey, width, 1);
    }
    if light_on_dark(&grey, width) {
        for shade in &mut grey {
            *shade = 255 - *shade;
        }
    }
    // Lines thinner than a quarter of the side are ink.
    let radius = (side / 8).max(1);
    let found = ink_on(&grey, &closing(&grey, width, radius), width)?;
    let cut_close = (0..found.len()).any(|i| found[i] > 0 && is_edge(i, width, height));
    if !cut_close {
        return Some(InkMap { width, height, ink: found });
    }
    // Its bars along the edge were taken for a table: now what is beyond is white.
    let ink = ink_on(&grey, &closing_on_white(&grey, width, radius), width).unwrap_or(found);
    Some(InkMap { width, height, ink })
}

/// The ink, by the pixel, given the shade of the paper under it.
fn ink_on(grey: &[u8], paper: &[u8], width: usize) -> Option<Vec<u8>> {
    let height = grey.len() / width;
    let side = width.max(height);
    let mut missing: Vec<u8> = grey.iter().zip(paper).map(|(&s, &p)| share(s, p)).collect();
    // Each turn takes away what only looks like ink, and looks for the strongest of the rest.
    loop {
        let ink = levels(&missing)?;
        let blots = blots(&ink, width);
        let Some(main) = blots.iter().filter(|b| b.is_ink()).max_by_key(|b| b.mass) else {
            // Nothing but haze, as strong as the strongest there is.
            return None;
        };
        // A line that floats free shows where the paper is; what sticks to the picture's edge is then its
        // surroundings. Otherwise the picture is cut close around the digit.
        let stuck = |blot: &Blot| blot.contact * 10 >= width.min(height);
        let free = |blot: &Blot| blot.contact == 0 && blot.is_ink() && blot.reach * 20 >= side;
        let frame = |blot: &Blot| stuck(blot) && blots.iter().any(free);
        if blots.iter().any(frame) {
            for blot in blots.iter().filter(|blot| frame(blot)) {
                for &pixel in &blot.pixels {
                    missing[pixel] = 0;
                }
            }
            continue;
        }
        let mut kept = vec![0; ink.len()];
        for blot in blots.iter().filter(|b| b.is_ink() && b.mass * 40 >= main.mass) {
            for &pixel in &blot.pixels {
                kept[pixel] = ink[pixel];
            }
        }
        return Some(kept);
    }
}

/// The share of the paper's light that is missing, in 255ths.
fn share(shade: u8, paper: u8) -> u8 {
    let missing = u16::from(paper.saturating_sub(shade)) * 255;
    (missing / u16::from(paper.max(LEAST_LIGHT))) as u8
}

/// From missing light to ink: none below what the grain and a quarter of the strongest ink explain, all
/// from three quarters on. `None` if the strongest is no stronger than the grain.
fn levels(missing: &[u8]) -> Option<Vec<u8>> {
    let mut counts = [0usize; 256];
    for &value in missing {
        counts[usize::from(value)] += 1;
    }
    let quantile = |in_ten_thousand: usize| {
        let wanted = missing.len() * in_ten_thousand / 10_000;
        let mut seen = 0;
        let found = counts.iter().position(|&count| {
            seen += count;
            seen > wanted
        });
        found.unwrap_or(255) as u8
    };
    let usual = quantile(5000);
    let grain = usual - quantile(1600);
    let span = quantile(9995) - usual;
    if span < LEAST_CONTRAST.max(grain.saturating_mul(6)) {
        return None;
    }
    let floor = u16::from(usual) + (u16::from(span) / 4).max(u16::from(grain) * 7 / 2);
    let full = (u16::from(usual) + u16::from(span) * 3 / 4).max(floor + 1);
    let ink = |&value: &u8| {
        let above = u16::from(value).saturating_sub(floor);
        (u32::from(above) * 255 / u32::from(full - floor)).min(255) as u8
    };
    Some(missing.iter().map(ink).collect())
}

/// Pixels of ink that hang together.
pub(super) struct Blot {
    pub(super) pixels: Vec<usize>,
    mass: u64,
    peak: u8,
    /// Pixels on the picture's edge.
    contact: usize,
    /// The longer side of the box around it.
    reach: usize,
    /// The rows and columns that it lies in.
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

impl Blot {
    /// Haze never gets dark.
    fn is_ink(&self) -> bool {
        self.peak >= 128
    }
}

fn is_edge(pixel: usize, width: usize, height: usize) -> bool {
    let (row, column) = (pixel / width, pixel % width);
    row == 0 || column == 0 || row + 1 == height || column + 1 == width
}

pub(super) fn blots(ink: &[u8], width: usize) -> Vec<Blot> {
    let height = ink.len() / width;
    let mut seen = vec![false; ink.len()];
    let mut found = Vec::new();
    for first in 0..ink.len() {
        if ink[first] == 0 || seen[first] {
            continue;
        }
        seen[first] = true;
        let pixels = vec![first];
        let mut blot =
            Blot { pixels, mass: 0, peak: 0, contact: 0, reach: 0, rows: 0..0, columns: 0..0 };
        let (mut top, mut bottom, mut left, mut right) = (height, 0, width, 0);
        let mut next = 0;
        while let Some(&pixel) = blot.pixels.get(next) {
            next += 1;
            let (row, column) = (pixel / width, pixel % width);
            (top, bottom) = (top.min(row), bottom.max(row));
            (left, right) = (left.min(column), right.max(column));
            blot.mass += u64::from(ink[pixel]);
            blot.peak = blot.peak.max(ink[pixel]);
            blot.contact += usize::from(is_edge(pixel, width, height));
            for row in row.saturating_sub(1)..(row + 2).min(height) {
                for column in column.saturating_sub(1)..(column + 2).min(width) {
                    let near = row * width + column;
                    if ink[near] > 0 && !seen[near] {
                        seen[near] = true;
                        blot.pixels.push(near);
                    }
                }
            }
        }
        blot.reach = (bottom - top).max(right - left) + 1;
        (blot.rows, blot.columns) = (top..bottom + 1, left..right + 1);
        found.push(blot);
    }
    found
}

/// The picture with blocks of pixels averaged, so that it isn't larger than needed.
fn reduced(picture: &Picture) -> Picture {
    let factor = picture.width.max(picture.height).div_ceil(MOST_SIDE);
    if factor == 1 {
        return picture.clone();
    }
    let (width, height) = (picture.width.div_ceil(factor), picture.height.div_ceil(factor));
    let mut grey = Vec::with_capacity(width * height);
    for block in picture.grey.chunks(factor * picture.width) {
        for left in (0..picture.width).step_by(factor) {
            let right = (left + factor).min(picture.width);
            let rows = block.chunks_exact(picture.width);
            let (mut sum, mut count) = (0u64, 0);
            for row in rows {
                sum += row[left..right].iter().map(|&shade| u64::from(shade)).sum::<u64>();
                count += (right - left) as u64;
            }
            grey.push((sum / count) as u8);
        }
    }
    Picture { width, height, grey }
}

/// Whether the rare shades are the light ones: each is compared with the mean of a large part of the
/// picture around it, and cubed, so that what stands out counts most.
fn light_on_dark(grey: &[u8], width: usize) -> bool {
    let height = grey.len() / width;
    let around = mean_around(grey, width, width.max(height) / 4);
    let cube = |(&shade, &mean): (&u8, &u8)| (i64::from(shade) - i64::from(mean)).pow(3);
    grey.iter().zip(&around).map(cube).sum::<i64>() > 0
}

/// The mean of the square that reaches `radius` pixels each way, or what of it is in the picture.
fn mean_around(grey: &[u8], width: usize, radius: usize) -> Vec<u8> {
    let height = grey.len() / width;
    // Sums of everything above and to the left.
    let mut sums = vec![0u32; (width + 1) * (height + 1)];
    for row in 0..height {
        let mut line = 0;
        for column in 0..width {
            line += u32::from(grey[row * width + column]);
            let above = sums[row * (width + 1) + column + 1];
            sums[(row + 1) * (width + 1) + column + 1] = above + line;
        }
    }
    let mut means = Vec::with_capacity(grey.len());
    for row in 0..height {
        let (top, bottom) = (row.saturating_sub(radius), (row + radius + 1).min(height));
        for column in 0..width {
            let (left, right) = (column.saturating_sub(radius), (column + radius + 1).min(width));
            let at = |row: usize, column: usize| sums[row * (width + 1) + column];
            let sum = at(bottom, right) + at(top, left) - at(top, right) - at(bottom, left);
            means.push((sum / ((bottom - top) * (right - left)) as u32) as u8);
        }
    }
    means
}

/// [`closing`] with white paper around the picture, which no square fits into.
fn closing_on_white(grey: &[u8], width: usize, radius: usize) -> Vec<u8> {
    let (height, wide) = (grey.len() / width, width + 2 * radius);
    let mut framed = vec![255; wide * (height + 2 * radius)];
    for (row, line) in grey.chunks_exact(width).enumerate() {
        let start = (row + radius) * wide + radius;
        framed[start..start + width].copy_from_slice(line);
    }
    let closed = closing(&framed, wide, radius);
    let rows = closed.chunks_exact(wide).skip(radius).take(height);
    rows.flat_map(|row| &row[radius..radius + width]).copied().collect()
}

/// The lightest shade in each square of `2 · radius + 1` pixels that touches the picture, and then for
/// each pixel the darkest of those that it lies in: dark things that such a square doesn't fit into are
/// gone. It may stick out of the picture; else light that falls off towards an edge would be ink there.
fn closing(grey: &[u8], width: usize, radius: usize) -> Vec<u8> {
    let (height, block) = (grey.len() / width, 2 * radius + 1);
    let (tall, wide) = (height + 2 * radius, width + 2 * radius);
    let shades = by_rows(grey, width, block, u8::max, block - 1);
    let shades = by_rows(&turned(&shades, wide), height, block, u8::max, block - 1);
    let shades = by_rows(&shades, tall, block, u8::min, 0);
    by_rows(&turned(&shades, height), wide, block, u8::min, 0)
}

/// The picked value of every run of `block` along each row, with `beyond` zeros before and after it; in
/// three comparisons a pixel (van Herk, "A fast algorithm for local minimum and maximum filters", 1992):
/// rows are cut into blocks, and each run is the tail of one and the head of the next.
fn by_rows(
    shades: &[u8],
    width: usize,
    block: usize,
    pick: fn(u8, u8) -> u8,
    beyond: usize,
) -> Vec<u8> {
    let runs = width + 2 * beyond + 1 - block;
    let padded = (width + 2 * beyond).next_multiple_of(block);
    let (mut heads, mut tails) = (vec![0; padded], vec![0; padded]);
    let mut out = Vec::with_capacity(shades.len() / width * runs);
    for row in shades.chunks_exact(width) {
        heads.fill(0);
        heads[beyond..beyond + width].copy_from_slice(row);
        tails.copy_from_slice(&heads);
        for (heads, tails) in heads.chunks_exact_mut(block).zip(tails.chunks_exact_mut(block)) {
            for i in 1..block {
                heads[i] = pick(heads[i], heads[i - 1]);
                tails[block - 1 - i] = pick(tails[block - 1 - i], tails[block - i]);
            }
        }
        out.extend((0..runs).map(|i| pick(tails[i], heads[i + block - 1])));
    }
    out
}

/// Rows become columns.
fn turned(shades: &[u8], width: usize) -> Vec<u8> {
    let height = shades.len() / width;
    (0..shades.len()).map(|i| shades[(i % height) * width + i / height]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn closing_takes_thin_dark_things_away_and_keeps_edges_of_large_ones() {
        // Light 200, in the right half 100; a line of 0 across both, three pixels tall.
        let (width, height) = (40, 30);
        let scene = |i: usize| if i % width < 20 { 200 } else { 100 };
        let grey: Vec<u8> = (0..width * height)
            .map(|i| if (10..13).contains(&(i / width)) { 0 } else { scene(i) })
            .collect();
        let paper: Vec<u8> = (0..width * height).map(scene).collect();
        assert_eq!(closing(&grey, width, 3), paper);
        assert_eq!(closing(&grey, width, 1), grey, "a square of 3 fits into the line");
    }

    proptest! {
        #[test]
        fn the_running_pick_is_that_of_each_run(
            row in prop::collection::vec(any::<u8>(), 1..50), block in 1usize..40,
        ) {
            let zeros = vec![0; block - 1];
            let padded = [&zeros[..], &row, &zeros].concat();
            let largest: Vec<u8> = padded.windows(block).map(|w| *w.iter().max().unwrap()).collect();
            prop_assert_eq!(by_rows(&row, row.len(), block, u8::max, block - 1), largest);
            if block <= row.len() {
                let least: Vec<u8> = row.windows(block).map(|w| *w.iter().min().unwrap()).collect();
                prop_assert_eq!(by_rows(&row, row.len(), block, u8::min, 0), least);
            }
        }

        #[test]
        fn light_that_falls_off_to_a_side_is_no_ink(
            x in -3i32..4, y in -3i32..4, radius in 1usize..8,
        ) {
            let shade = |i: i32| (128 + x * (i % 25 - 12) + y * (i / 25 - 10)) as u8;
            let grey: Vec<u8> = (0..25 * 20).map(shade).collect();
            prop_assert_eq!(closing(&grey, 25, radius), grey);
        }
    }

    #[test]
    fn a_digit_whose_bar_is_cut_off_by_the_edge_keeps_it() {
        // A 7 from edge to edge.
        let (width, height) = (120, 160);
        let inked = |i: usize| {
            let (row, column) = (i / width, i % width);
            row < 14 || (column + row * 6 / 10).abs_diff(112) < 8
        };
        let grey = (0..width * height).map(|i| if inked(i) { 40 } else { 210 }).collect();
        let found = find_ink(&Picture { width, height, grey }).unwrap();
        assert!(found.ink[..width].iter().all(|&ink| ink > 200), "the bar");
        assert!(found.ink[80 * width + 64] > 200 && found.ink[80 * width + 20] == 0, "the stem");
    }

    #[test]
    fn means_are_those_of_the_square_around() {
        let grey = [10, 20, 30, 40, 50, 60];
        assert_eq!(mean_around(&grey, 3, 1), [30, 35, 40, 30, 35, 40]);
        assert_eq!(mean_around(&grey, 3, 9), [35; 6]);
    }

    #[test]
    fn large_pictures_are_averaged_in_blocks_and_small_ones_left() {
        let grey: Vec<u8> = (0..810 * 3).map(|i| if i % 810 < 405 { 90 } else { 30 }).collect();
        let small = reduced(&Picture { width: 810, height: 3, grey });
        assert_eq!((small.width, small.height), (270, 1));
        assert_eq!((small.grey[0], small.grey[269]), (90, 30));
        let same = Picture { width: 3, height: 1, grey: vec![1, 2, 3] };
        assert_eq!(reduced(&same), same);
    }
}
