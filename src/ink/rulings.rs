//! Takes the lines of ruled and squared paper away.
//!
//! A ruling is thin, all but straight, and goes from one edge of the picture to the other. It is
//! found as the Hough transform finds lines, for lines that are nearly level or nearly upright: for
//! each slope and place, count how many columns have a ridge there (Duda & Hart, "Use of the Hough
//! Transformation to Detect Lines and Curves in Pictures", 1972). What crosses it stays.

use super::filters::transposed;

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
fn lines(missing: &[u8], width: usize) -> Vec<Line> {
    let height = missing.len() / width;
    let (blocks, reach) = (width / BLOCK, reach(width, height));
    if blocks < LEAST_BLOCKS || height < 4 * reach {
        return vec![];
    }
    let ridges = ridges(missing, width, reach);
    let steepest = (width / 8) as isize;
    let mut found: Vec<(usize, Line)> = Vec::new();
    for slope in -steepest..=steepest {
        for left in -steepest..height as isize + steepest {
            let line = Line { left, right: left + slope };
            let (mut inside, mut support) = (0, 0);
            for block in 0..blocks {
                let row = line.at(block * BLOCK + BLOCK / 2, width);
                if (reach as isize..(height - reach) as isize).contains(&row) {
                    inside += 1;
                    support += usize::from(ridges[block * height + row as usize]);
                }
            }
            if inside * 2 >= blocks && support * 10 >= inside * SUPPORT {
                found.push((support * 256 / inside + support, line));
            }
        }
    }
    let mut lines: Vec<Line> = Vec::new();
    // Selected one by one, the best first; of lines that all but coincide the best stays.
    while let Some(&(_, best)) = found.iter().max_by_key(|&&(support, _)| support) {
        let near = |other: &Line| {
            let close = reach as isize;
            let apart = |a: isize, b: isize| (a - b).abs() > close;
            let middle = |line: &Line| line.left + line.right;
            !(apart(best.left, other.left) && apart(best.right, other.right))
                || !apart(middle(&best) / 2, middle(other) / 2)
        };
        found.retain(|(_, other)| !near(other));
        lines.push(best);
    }
    lines
}

/// Whether each row of each block of columns is next to a ridge: it has less light than the rows at
/// `reach` above and below.
fn ridges(missing: &[u8], width: usize, reach: usize) -> Vec<bool> {
    let (height, blocks) = (missing.len() / width, width / BLOCK);
    let mut ridges = vec![false; blocks * height];
    let mut means = vec![0u8; height];
    for block in 0..blocks {
        for (row, mean) in means.iter_mut().enumerate() {
            let at = row * width + block * BLOCK;
            let sum: u32 = missing[at..at + BLOCK].iter().map(|&value| u32::from(value)).sum();
            *mean = (sum / BLOCK as u32) as u8;
        }
        for row in reach..height - reach {
            let beside = means[row - reach].max(means[row + reach]);
            let here = means[row];
            if here >= beside.saturating_add((here / 3).max(LEAST_RIDGE)) {
                let column = &mut ridges[block * height..];
                column[row - 1..=row + 1].fill(true);
            }
        }
    }
    ridges
}

/// Takes a line's light away wherever it is as thin and as faint as it mostly is.
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
    let median = |of: &dyn Fn((usize, usize, usize), usize) -> usize| {
        let each = runs.iter().enumerate();
        let mut all: Vec<_> = each.filter_map(|(x, &run)| run.map(|run| of(run, x))).collect();
        let middle = all.len() / 2;
        (!all.is_empty()).then(|| *all.select_nth_unstable(middle).1)
    };
    let thick = median(&|(_, from, to), _| to + 1 - from);
    let strong = median(&|(row, ..), column| usize::from(missing[row * width + column]));
    let (Some(thick), Some(strong)) = (thick, strong) else { return };
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
