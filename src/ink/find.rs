//! Finds the ink in a picture: what is line, and what is background, light, shadow, table or dust.
//!
//! Light falls unevenly on paper, but it changes slowly or at the edge of a shadow; ink comes in
//! lines. So the background at each pixel is the picture without everything thin: a greyscale
//! closing (Serra, "Image Analysis and Mathematical Morphology", 1982), which keeps the edge of a
//! shadow where it is. Ink is the fraction of that light which is missing. Whole numbers only: the
//! same on every machine.

use super::components::{Component, components, is_edge};
use super::filters::{closing, closing_on_white, mean_around};
use super::ink_map::InkMap;
use super::picture::{MOST_SIDE, Picture, quantile};
use super::rulings::without_rulings;

/// Smaller ones are too coarse to be smoothed.
const LEAST_SMOOTHED: usize = 120;
/// Pictures with a longer side below this are enlarged to about as much: of a line of one pixel
/// neither thickness nor edge can be told.
const LEAST_SIDE: usize = 112;
/// Less missing light than this, in 255ths, is the grain of the paper.
const LEAST_CONTRAST: u8 = 28;
/// The edge of a drawing or a scan differs by so much at most from its paper.
const FLAT: u8 = 10;
/// What is as large as one part in so many of the picture, and doesn't touch its edge, may be the
/// digit; then what is stuck to the edge is surroundings.
const LARGE_IN_PHOTO: usize = 8;
/// The same in a drawing or a scan, which has no table around it.
const LARGE_IN_DRAWING: usize = 3;
/// Darker backgrounds count as this light: of less, no fraction can be told.
const LEAST_LIGHT: u8 = 64;

/// The ink of a picture, reduced to [`MOST_SIDE`] pixels a side; `None` where there is none.
pub(super) fn find_ink(picture: &Picture) -> Option<InkMap> {
    let given = picture.width.max(picture.height);
    let Picture { width, height, mut grey } = enlarged(reduced(picture));
    let side = width.max(height);
    if given >= LEAST_SMOOTHED {
        grey = mean_around(&grey, width, 1);
    }
    let mut flat = flat_background(&grey, width);
    if flat.map_or_else(|| light_on_dark(&grey, width), |paper| is_lighter(&grey, paper)) {
        grey.iter_mut().chain(&mut flat).for_each(|shade| *shade = 255 - *shade);
    }
    if let Some(paper) = flat {
        let ink = ink_on(&grey, &vec![paper; grey.len()], width, LARGE_IN_DRAWING)?;
        return Some(InkMap { width, height, ink });
    }
    // Lines thinner than a quarter of the side are ink.
    let radius = (side / 8).max(1);
    let found = ink_on(&grey, &closing(&grey, width, radius), width, LARGE_IN_PHOTO)?;
    let cut_close = (0..found.len()).any(|i| found[i] > 0 && is_edge(i, width, height));
    if !cut_close {
        return Some(InkMap { width, height, ink: found });
    }
    // Bars along the edge may have been taken for a dark table: this time what is beyond is white.
    let ink = ink_on(&grey, &closing_on_white(&grey, width, radius), width, LARGE_IN_PHOTO);
    let ink = ink.unwrap_or(found);
    Some(InkMap { width, height, ink })
}

/// The one shade that nearly all of the edge has: a drawing or a scan, not a photo.
fn flat_background(grey: &[u8], width: usize) -> Option<u8> {
    let height = grey.len() / width;
    let edge = || (0..grey.len()).filter(|&pixel| is_edge(pixel, width, height));
    let mut counts = [0usize; 256];
    edge().for_each(|pixel| counts[usize::from(grey[pixel])] += 1);
    let paper = quantile(&counts, 5000);
    let like = edge().filter(|&pixel| grey[pixel].abs_diff(paper) <= FLAT).count();
    (like * 5 >= edge().count() * 4).then_some(paper)
}

/// Whether what differs from the paper is mostly lighter.
fn is_lighter(grey: &[u8], paper: u8) -> bool {
    let off = |&shade: &u8| (i64::from(shade) - i64::from(paper)).pow(3);
    grey.iter().map(off).sum::<i64>() > 0
}

