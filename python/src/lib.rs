//! `nibnet._native`: the engine as Python's thin layer, `nibnet/*.py`, calls it.
//!
//! Arrays come in as bytes and go out as bytes: so neither numpy's binary interface nor a version
//! of it is compiled in, and one wheel serves every CPython from 3.9 on. `nibnet/_native.pyi` has
//! the types.

mod digits;
mod errors;
mod net;
mod run;

use pyo3::prelude::*;

#[pymodule]
mod _native {
    use super::*;

    #[pymodule_export]
    use super::digits::{Digits, read_folder};
    #[pymodule_export]
    use super::net::Net;
    #[pymodule_export]
    use super::run::{Run, presets, whole_recipe};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("VERSION", nibnet::VERSION)?;
        module.add("MOST_THREADS", nibnet::threads::ThreadPool::MAX_THREADS)
    }
}
