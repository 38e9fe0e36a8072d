//! Numbers in sentences, written by a few lines of our own: the standard library's way to write
//! floats weighs 18 kB, and every page that reads a digit would fetch it for its errors alone.

use std::fmt;

/// A number as people write it: as few digits after the point as give it back, `0.5` and `2e30`.
pub(crate) struct Decimal(pub(crate) f32);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = f64::from(self.0.abs());
        if rest.is_nan() {
            return f.write_str("NaN");
        }
        if self.0.is_sign_negative() {
            f.write_str("-")?;
        }
        if rest.is_infinite() {
            return f.write_str("inf");
        }
        let mut exponent = 0;
        if rest >= 1e16 {
            while rest >= 10.0 {
                rest /= 10.0;
                exponent += 1;
            }
        }
        if rest < 1e-5 {
            while rest > 0.0 && rest < 1.0 {
                rest *= 10.0;
                exponent -= 1;
            }
        }
        let scale = f64::from(self.0.abs()) / rest.max(f64::MIN_POSITIVE);
        let written = |power: f64| ((rest * power).round() / power * scale) as f32;
        let (mut power, mut digits) = (1.0, 0);
        while written(power) != self.0.abs() && digits < 17 {
            power *= 10.0;
            digits += 1;
        }
        let shifted = (rest * power).round() as u64;
        let unit = power as u64;
        write!(f, "{}", shifted / unit)?;
        if digits > 0 {
            write!(f, ".{:0digits$}", shifted % unit)?;
        }
        if exponent != 0 {
            write!(f, "e{exponent}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let written = [
            (0.0, "0"),
            (-0.5, "-0.5"),
            (1.0, "1"),
            (0.01, "0.01"),
            (-1000.25, "-1000.25"),
            (0.1, "0.1"),
            (16_777_216.0, "16777216"),
            (3e-7, "3e-7"),
            (2e30, "2e30"),
            (f32::NAN, "NaN"),
            (f32::NEG_INFINITY, "-inf"),
        ];
        for (number, text) in written {
            assert_eq!(Decimal(number).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_gives_the_number_back(bits in any::<u32>()) {
            let number = f32::from_bits(bits);
            prop_assume!(number.is_finite());
            let text = Decimal(number).to_string();
            prop_assert_eq!(text.parse::<f32>().unwrap(), number, "{}", text);
        }
    }
}
