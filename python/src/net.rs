//! One net: reading, teaching, files.

use crate::digits::{Part, labelled};
use crate::errors::{OrRaise, bug};
use nibnet::answer::{self, Answer, Verdict};
use nibnet::file::{self, Format, Model, Precision};
use nibnet::ink::{IMAGE, NoDigit, Picture, Strokes};
use nibnet::net::{Network, Plan, fold};
use nibnet::reader::Reader;
use nibnet::train::Teacher;
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::PyBytes;
use std::sync::{Mutex, MutexGuard};

/// The net that comes with nibnet, and that the page reads with.
const SHIPPED: &[u8] = include_bytes!("../../www/model/digits.nib");

/// A net with its weights. All calls release the interpreter while they work or wait.
#[pyclass(frozen, module = "nibnet._native")]
pub(crate) struct Net(Mutex<State>);

struct State {
    model: Model,
    reader: Reader,
    /// What it learnt before its lessons is kept there.
    teacher: Option<Teacher>,
    images: Vec<u8>,
    labels: Vec<u8>,
}

/// The image that the net sees, the probabilities, a word for the verdict, and digits side by side.
type Told<'py> = (Bound<'py, PyBytes>, Vec<f32>, &'static str, Vec<(u8, f32)>);

/// Name, shape and values of a tensor: little-endian floats of 32 bits.
type Tensor<'py> = (String, Vec<usize>, Bound<'py, PyBytes>);

impl Net {
    pub(crate) fn of(model: Model) -> PyResult<Self> {
        let reader = Reader::of(&model).or_raise()?;
        let (images, labels) = (Vec::new(), Vec::new());
        Ok(Self(Mutex::new(State { model, reader, teacher: None, images, labels })))
    }

    /// For who has let go of the interpreter.
    fn state(&self) -> PyResult<MutexGuard<'_, State>> {
        self.0.lock().map_err(|_| bug("reading or teaching panicked"))
    }

    /// For who has the interpreter: others have it while this waits.
    fn waited(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, State>> {
        self.0.lock_py_attached(py).map_err(|_| bug("reading or teaching panicked"))
    }
}

