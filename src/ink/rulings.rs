//! Takes the lines of ruled and squared paper away.
//!
//! A ruling is thin, all but straight, and goes from one edge of the picture to the other. It is
//! found as the Hough transform finds lines, for lines that are nearly level or nearly upright: for
//! each slope and place, count how many columns have a ridge there (Duda & Hart, "Use of the Hough
//! Transformation to Detect Lines and Curves in Pictures", 1972). What crosses it stays.

use super::filters::transposed;
use super::picture::quantile;

/// Columns are looked at in blocks of so many.
const BLOCK: usize = 8;
/// In pictures with fewer blocks a stroke may be taken for a ruling.
const LEAST_BLOCKS: usize = 8;
/// A ruling has a ridge in this part of its blocks, in tenths.
const SUPPORT: usize = 8;
/// Fewer lines may be a digit's own: the bars of a Z, or of a 2 that fills the picture.
const LEAST_LINES: usize = 3;
/// A ridge has at least so much missing light.
const LEAST_RIDGE: u8 = 8;
/// With so much missing light on average, a row of a block may have ink on a ruling.
const INK: u8 = 24;

/// A line from the left edge to the right one: the rows at which it begins and ends. It may leave
/// the picture in between.
#[derive(Clone, Copy)]
struct Line {
    left: isize,
    right: isize,
}

impl Line {
    /// Its row at a column.
    fn at(self, column: usize, width: usize) -> isize {
        self.left + (self.right - self.left) * column as isize / width.max(1) as isize
    }
}

/// Missing light without that of rulings, if the picture has any.
pub(super) fn without_rulings(missing: Vec<u8>, width: usize) -> Vec<u8> {
    let height = missing.len() / width;
    let level = lines(&missing, width);
    let turned = transposed(&missing, width);
    let upright = lines(&turned, height);
    if level.len() + upright.len() < LEAST_LINES {
        return missing;
    }
    let mut missing = missing;
    level.iter().for_each(|&line| remove(&mut missing, width, line));
    let mut turned = transposed(&missing, width);
    upright.iter().for_each(|&line| remove(&mut turned, height, line));
    transposed(&turned, height)
}

/// How far from a line it is paper, in pixels.
fn reach(width: usize, height: usize) -> usize {
    (width.max(height) / 50).max(3)
}

/// The lines that are nearly level, the best supported first.
#[inline(never)]
fn lines(missing: &[u8], width: usize) -> Vec<Line> {
    let height = missing.len() / width;
    let (blocks, reach) = (width / BLOCK, reach(width, height));
    if blocks < LEAST_BLOCKS || height < 4 * reach {
        return vec![];
    }
    let ridges = ridges(missing, width, reach);
    let steepest = (width / 8) as isize;
    let mut found: Vec<(usize, Line)> = Vec::new();
    let within = reach as isize..(height - reach) as isize;
    for slope in -steepest..=steepest {
        let down: Vec<isize> = (0..blocks)
            .map(|block| Line { left: 0, right: slope }.at(block * BLOCK + BLOCK / 2, width))
            .collect();
        for left in -steepest..height as isize + steepest {
            let (mut inside, mut support) = (0, 0);
            // The first and the last block within the picture, and of those with a ridge.
            let (mut all, mut with_ridge) = ((blocks, 0), (blocks, 0));
            for (block, down) in down.iter().enumerate() {
                let row = left + down;
                if !within.contains(&row) {
                    continue;
                }
                all = (all.0.min(block), block);
                match ridges[block * height + row as usize] {
                    Seen::Ridge => {
                        with_ridge = (with_ridge.0.min(block), block);
                        (inside, support) = (inside + 1, support + 1);
                    }
                    Seen::Paper => inside += 1,
                    Seen::Ink => {}
                }
            }
            let to_both_edges = with_ridge.0 <= all.0 + 1 && with_ridge.1 + 1 >= all.1;
            if to_both_edges && inside * 2 >= blocks && support * 10 >= inside * SUPPORT {
                found.push((support * 256 / inside + support, Line { left, right: left + slope }));
            }
        }
    }
    let mut lines: Vec<Line> = Vec::new();
    // Selected one by one, the best first; of lines that all but coincide the best stays.
    while let Some(&(_, best)) = found.iter().max_by_key(|&&(support, _)| support) {
        // Two that cross anywhere are no two rulings.
        let is_far = |other: &Line| {
            let apart = |a: isize, b: isize| (a - b).abs() > reach as isize;
            let middle = |line: &Line| line.left + line.right;
            apart(best.left, other.left)
                && apart(best.right, other.right)
                && apart(middle(&best) / 2, middle(other) / 2)
        };
        found.retain(|(_, other)| is_far(other));
        lines.push(best);
    }
    lines
}

