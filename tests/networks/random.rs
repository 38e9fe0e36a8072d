//! Networks drawn at random: all kinds of layers, with odd sides and channels, kernels larger than
//! their maps, strides beyond kernels, maps of one pixel, pools as large as the map.

use nibnet::rng::{Purpose, Rng};
use serde_json::{Value, json};

/// The network of that number, as JSON.
pub(crate) fn network(number: u32) -> Value {
    let mut draw = Draw(Rng::new(number.into(), Purpose::Weights { tensor: u32::MAX }));
    let rows = draw.side();
    let columns = if draw.one_in(3) { draw.side() } else { rows };
    let mut layers = Vec::new();
    let mut is_picture = true;
    for _ in 0..draw.below(6) {
        let layer = draw.layer(is_picture);
        is_picture = is_picture && layer.get("dense").is_none();
        layers.push(layer);
    }
    layers.push(json!({"dense": {"units": 10, "bias": draw.bias()}}));
    json!({"input": {"rows": rows, "columns": columns}, "layers": layers})
}

/// A network whose every number may be as large as its range, or beyond it.
pub(crate) fn huge_network(number: u32) -> Value {
    let mut draw = Draw(Rng::new(number.into(), Purpose::Weights { tensor: u32::MAX - 1 }));
    let sides = [draw.huge(255), draw.huge(255)];
    let mut layers: Vec<Value> = (0..draw.below(30))
        .map(|_| match draw.below(5) {
            0 => json!({"dense": {"units": draw.huge(4096)}}),
            1 => json!({"maxPool": {"size": draw.huge(31), "stride": draw.huge(31)}}),
            2 => json!({"batchNorm": {}}),
            3 => json!({"averagePool": {"size": draw.huge(31), "stride": draw.huge(31)}}),
            _ => {
                let [filters, kernel, stride] = [draw.huge(512), draw.huge(31), draw.huge(31)];
                json!({"conv": {"filters": filters, "kernel": kernel, "stride": stride}})
            }
        })
        .collect();
    layers.push(json!({"dense": {"units": 10}}));
    json!({"input": {"rows": sides[0], "columns": sides[1]}, "layers": layers})
}

struct Draw(Rng);

impl Draw {
    fn below(&mut self, end: u32) -> u32 {
        self.0.below(end)
    }

    fn one_in(&mut self, chances: u32) -> bool {
        self.below(chances) == 0
    }

    /// Mostly small, now and then a few dozen.
    fn side(&mut self) -> u32 {
        1 + if self.one_in(8) { self.below(30) } else { self.below(11) }
    }

    /// Small, or about as large as it may be; seldom larger.
    fn huge(&mut self, most: u32) -> u32 {
        match self.below(40) {
            0 => most + 1,
            1..=9 => most - self.below(most.min(4)),
            10..=19 => 1 + self.below(most),
            _ => 1 + self.below(most.min(8)),
        }
    }

    fn activation(&mut self) -> Value {
        match self.below(5) {
            0 => json!("linear"),
            1 => json!("sigmoid"),
            2 => json!({"leakyRelu": {"slope": 0.01 + 0.9 * self.0.unit()}}),
            _ => json!("relu"),
        }
    }

    fn bias(&mut self) -> f32 {
        if self.one_in(2) { 0.0 } else { self.0.symmetric() }
    }

    fn keep(&mut self) -> f32 {
        1.0 - 0.9 * self.0.unit()
    }

    /// Patches reach beyond the maps, which are 1 to 40 wide here.
    fn patch(&mut self) -> u32 {
        1 + if self.one_in(6) { self.below(31) } else { self.below(6) }
    }

    fn layer(&mut self, is_picture: bool) -> Value {
        let activation = self.activation();
        match self.below(if is_picture { 12 } else { 5 }) {
            0 | 1 => json!({"batchNorm": {"activation": activation}}),
            2 => json!({"dropout": {"keep": self.keep()}}),
            3 | 4 => {
                let units = 1 + if self.one_in(10) { self.below(410) } else { self.below(40) };
                json!({"dense": {"units": units, "activation": activation, "bias": self.bias()}})
            }
            5 => json!({"dropoutMaps": {"keep": self.keep()}}),
            6 => json!({"maxPool": {"size": self.patch(), "stride": self.patch()}}),
            7 => json!({"averagePool": {}}),
            8 => json!({"averagePool": {"size": self.patch(), "stride": self.patch()}}),
            _ => {
                let filters = 1 + if self.one_in(10) { self.below(50) } else { self.below(13) };
                let stride = if self.one_in(2) { 1 } else { self.patch() };
                json!({"conv": {
                    "filters": filters, "kernel": self.patch(), "stride": stride,
                    "activation": activation, "bias": self.bias()
                }})
            }
        }
    }
}