#[pymethods]
impl Net {
    /// Opens the bytes of a `.nib` or `.safetensors` file. `network` is JSON, for tensors that
    /// don't say of which network they are.
    #[staticmethod]
    fn open(py: Python<'_>, bytes: &[u8], network: Option<&str>) -> PyResult<Self> {
        let network: Option<Network> = network
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| nibnet::train::RecipeError::Json(error.to_string()))
            .or_raise()?;
        py.detach(|| Self::of(file::open(bytes, network.as_ref()).or_raise()?))
    }

    /// The net that comes with nibnet.
    #[staticmethod]
    fn shipped() -> PyResult<Self> {
        Self::of(Model::from_bytes(SHIPPED).or_raise()?)
    }

    /// Preset, recipe as JSON (empty where it is unknown), steps and test accuracy.
    fn about(&self, py: Python<'_>) -> PyResult<(String, String, u32, Option<f64>)> {
        let about = self.waited(py)?.model.about.clone();
        Ok((about.preset, about.recipe, about.steps, about.test_accuracy))
    }

    /// The description of the network, as JSON.
    fn network(&self, py: Python<'_>) -> PyResult<String> {
        let network = self.waited(py)?.model.network.clone();
        serde_json::to_string(&network).map_err(|error| bug(&error.to_string()))
    }

    /// Rows and columns of an image, and how many classes.
    fn shape(&self, py: Python<'_>) -> PyResult<(u32, u32, usize)> {
        let state = self.waited(py)?;
        let input = state.model.network.input;
        let plan = Plan::new(&state.model.network).or_raise()?;
        Ok((input.rows, input.columns, plan.classes()))
    }

    fn fingerprint(&self, py: Python<'_>) -> PyResult<String> {
        Ok(Model::fingerprint(&self.waited(py)?.model.weights()))
    }

    /// All its tensors.
    fn tensors<'py>(&self, py: Python<'py>) -> PyResult<Vec<Tensor<'py>>> {
        let state = self.waited(py)?;
        let plan = Plan::new(&state.model.network).or_raise()?;
        let weights = state.model.weights();
        let tensors = plan.tensors().iter().map(|tensor| {
            let values = floats(py, &weights[tensor.range.clone()]);
            (tensor.name(), tensor.shape.clone(), values)
        });
        Ok(tensors.collect())
    }

    /// The probabilities of images, `[n, rows, columns]`, as the bytes of floats `[n, classes]`.
    fn probabilities<'py>(&self, py: Python<'py>, images: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        let all = py.detach(|| {
            let mut state = self.state()?;
            let input = state.model.network.input;
            if !images.len().is_multiple_of((input.rows * input.columns) as usize) {
                return Err(bug("images of another size"));
            }
            Ok(state.reader.all_probabilities(images))
        })?;
        Ok(floats(py, &all))
    }

    /// Reads a drawing: x, y, pressure, x, y, … and the end of each stroke.
    fn read_strokes<'py>(
        &self,
        py: Python<'py>,
        flat: Vec<f32>,
        ends: Vec<u32>,
    ) -> PyResult<Option<Told<'py>>> {
        let answer = py.detach(|| {
            let strokes = Strokes::from_flat(&flat, &ends).or_raise()?;
            let mut state = self.state()?;
            Ok::<_, PyErr>(answer::answer(state.drawn()?, &strokes))
        })?;
        Ok(answer.map(|answer| told(py, &answer)))
    }

    /// Reads a picture of shades of grey, 0 black to 255 white, or of red, green, blue and alpha.
    fn read_picture<'py>(
        &self,
        py: Python<'py>,
        size: (usize, usize),
        pixels: &[u8],
        is_grey: bool,
    ) -> PyResult<Option<Told<'py>>> {
        let (width, height) = size;
        let answer = py.detach(|| {
            let picture = if is_grey {
                Picture::new(width, height, pixels.to_vec())
            } else {
                Picture::from_rgba(width, height, pixels)
            };
            let picture = picture.or_raise()?;
            let mut state = self.state()?;
            Ok::<_, PyErr>(answer::answer_picture(state.drawn()?, &picture))
        })?;
        let is_blank = matches!(answer.verdict, Verdict::NoDigit(NoDigit::Blank));
        Ok((!is_blank).then(|| told(py, &answer)))
    }

    /// Teaches it these digits beside those it was taught before. `remembered` is for it not to
    /// forget; it is looked at before the first lesson only. Gives steps, whether the newest lesson
    /// is read right, how many of all lessons are, how many there are, and how many more of how
    /// many others are misread.
    fn teach(
        &self,
        py: Python<'_>,
        size: (usize, usize),
        lessons: Part,
        remembered: Part,
    ) -> PyResult<(u32, bool, u32, usize, i32, u32)> {
        py.detach(|| {
            let new = labelled(size, lessons)?;
            let mut state = self.state()?;
            let State { model, reader, teacher, images, labels } = &mut *state;
            let all = ([&images[..], new.pixels()].concat(), [&labels[..], lessons.1].concat());
            let all_lessons = labelled(size, (&all.0, &all.1))?;
            let teacher = match teacher {
                Some(teacher) => teacher,
                None => {
                    let remembered = labelled(size, remembered)?;
                    let first = model.weights();
                    teacher.insert(Teacher::new(&model.network, first, &remembered).or_raise()?)
                }
            };
            let taught = teacher.teach(&all_lessons).or_raise()?;
            // What was measured is no longer true.
            let about = file::About { test_accuracy: None, ..model.about.clone() };
            *model =
                Model::new(&model.network, &taught.weights, Precision::Full, about).or_raise()?;
            reader.adopt(&model.network, taught.weights).or_raise()?;
            (*images, *labels) = all;
            let nibnet::train::Taught { steps, learnt, right, forgotten, watched, .. } = taught;
            Ok((steps, learnt, right, labels.len(), forgotten, watched))
        })
    }

    /// Whether digits that it should remember need not be given again.
    fn has_teacher(&self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.waited(py)?.teacher.is_some())
    }

    /// The bytes of a file: `nib`, `nib-half`, `safetensors`, `npz` or `onnx`.
    fn to_bytes<'py>(&self, py: Python<'py>, format: &str) -> PyResult<Bound<'py, PyBytes>> {
        let format = Format::named(format).ok_or_else(|| bug("no such format"))?;
        let bytes = py.detach(|| file::write(&self.state()?.model, format).or_raise())?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// The same answers from a net without batch norm and dropout.
    fn folded(&self, py: Python<'_>) -> PyResult<Self> {
        py.detach(|| {
            let model = self.state()?.model.clone();
            let (network, weights) = fold(&model.network, &model.weights()).or_raise()?;
            Self::of(Model::new(&network, &weights, Precision::Full, model.about).or_raise()?)
        })
    }
}

impl State {
    /// The reader, where the net reads what pens draw.
    fn drawn(&mut self) -> PyResult<&mut Reader> {
        let input = self.model.network.input;
        if (input.rows * input.columns) as usize != IMAGE {
            return Err(bug("a net that doesn't read 28×28 pixels"));
        }
        Ok(&mut self.reader)
    }
}

fn told<'py>(py: Python<'py>, answer: &Answer) -> Told<'py> {
    let Answer { image, probabilities, verdict } = answer;
    let digits = verdict.digits().to_vec();
    (PyBytes::new(py, image), probabilities.clone(), verdict.name(), digits)
}

fn floats<'py>(py: Python<'py>, values: &[f32]) -> Bound<'py, PyBytes> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    PyBytes::new(py, &bytes)
}
