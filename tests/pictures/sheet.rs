//! Pictures of drawings with the faults that people's own pictures have, made from strokes.

use nibnet::ink::{Picture, Point, Strokes};

/// A pen stroke, drawn or not, as a picture in shades of grey.
#[derive(Clone)]
pub(crate) struct Sheet {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) grey: Vec<f32>,
}

/// Where a drawing lies on its sheet: left, top, and its longer side, as fractions of the sheet's
/// shorter side.
pub(crate) type Place = (f32, f32, f32);

/// Filling most of the sheet.
pub(crate) const MIDDLE: Place = (0.15, 0.15, 0.7);
/// The places at which small pictures are tried.
pub(crate) const PLACES: [Place; 4] =
    [MIDDLE, (0.05, 0.04, 0.55), (0.45, 0.35, 0.5), (0.04, 0.04, 0.92)];

impl Sheet {
    pub(crate) fn new(width: usize, height: usize, paper: f32) -> Self {
        Self { width, height, grey: vec![paper; width * height] }
    }

    /// Changes each shade; `work` is given the column, the row and the shade.
    pub(crate) fn each(mut self, mut work: impl FnMut(f32, f32, f32) -> f32) -> Self {
        for (i, shade) in self.grey.iter_mut().enumerate() {
            *shade = work((i % self.width) as f32, (i / self.width) as f32, *shade);
        }
        self
    }

    /// Draws with a round pen, `thick` pixels wide, of this shade. With `soft` edges, or of whole
    /// pixels, as programs without anti-aliasing draw.
    pub(crate) fn draw(
        self,
        strokes: &Strokes,
        place: Place,
        thick: f32,
        ink: f32,
        soft: bool,
    ) -> Self {
        let lines = placed(strokes, place, self.width.min(self.height) as f32);
        self.each(|x, y, shade| {
            let covered = (thick / 2.0 - distance(&lines, x + 0.5, y + 0.5) + 0.5).clamp(0.0, 1.0);
            let covered = if soft { covered } else { covered.round() };
            shade + (ink - shade) * covered
        })
    }

    /// What a camera, a sensor or a JPEG file adds to each pixel.
    pub(crate) fn noise(self, amount: f32, seed: u32) -> Self {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        self.each(|_, _, shade| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            shade + amount * ((state >> 8) as f32 / (1 << 23) as f32 - 1.0)
        })
    }

    /// As strong JPEG compression leaves it: in blocks of 8 × 8, each value of the discrete cosine
    /// transform rounded to steps that grow with its frequency.
    pub(crate) fn jpeg(mut self, coarse: f32) -> Self {
        let cosine = |place: usize, wave: usize| {
            let scale = if wave == 0 { (0.125f32).sqrt() } else { 0.5 };
            scale * ((2 * place + 1) as f32 * wave as f32 * std::f32::consts::PI / 16.0).cos()
        };
        for top in (0..self.height).step_by(8) {
            for left in (0..self.width).step_by(8) {
                let at = |x: usize, y: usize| {
                    (top + y).min(self.height - 1) * self.width + (left + x).min(self.width - 1)
                };
                let mut waves = [[0.0; 8]; 8];
                for (v, line) in waves.iter_mut().enumerate() {
                    for (u, wave) in line.iter_mut().enumerate() {
                        let value = |x: usize, y: usize| {
                            (self.grey[at(x, y)] - 128.0) * cosine(x, u) * cosine(y, v)
                        };
                        let sum: f32 = (0..64).map(|i| value(i % 8, i / 8)).sum();
                        let step = coarse * (1.0 + (u + v) as f32);
                        *wave = (sum / step).round() * step;
                    }
                }
                for i in (0..64).filter(|i| top + i / 8 < self.height && left + i % 8 < self.width)
                {
                    let (x, y) = (i % 8, i / 8);
                    let wave = |k: usize| waves[k / 8][k % 8] * cosine(x, k % 8) * cosine(y, k / 8);
                    self.grey[at(x, y)] = 128.0 + (0..64).map(wave).sum::<f32>();
                }
            }
        }
        self
    }

    pub(crate) fn picture(&self) -> Picture {
        let shade = |&shade: &f32| shade.clamp(0.0, 255.0).round() as u8;
        let grey = self.grey.iter().map(shade).collect();
        Picture::new(self.width, self.height, grey).unwrap()
    }
}

/// Where a point of a drawing lies on a sheet, in shorter sides of it.
pub(crate) fn on_sheet(strokes: &Strokes, (left, top, size): Place, at: Point) -> (f32, f32) {
    let span = |along: fn(&Point) -> f32| {
        let all = strokes.iter().flatten().map(along);
        all.fold((f32::MAX, f32::MIN), |(a, b), v| (a.min(v), b.max(v)))
    };
    let ((x0, x1), (y0, y1)) = (span(|p| p.x), span(|p| p.y));
    let scale = size / (x1 - x0).max(y1 - y0);
    (left + (at.x - x0) * scale, top + (at.y - y0) * scale)
}

/// The strokes' lines on a sheet with this shorter side.
fn placed(strokes: &Strokes, place: Place, side: f32) -> Vec<Vec<(f32, f32)>> {
    let at = |&point: &Point| {
        let (x, y) = on_sheet(strokes, place, point);
        (x * side, y * side)
    };
    strokes.iter().map(|line| line.iter().map(at).collect()).collect()
}

/// How far a point is from the nearest line.
fn distance(lines: &[Vec<(f32, f32)>], x: f32, y: f32) -> f32 {
    let to = |(x0, y0): (f32, f32), (x1, y1): (f32, f32)| {
        let (dx, dy) = (x1 - x0, y1 - y0);
        let along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy).max(1e-9);
        let along = along.clamp(0.0, 1.0);
        (x - x0 - along * dx).hypot(y - y0 - along * dy)
    };
    let near = |line: &Vec<(f32, f32)>| match line[..] {
        [point] => to(point, point),
        _ => line.windows(2).map(|pair| to(pair[0], pair[1])).fold(f32::MAX, f32::min),
    };
    lines.iter().map(near).fold(f32::MAX, f32::min)
}

impl Sheet {
    /// Ruled paper, or squared: lines this far apart, so thick, of this shade, that fall by `slope`
    /// pixels on each pixel to the right.
    pub(crate) fn ruled(self, apart: f32, thick: f32, ink: f32, slope: f32, squared: bool) -> Self {
        self.each(|x, y, shade| {
            let (along, across) = (x - slope * y, y + slope * x);
            let off = |place: f32| ((place / apart).fract() * apart - apart / 2.0).abs();
            let nearest = if squared { off(across).min(off(along)) } else { off(across) };
            shade + (ink - shade) * (thick / 2.0 - nearest + 0.5).clamp(0.0, 1.0)
        })
    }

    /// Takes the ink in a circle away, at fractions of the sheet's sides.
    pub(crate) fn hole(self, (x0, y0): (f32, f32), radius: f32, paper: f32) -> Self {
        let (x0, y0) = (x0 * self.width as f32, y0 * self.height as f32);
        self.each(|x, y, shade| if (x - x0).hypot(y - y0) < radius { paper } else { shade })
    }
}
