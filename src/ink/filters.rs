//! Filters of grey pictures: means, and the greyscale closing.

/// The mean of the square that reaches `radius` pixels each way, or what of it is in the picture.
#[inline(never)]
pub(super) fn mean_around(grey: &[u8], width: usize, radius: usize) -> Vec<u8> {
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

/// [`closing`] as if white paper lay around the picture.
pub(super) fn closing_on_white(grey: &[u8], width: usize, radius: usize) -> Vec<u8> {
    let (height, wide) = (grey.len() / width, width + 2 * radius);
    let closed = closing(&framed(grey, width, radius, 255), wide, radius);
    let rows = closed.chunks_exact(wide).skip(radius).take(height);
    rows.flat_map(|row| &row[radius..radius + width]).copied().collect()
}

/// The picture with a margin of so many pixels of `shade` on each side.
#[inline(never)]
pub(super) fn framed(grey: &[u8], width: usize, margin: usize, shade: u8) -> Vec<u8> {
    let (height, wide) = (grey.len() / width, width + 2 * margin);
    let mut framed = vec![shade; wide * (height + 2 * margin)];
    for (row, line) in grey.chunks_exact(width).enumerate() {
        let start = (row + margin) * wide + margin;
        framed[start..start + width].copy_from_slice(line);
    }
    framed
}

/// The lightest shade in each square of `2 · radius + 1` pixels that touches the picture, and then
/// for each pixel the darkest of those that it lies in: dark things that such a square doesn't fit
/// into are gone. Squares may reach over the picture's edge; otherwise light that falls off towards
/// an edge would be ink there.
#[inline(never)]
pub(super) fn closing(grey: &[u8], width: usize, radius: usize) -> Vec<u8> {
    let (height, block) = (grey.len() / width, 2 * radius + 1);
    let (tall, wide) = (height + 2 * radius, width + 2 * radius);
    let shades = extremes(grey, width, block, u8::max, block - 1);
    let shades = extremes(&transposed(&shades, wide), height, block, u8::max, block - 1);
    let shades = extremes(&shades, tall, block, u8::min, 0);
    extremes(&transposed(&shades, height), wide, block, u8::min, 0)
}

/// The largest or least value, as `pick` says, of every window of `block` values in each row, with
/// `padding` zeros before and after the row. Three comparisons a value (van Herk, "A fast algorithm
/// for local minimum and maximum filters", 1992): rows are cut into blocks, and each window is the
/// tail of one block and the head of the next.
#[inline(never)]
fn extremes(
    shades: &[u8],
    width: usize,
    block: usize,
    pick: fn(u8, u8) -> u8,
    padding: usize,
) -> Vec<u8> {
    let windows = width + 2 * padding + 1 - block;
    let padded = (width + 2 * padding).next_multiple_of(block);
    let (mut heads, mut tails) = (vec![0; padded], vec![0; padded]);
    let mut out = Vec::with_capacity(shades.len() / width * windows);
    for row in shades.chunks_exact(width) {
        heads.fill(0);
        heads[padding..padding + width].copy_from_slice(row);
        tails.copy_from_slice(&heads);
        for (heads, tails) in heads.chunks_exact_mut(block).zip(tails.chunks_exact_mut(block)) {
            for i in 1..block {
                heads[i] = pick(heads[i], heads[i - 1]);
                tails[block - 1 - i] = pick(tails[block - 1 - i], tails[block - i]);
            }
        }
        out.extend((0..windows).map(|i| pick(tails[i], heads[i + block - 1])));
    }
    out
}

/// The picture with rows for columns.
#[inline(never)]
pub(super) fn transposed(shades: &[u8], width: usize) -> Vec<u8> {
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
        let background: Vec<u8> = (0..width * height).map(scene).collect();
        assert_eq!(closing(&grey, width, 3), background);
        assert_eq!(closing(&grey, width, 1), grey, "a square of 3 fits into the line");
    }

    proptest! {
        #[test]
        fn the_extremes_are_those_of_each_window(
            row in prop::collection::vec(any::<u8>(), 1..50), block in 1usize..40,
        ) {
            let zeros = vec![0; block - 1];
            let padded = [&zeros[..], &row, &zeros].concat();
            let largest: Vec<_> = padded.windows(block).map(|w| *w.iter().max().unwrap()).collect();
            prop_assert_eq!(extremes(&row, row.len(), block, u8::max, block - 1), largest);
            if block <= row.len() {
                let least: Vec<u8> = row.windows(block).map(|w| *w.iter().min().unwrap()).collect();
                prop_assert_eq!(extremes(&row, row.len(), block, u8::min, 0), least);
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
    fn means_are_those_of_the_square_around() {
        let grey = [10, 20, 30, 40, 50, 60];
        assert_eq!(mean_around(&grey, 3, 1), [30, 35, 40, 30, 35, 40]);
        assert_eq!(mean_around(&grey, 3, 9), [35; 6]);
    }
}
