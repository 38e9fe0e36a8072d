//! From the places where a pen was noticed to the line that it drew.

/// Points of a line are so far apart, in pixels of the image.
const STEP: f32 = 0.5;
/// Places nearer than this are the same, or a pen that rests and shakes.
const NEAREST: f32 = 0.15;
/// How often a line's points are drawn together: each time takes a quarter of a pixel off the
/// sharpest corner, and most of the shaking of a mouse.
const TIMES: usize = 3;
/// The most points of a line, thirty times around the image. Longer lines take longer steps.
const MOST_POINTS: usize = 4800;

/// A smooth line through `places`, in pixels: a centripetal Catmull-Rom spline, which makes neither
/// loops nor overshoots (Yuksel, Schaefer & Keyser, "On the parameterization of Catmull-Rom
/// curves", 2009), its points then drawn together a little.
pub(super) fn smooth(mut places: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    thin(&mut places);
    let length: f32 = places.windows(2).map(|ends| distance(ends[0], ends[1])).sum();
    let step = STEP.max(length / MOST_POINTS as f32);
    let mut line = vec![places[0]];
    for i in 1..places.len() {
        let (from, to) = (places[i - 1], places[i]);
        let pieces = (distance(from, to) / step).ceil().max(1.0) as usize;
        let leave = i.checked_sub(2).map(|i| handle(places[i], from, to));
        let arrive = places.get(i + 1).map(|&after| handle(after, to, from));
        let (leave, arrive) = (
            leave.unwrap_or_else(|| handle_at_end(from, to, arrive)),
            arrive.unwrap_or_else(|| handle_at_end(to, from, leave)),
        );
        for piece in 1..=pieces {
            line.push(between(from, leave, arrive, to, piece as f32 / pieces as f32));
        }
    }
    for _ in 0..TIMES {
        draw_together(&mut line);
    }
    line
}

/// Leaves out places too near to the one before, but never the last.
fn thin(places: &mut Vec<(f32, f32)>) {
    let Some(&last) = places.last() else { return };
    places.dedup_by(|next, kept| distance(*next, *kept) < NEAREST);
    if places.len() > 1
        && let Some(end) = places.last_mut()
    {
        *end = last;
    }
}

/// The cubic's inner handle at `near`, on the way from `before` to `far`.
fn handle(before: (f32, f32), near: (f32, f32), far: (f32, f32)) -> (f32, f32) {
    let (d, e) = (distance(before, near).sqrt(), distance(near, far).sqrt());
    let below = 3.0 * d * (d + e);
    if below <= 0.0 {
        return near;
    }
    let on = |before: f32, near: f32, far: f32| {
        (d * d * far - e * e * before + (2.0 * d * d + 3.0 * d * e + e * e) * near) / below
    };
    (on(before.0, near.0, far.0), on(before.1, near.1, far.1))
}

/// The handle at an end of the line: on the parabola that the other handle determines; where that
/// is an end too, straight on.
fn handle_at_end(end: (f32, f32), far: (f32, f32), other: Option<(f32, f32)>) -> (f32, f32) {
    let on = |end: f32, far: f32, other: Option<f32>| match other {
        Some(other) => end + (far - end + 1.5 * (other - far)) * (2.0 / 3.0),
        None => end + (far - end) / 3.0,
    };
    (on(end.0, far.0, other.map(|o| o.0)), on(end.1, far.1, other.map(|o| o.1)))
}

/// A place on a cubic curve.
fn between(a: (f32, f32), b: (f32, f32), c: (f32, f32), d: (f32, f32), t: f32) -> (f32, f32) {
    let u = 1.0 - t;
    let (p, q, r, s) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
    (p * a.0 + q * b.0 + r * c.0 + s * d.0, p * a.1 + q * b.1 + r * c.1 + s * d.1)
}

/// Every point but the ends goes half the way to the middle of its neighbours.
pub(crate) fn draw_together(line: &mut [(f32, f32)]) {
    let Some(mut before) = line.first().copied() else { return };
    for i in 1..line.len().saturating_sub(1) {
        let (here, after) = (line[i], line[i + 1]);
        line[i] = (
            0.25 * (before.0 + 2.0 * here.0 + after.0),
            0.25 * (before.1 + 2.0 * here.1 + after.1),
        );
        before = here;
    }
}

fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    let (x, y) = (a.0 - b.0, a.1 - b.1);
    (x * x + y * y).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_the_ends_and_stays_near_the_places() {
        let places = vec![(0.0, 0.0), (4.0, 0.5), (9.0, 0.0), (9.0, 0.0), (12.0, 6.0), (3.0, 17.0)];
        let line = smooth(places.clone());
        assert_eq!((line[0], line[line.len() - 1]), (places[0], places[5]));
        for place in places {
            let nearest = line.iter().map(|&on| distance(on, place)).fold(f32::MAX, f32::min);
            assert!(nearest < 0.8, "{place:?} is {nearest} off the line");
        }
        assert!(line.windows(2).all(|ends| distance(ends[0], ends[1]) < 0.8));
    }

    #[test]
    fn a_shaking_hand_draws_a_straight_line() {
        let shaken: Vec<_> =
            (0..=60).map(|i| (i as f32 * 0.3, if i % 2 == 0 { 0.2 } else { -0.2 })).collect();
        let line = smooth(shaken);
        let inner = &line[4..line.len() - 4];
        assert!(inner.iter().all(|&(_, y)| y.abs() < 0.06), "{inner:?}");
    }

    #[test]
    fn few_places_make_a_round_curve() {
        // A quick circle of radius 8, noticed eight times.
        let circle: Vec<_> =
            [(8., 0.), (5.657, 5.657), (0., 8.), (-5.657, 5.657), (-8., 0.)].into();
        let line = smooth(circle);
        let radius = |&(x, y): &(f32, f32)| (x * x + y * y).sqrt();
        assert!(line.iter().all(|point| (radius(point) - 8.0).abs() < 0.35));
    }

    #[test]
    fn a_dot_is_a_point_and_endless_lines_have_an_end() {
        assert_eq!(smooth(vec![(1.0, 2.0); 9]), [(1.0, 2.0)]);
        let wild: Vec<_> = (0..100_000)
            .map(|i| if i % 2 == 0 { (0.0, 0.0) } else { (18.0, i as f32 * 1e-4) })
            .collect();
        assert!(smooth(wild).len() <= 100_000 + MOST_POINTS);
    }
}
