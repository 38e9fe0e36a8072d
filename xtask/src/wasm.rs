//! The wasm module: compiled, given its JavaScript side, made smaller where that works.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::child;
use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::Outcome;
use crate::stamp::Inputs;

/// What every browser that has SIMD has too; the same set that the compiler emits.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// Ends well only if the engine accepts the module.
const COMPILE: &str =
    "new WebAssembly.Module(require('fs').readFileSync(process.argv[process.argv.length - 1]))";

/// Compiles the library; cargo itself knows what changed.
pub fn compile(paths: &Paths) -> Result<Outcome, Failure> {
    let mut cargo = child::cargo(paths);
    cargo.args(["build", "--package", "nibnet", "--lib", "--no-default-features"]);
    cargo.args(["--profile", "wasm", "--target", "wasm32-unknown-unknown", "--locked"]);
    // A place that does not depend on anyone's settings. Locks are kept per profile, and no other
    // command uses this one, so nothing waits.
    cargo.arg("--target-dir").arg(paths.root.join("target"));
    // These would take the place of the flags in .cargo/config.toml, SIMD among them.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    child::loud(&mut cargo, "the wasm module could not be compiled")?;
    Ok(Outcome::Made)
}

/// The finished module, beside which [`Paths::glue`] holds its JavaScript side.
pub fn module(paths: &Paths) -> PathBuf {
    paths.work.join("nibnet.wasm")
}

/// Writes the glue into [`Paths::glue`], and the module as the page gets it.
pub fn bind(paths: &Paths) -> Result<Outcome, Failure> {
    let compiled = paths.root.join("target/wasm32-unknown-unknown/wasm/nibnet.wasm");
    let stamp = Inputs::new(include_str!("wasm.rs"))
        .file(&compiled)?
        .file(&paths.root.join("package-lock.json"))?
        .stamp(&paths.work, "glue");
    if stamp.is_fresh() && module(paths).is_file() && paths.glue.join("nibnet.js").is_file() {
        return Ok(Outcome::Kept);
    }
    stamp.lift()?;
    // The page says where the module is: a classic worker has no `import.meta`.
    glue(&compiled, "nibnet", &paths.glue)?;
    optimise(&paths.glue.join("nibnet_bg.wasm"), &module(paths), paths)?;
    stamp.press()?;
    Ok(Outcome::Made)
}

/// Makes the JavaScript side of a compiled module: `into` is replaced by a folder with `NAME.js` and
/// `NAME_bg.wasm`, of which the first must be told where the second is.
pub fn glue(compiled: &Path, name: &str, into: &Path) -> Result<(), Failure> {
    let next = into.with_extension("next");
    if next.exists() {
        fs::remove_dir_all(&next).doing("empty", &next)?;
    }
    Bindgen::new()
        .input_path(compiled)
        .out_name(name)
        .web(true)
        .map(|bindgen| bindgen.omit_default_module_path(true).typescript(true))
        .and_then(|bindgen| bindgen.generate(&next))
        .map_err(|error| {
            Failure::new("the JavaScript side of the wasm module could not be made", format!("{error:#}"))
                .mend("cargo tree --workspace --invert wasm-bindgen   (its version and that of wasm-bindgen-cli-support must agree)")
        })?;
    if into.exists() {
        fs::remove_dir_all(into).doing("remove", into)?;
    }
    fs::rename(&next, into).doing("write", into)
}

/// Runs wasm-opt, and takes its work only if it is smaller and still a module.
pub fn optimise(bound: &Path, target: &Path, paths: &Paths) -> Result<(), Failure> {
    let optimised = target.with_extension("optimised.wasm");
    let mut command = child::node(paths);
    command.arg(paths.npm("binaryen/bin/wasm-opt")).arg("-O3").args(FEATURES);
    command.arg(bound).arg("-o").arg(&optimised);
    child::quiet(&mut command, "the wasm module could not be optimised")?;
    let mut compile = child::node(paths);
    child::quiet(compile.args(["-e", COMPILE]).arg(&optimised), "the optimised wasm is broken")?;

    let length = |file: &Path| fs::metadata(file).map(|data| data.len()).doing("read", file);
    let best = if length(&optimised)? <= length(bound)? { &optimised } else { bound };
    if best != target {
        fs::copy(best, target).doing("write", target)?;
    }
    fs::remove_file(&optimised).doing("remove", &optimised)
}
