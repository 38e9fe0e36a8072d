//! Burn on its own CPU backend (Flex), in the tab: the two networks of the benchmarks, trained and
//! read with.
//!
//! Written as Burn's book has it: modules, its Adam, its cross-entropy. What is measured is Burn;
//! so nothing here is cleverer than that.

use burn::module::Param;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::prelude::*;
use burn::tensor::activation::{relu, softmax};
use wasm_bindgen::prelude::*;

const PIXELS: usize = 784;
const CLASSES: usize = 10;

/// Any number of convolutions, then dense layers, ReLU between all of them.
#[derive(Module, Debug)]
struct Net {
    convolutions: Vec<Conv2d>,
    layers: Vec<Linear>,
}

impl Net {
    /// `"mlp"` or `"conv"`.
    fn new(name: &str, device: &Device) -> Self {
        let convolution = |[channels, filters, kernel, stride]: [usize; 4]| {
            Conv2dConfig::new([channels, filters], [kernel, kernel])
                .with_stride([stride, stride])
                .with_padding(PaddingConfig2d::Same)
                .init(device)
        };
        let dense = |sizes: &[usize]| {
            sizes.windows(2).map(|two| LinearConfig::new(two[0], two[1]).init(device)).collect()
        };
        match name {
            "mlp" => {
                Self { convolutions: vec![], layers: dense(&[PIXELS, 200, 100, 60, 30, CLASSES]) }
            }
            "conv" => Self {
                convolutions: [[1, 6, 6, 1], [6, 12, 5, 2], [12, 24, 4, 2]].map(convolution).into(),
                layers: dense(&[7 * 7 * 24, 200, CLASSES]),
            },
            _ => panic!("there is no net {name}"),
        }
    }

    fn forward(&self, images: Tensor<2>) -> Tensor<2> {
        let mut x = images;
        if !self.convolutions.is_empty() {
            let [count, _] = x.dims();
            let mut planes: Tensor<4> = x.reshape([count, 1, 28, 28]);
            for convolution in &self.convolutions {
                planes = relu(convolution.forward(planes));
            }
            x = planes.flatten(1, 3);
        }
        let (last, hidden) = self.layers.split_last().expect("there are dense layers");
        for layer in hidden {
            x = relu(layer.forward(x));
        }
        last.forward(x)
    }

    /// Takes over weights: of each layer in turn its weights as Burn orders them, then its biases.
    fn load(&mut self, weights: &[f32], device: &Device) {
        let mut rest = weights;
        for convolution in &mut self.convolutions {
            convolution.weight = take(&mut rest, convolution.weight.dims(), device);
            let filters = convolution.weight.dims()[0];
            convolution.bias = Some(take(&mut rest, [filters], device));
        }
        for layer in &mut self.layers {
            layer.weight = take(&mut rest, layer.weight.dims(), device);
            let units = layer.weight.dims()[1];
            layer.bias = Some(take(&mut rest, [units], device));
        }
        assert!(rest.is_empty(), "{} weights are left over", rest.len());
    }
}

fn take<const D: usize>(rest: &mut &[f32], shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    let (mine, after) = rest.split_at(shape.iter().product());
    *rest = after;
    Param::from_tensor(Tensor::from_data(TensorData::new(mine.to_vec(), shape), device))
}

/// A net that learns, with all its digits at hand.
#[wasm_bindgen]
pub struct Trainee {
    net: Option<Net>,
    adam: ModuleOptimizer,
    loss: CrossEntropyLoss,
    device: Device,
    images: Vec<u8>,
    labels: Vec<u8>,
    at: usize,
}

#[wasm_bindgen]
impl Trainee {
    /// `images` is `[n, 784]`, 0 for paper to 255 for ink.
    #[wasm_bindgen(constructor)]
    pub fn new(net: &str, images: Vec<u8>, labels: Vec<u8>) -> Self {
        let device = Device::flex().autodiff();
        Self {
            net: Some(Net::new(net, &device)),
            adam: AdamConfig::new().with_epsilon(1e-8).init(),
            loss: CrossEntropyLossConfig::new().init(&device),
            device,
            images,
            labels,
            at: 0,
        }
    }

    /// Takes training steps of `batch` digits; gives the last one's loss.
    pub fn train(&mut self, steps: u32, batch: usize, rate: f64) -> f32 {
        let mut last = f32::NAN;
        for _ in 0..steps {
            let (mut pixels, mut labels) =
                (Vec::with_capacity(batch * PIXELS), Vec::with_capacity(batch));
            for _ in 0..batch {
                // A prime step goes through all 60,000 in a mixed order.
                self.at = (self.at + 7919) % self.labels.len();
                let image = &self.images[self.at * PIXELS..(self.at + 1) * PIXELS];
                pixels.extend(image.iter().map(|&ink| f32::from(ink) / 255.0));
                labels.push(i32::from(self.labels[self.at]));
            }
            let images =
                Tensor::<2>::from_data(TensorData::new(pixels, [batch, PIXELS]), &self.device);
            let labels =
                Tensor::<1, Int>::from_data(TensorData::new(labels, [batch]), &self.device);
            let net = self.net.take().expect("a net is always put back");
            let loss = self.loss.forward(net.forward(images), labels);
            let gradients = GradientsParams::from_grads(loss.backward(), &net);
            self.net = Some(self.adam.step(rate, net, gradients));
            last = loss.into_scalar();
        }
        last
    }
}

/// A net that reads.
#[wasm_bindgen]
pub struct Reader {
    net: Net,
    device: Device,
}

#[wasm_bindgen]
impl Reader {
    /// `weights` as [`Net::load`] takes them.
    #[wasm_bindgen(constructor)]
    pub fn new(net: &str, weights: &[f32]) -> Self {
        let device = Device::flex();
        let mut net = Net::new(net, &device);
        net.load(weights, &device);
        Self { net, device }
    }

    /// The probabilities of `[n, 784]` pixels, 0 for paper to 1 for ink.
    pub fn read(&self, images: &[f32]) -> Vec<f32> {
        let shape = [images.len() / PIXELS, PIXELS];
        let images = Tensor::<2>::from_data(TensorData::new(images.to_vec(), shape), &self.device);
        softmax(self.net.forward(images), 1).into_data().try_to_vec().expect("floats")
    }
}