/// The ink by the pixel, given the light of the background. `large`: see [`LARGE_IN_PHOTO`].
#[inline(never)]
fn ink_on(grey: &[u8], background: &[u8], width: usize, large: usize) -> Option<Vec<u8>> {
    let height = grey.len() / width;
    let side = width.max(height);
    let missing = grey.iter().zip(background).map(|(&g, &b)| missing_light(g, b)).collect();
    let mut missing = without_rulings(missing, width);
    // Each time round takes the surroundings away, then looks for the strongest of the rest.
    loop {
        let ink = levels(&missing)?;
        let components = components(&ink, width);
        let Some(main) = components.iter().filter(|c| c.is_ink()).max_by_key(|c| c.mass) else {
            // Nothing but haze, as strong as the strongest there is.
            return None;
        };
        // If some line doesn't touch the picture's edge, there is paper around the digit, and what
        // is stuck to the edge is surroundings. Otherwise the picture is cut close to the digit.
        let stuck = |c: &Component| c.contact * 10 >= width.min(height);
        let free = |c: &Component| c.contact == 0 && c.is_ink() && c.reach * large >= side;
        let frame = |c: &Component| stuck(c) && components.iter().any(free);
        if components.iter().any(frame) {
            for component in components.iter().filter(|c| frame(c)) {
                for &pixel in &component.pixels {
                    missing[pixel] = 0;
                }
            }
            continue;
        }
        let mut kept = vec![0; ink.len()];
        for component in components.iter().filter(|c| c.is_ink() && c.mass * 40 >= main.mass) {
            for &pixel in &component.pixels {
                kept[pixel] = ink[pixel];
            }
        }
        return Some(kept);
    }
}

/// How much of the background's light is missing, in 255ths.
fn missing_light(shade: u8, background: u8) -> u8 {
    let missing = u16::from(background.saturating_sub(shade)) * 255;
    (missing / u16::from(background.max(LEAST_LIGHT))) as u8
}

/// From missing light to ink: none below what the grain and a quarter of the strongest ink explain,
/// all from three quarters on. `None` if the strongest is no stronger than the grain.
fn levels(missing: &[u8]) -> Option<Vec<u8>> {
    let mut counts = [0usize; 256];
    for &value in missing {
        counts[usize::from(value)] += 1;
    }
    let quantile = |in_ten_thousand| quantile(&counts, in_ten_thousand);
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

/// The picture with so many pixels for each as make it large enough, shaded from each to the next
/// (bilinear interpolation).
fn enlarged(picture: Picture) -> Picture {
    let Picture { width, height, ref grey } = picture;
    let factor = LEAST_SIDE / width.max(height);
    if factor < 2 {
        return picture;
    }
    let (wide, tall) = (width * factor, height * factor);
    // Where a pixel lies between two of the picture's, and how far on, in 2 · factor parts.
    let between = |place: usize, last: usize| {
        let half = (2 * place + 1).saturating_sub(factor);
        let (before, on) = (half / (2 * factor), half % (2 * factor));
        if before >= last { (last, last, 0) } else { (before, before + 1, on) }
    };
    let of_row = |row: usize, column: usize| {
        let (left, right, on) = between(column, width - 1);
        let at = |column: usize| usize::from(grey[row * width + column]);
        at(left) * (2 * factor - on) + at(right) * on
    };
    let shade = |i: usize| {
        let (above, below, on) = between(i / wide, height - 1);
        let sum = of_row(above, i % wide) * (2 * factor - on) + of_row(below, i % wide) * on;
        (sum / (4 * factor * factor)) as u8
    };
    Picture { width: wide, height: tall, grey: (0..wide * tall).map(shade).collect() }
}

/// Whether the rare shades are the light ones: each is compared with the mean of a large square
/// around it, and the difference cubed, so that what stands out counts most.
fn light_on_dark(grey: &[u8], width: usize) -> bool {
    let height = grey.len() / width;
    let around = mean_around(grey, width, width.max(height) / 4);
    let cube = |(&shade, &mean): (&u8, &u8)| (i64::from(shade) - i64::from(mean)).pow(3);
    grey.iter().zip(&around).map(cube).sum::<i64>() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn large_pictures_are_averaged_in_blocks_and_small_ones_left() {
        let grey: Vec<u8> = (0..810 * 3).map(|i| if i % 810 < 405 { 90 } else { 30 }).collect();
        let small = reduced(&Picture { width: 810, height: 3, grey });
        assert_eq!((small.width, small.height), (270, 1));
        assert_eq!((small.grey[0], small.grey[269]), (90, 30));
        let same = Picture { width: 3, height: 1, grey: vec![1, 2, 3] };
        assert_eq!(reduced(&same), same);
    }
}