/// What is in a row of a block of columns.
#[derive(Clone, Copy)]
enum Seen {
    Paper,
    /// In it or next to it is less light than in the rows at `reach` above and below.
    Ridge,
    /// Something that is no ridge: a ruling may go on behind it.
    Ink,
}

/// What each row of each block of columns has.
fn ridges(missing: &[u8], width: usize, reach: usize) -> Vec<Seen> {
    let (height, blocks) = (missing.len() / width, width / BLOCK);
    let mut ridges = vec![Seen::Paper; blocks * height];
    let mut means = vec![0u8; height];
    for block in 0..blocks {
        for (row, mean) in means.iter_mut().enumerate() {
            let at = row * width + block * BLOCK;
            let sum: u32 = missing[at..at + BLOCK].iter().map(|&value| u32::from(value)).sum();
            *mean = (sum / BLOCK as u32) as u8;
        }
        let column = &mut ridges[block * height..(block + 1) * height];
        for (seen, _) in column.iter_mut().zip(&means).filter(|&(_, &mean)| mean >= INK) {
            *seen = Seen::Ink;
        }
        for row in reach..height - reach {
            let beside = means[row - reach].max(means[row + reach]);
            let here = means[row];
            if here >= beside.saturating_add((here / 3).max(LEAST_RIDGE)) {
                column[row - 1..=row + 1].fill(Seen::Ridge);
            }
        }
    }
    ridges
}

/// Takes a line's light away wherever it is as thin and as faint as it mostly is.
#[inline(never)]
fn remove(missing: &mut [u8], width: usize, line: Line) {
    let height = missing.len() / width;
    let reach = reach(width, height);
    // In each column, the row where it is strongest, and the rows that are at least half as strong.
    let mut runs: Vec<Option<(usize, usize, usize)>> = Vec::with_capacity(width);
    for column in 0..width {
        let row = line.at(column, width);
        let near = (row - 2).max(0)..(row + 3).min(height as isize);
        let at = |row: usize| missing[row * width + column];
        let strongest = near.map(|row| row as usize).max_by_key(|&row| at(row));
        runs.push(strongest.filter(|&row| at(row) >= LEAST_RIDGE).map(|row| {
            let half = at(row) / 2;
            let up = (0..row).rev().take_while(|&row| at(row) > half).take(2 * reach).count();
            let down = (row + 1..height).take_while(|&row| at(row) > half).take(2 * reach).count();
            (row, row - up, row + down)
        }));
    }
    // The ruling is what there is in most columns; ink may lie on it for nearly half of its length.
    let (mut thick, mut strong) = ([0; 256], [0; 256]);
    for (column, run) in runs.iter().enumerate() {
        let (thickness, strength) = run.map_or((1, 0), |(row, from, to)| {
            ((to + 1 - from).min(255), usize::from(missing[row * width + column]))
        });
        thick[thickness] += 1;
        strong[strength] += 1;
    }
    let thick = usize::from(quantile(&thick, 5000));
    let strong = usize::from(quantile(&strong, 5000));
    if thick > reach {
        return; // a bar of the digit, along the picture's edge
    }
    for (column, run) in runs.iter().enumerate() {
        let &Some((row, from, to)) = run else { continue };
        let here = usize::from(missing[row * width + column]);
        if to + 1 - from > thick + (thick / 3).max(1) || here > strong * 3 / 2 + 16 {
            continue;
        }
        let (above, below) = (from.saturating_sub(2), (to + 2).min(height - 1));
        let paper = missing[above * width + column].min(missing[below * width + column]);
        for row in above..=below {
            let value = &mut missing[row * width + column];
            *value = (*value).min(paper);
        }
    }
}
