//! The engine's errors as the exceptions of `nibnet/errors.py`, each with its sentence.

use nibnet::data::{FolderError, IdxError, ManifestError};
use nibnet::file::{ModelError, OpenError};
use nibnet::ink::{InkError, PictureError};
use nibnet::net::NetworkError;
use nibnet::threads::ThreadPoolError;
use nibnet::train::{RecipeError, TeachError, TrainError};
use pyo3::PyErr;
use pyo3::exceptions::PyOSError;

mod classes {
    use pyo3::import_exception;

    import_exception!(nibnet.errors, DigitsError);
    import_exception!(nibnet.errors, DigitsNotFoundError);
    import_exception!(nibnet.errors, DivergedError);
    import_exception!(nibnet.errors, DrawingError);
    import_exception!(nibnet.errors, NetFileError);
    import_exception!(nibnet.errors, RecipeError);
    import_exception!(nibnet.errors, TeachError);
    import_exception!(nibnet.errors, ThreadsError);
    import_exception!(nibnet.errors, TrainError);
}

/// An error of the engine that Python has a class for.
pub(crate) trait ToPython: ToString {
    fn to_python(&self) -> PyErr;
}

macro_rules! to_python {
    ($($error:ty => $class:ident),* $(,)?) => {$(
        impl ToPython for $error {
            fn to_python(&self) -> PyErr {
                classes::$class::new_err(self.to_string())
            }
        }
    )*};
}

to_python! {
    RecipeError => RecipeError,
    NetworkError => RecipeError,
    IdxError => DigitsError,
    ManifestError => DigitsError,
    ModelError => NetFileError,
    OpenError => NetFileError,
    InkError => DrawingError,
    PictureError => DrawingError,
    TeachError => TeachError,
    ThreadPoolError => ThreadsError,
}

impl ToPython for TrainError {
    fn to_python(&self) -> PyErr {
        match self {
            Self::Diverged { .. } => classes::DivergedError::new_err(self.to_string()),
            _ => classes::TrainError::new_err(self.to_string()),
        }
    }
}

impl ToPython for FolderError {
    fn to_python(&self) -> PyErr {
        match self {
            Self::Io { .. } => PyOSError::new_err(self.to_string()),
            // The engine's sentence names an option of the command line.
            Self::Missing { folder, names } => classes::DigitsNotFoundError::new_err(format!(
                "{} has none of {names:?}, plain or with .gz",
                folder.display()
            )),
            _ => classes::DigitsError::new_err(self.to_string()),
        }
    }
}

/// What a caller of the native module gave that `nibnet/*.py` should have checked.
pub(crate) fn bug(what: &str) -> PyErr {
    pyo3::exceptions::PyValueError::new_err(format!("a bug in nibnet's Python layer: {what}"))
}

/// `?` for errors of the engine.
pub(crate) trait OrRaise<T> {
    fn or_raise(self) -> Result<T, PyErr>;
}

impl<T, E: ToPython> OrRaise<T> for Result<T, E> {
    fn or_raise(self) -> Result<T, PyErr> {
        self.map_err(|error| error.to_python())
    }
}
