//! The wasm modules: compiled, given their JavaScript sides, made smaller where that works.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::Outcome;
use crate::stamp::Inputs;
use crate::{child, clean};

/// One library, four modules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Build {
    /// What the page's own thread asks for beyond reading: recipes, the inside of nets, nets in
    /// training. Fetched when a trainer or a lab wants it.
    Page,
    /// Trains on one thread, wherever there is SIMD: for workers, fetched when one is wanted.
    Training,
    /// Trains on several threads, over memory that they share: for workers of an isolated page.
    Threads,
    /// Reads and no more, in as few bytes as that takes: for pads, which fetch it before all else,
    /// and for `nibnet/recognise`.
    Reader,
}

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

/// What makes a module share its memory. The last four are for wasm-bindgen, which gives each
/// thread a stack and its thread-locals, and takes them out again.
const SHARED: [&str; 10] = [
    "-Ctarget-feature=+simd128,+atomics,+bulk-memory,+mutable-globals",
    // As in .cargo/config.toml, which says why.
    "-Cllvm-args=-disable-lsr",
    // The compiler's word that atomics aren't stable; the build for one thread gives all other
    // warnings.
    "-Awarnings",
    "-Clink-arg=--shared-memory",
    "-Clink-arg=--import-memory",
    // Shared memory says beforehand how far it may grow; iOS refuses more than 256 MB.
    "-Clink-arg=--max-memory=268435456",
    "-Clink-arg=--export=__wasm_init_tls",
    "-Clink-arg=--export=__tls_size",
    "-Clink-arg=--export=__tls_align",
    "-Clink-arg=--export=__tls_base",
];

impl Build {
    /// A cargo profile each, so that neither evicts what the other has compiled.
    fn profile(self) -> &'static str {
        match self {
            Self::Page => "wasm-page",
            Self::Training => "wasm",
            Self::Threads => "wasm-threads",
            Self::Reader => "wasm-reader",
        }
    }

    /// The finished module's name.
    pub fn file(self) -> &'static str {
        match self {
            Self::Page => "nibnet-page.wasm",
            Self::Training => "nibnet-train.wasm",
            Self::Threads => "nibnet-threads.wasm",
            Self::Reader => "nibnet.wasm",
        }
    }

    /// Where its JavaScript side is.
    pub fn glue(self, paths: &Paths) -> PathBuf {
        match self {
            Self::Page => paths.glue.join("page"),
            Self::Training => paths.glue.join("train"),
            Self::Threads => paths.glue.join("threads"),
            Self::Reader => paths.glue.join("reader"),
        }
    }

    /// The finished module.
    pub fn module(self, paths: &Paths) -> PathBuf {
        paths.work.join(self.file())
    }

    /// Compiles the library; cargo itself knows what changed.
    pub fn compile(self, paths: &Paths) -> Result<Outcome, Failure> {
        let mut cargo = child::cargo(paths);
        cargo.args(["build", "--package", "nibnet", "--lib", "--no-default-features"]);
        match self {
            Self::Page => _ = cargo.args(["--features", "page"]),
            Self::Training | Self::Threads => _ = cargo.args(["--features", "training"]),
            Self::Reader => {}
        }
        cargo.args(["--profile", self.profile(), "--target", "wasm32-unknown-unknown", "--locked"]);
        // A place that does not depend on anyone's settings. Locks are kept per profile, and no
        // other command uses these, so nothing waits.
        cargo.arg("--target-dir").arg(paths.root.join("target"));
        // These would take the place of the flags in .cargo/config.toml, SIMD among them.
        cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        let names = neutral_names(paths)?;
        if self == Self::Threads {
            // The standard library comes compiled without atomics, so it is compiled with them
            // here; that this takes a flag of the nightly compiler changes nothing about the
            // compiler.
            cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
            let flags = SHARED.into_iter().chain(names.iter().map(String::as_str));
            cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.collect::<Vec<_>>().join("\x1f"));
        } else {
            // Cargo joins these with the flags of .cargo/config.toml.
            let names: Vec<_> = names.iter().map(|flag| format!("{flag:?}")).collect();
            let flags = format!("target.wasm32-unknown-unknown.rustflags=[{}]", names.join(","));
            cargo.arg("--config").arg(flags);
        }
        child::loud(&mut cargo, "the wasm module could not be compiled")?;
        Ok(Outcome::Made)
    }

    /// Makes the glue, and the module as the page gets it.
    pub fn bind(self, paths: &Paths) -> Result<Outcome, Failure> {
        let compiled = paths.root.join("target/wasm32-unknown-unknown").join(self.profile());
        let compiled = compiled.join("nibnet.wasm");
        let stamp = Inputs::new(include_str!("wasm.rs"))
            .file(&compiled)?
            .file(&paths.root.join("package-lock.json"))?
            .stamp(&paths.work, &format!("glue-{}", self.profile()));
        let is_there = self.module(paths).is_file() && self.glue(paths).join("nibnet.js").is_file();
        if stamp.is_fresh() && is_there {
            return Ok(Outcome::Kept);
        }
        stamp.lift()?;
        let glue = self.glue(paths);
        fs::create_dir_all(&paths.glue).doing("make", &paths.glue)?;
        // The page says where the module is: a classic worker has no `import.meta`.
        make_glue(&compiled, "nibnet", &glue)?;
        let more: &[&str] = match self {
            Self::Threads => &["-O3", "--enable-threads"],
            Self::Page | Self::Training | Self::Reader => &["-O3"],
        };
        optimise(paths, &glue.join("nibnet_bg.wasm"), &self.module(paths), more)?;
        stamp.press()?;
        Ok(Outcome::Made)
    }

    /// Leaves nothing of it, so that no page is made with what is out of date.
    pub fn forget(self, paths: &Paths) -> Result<(), Failure> {
        clean::remove(&self.module(paths))?;
        clean::remove(&self.glue(paths))
    }
}

/// The compiler's flags by which panics name a source file in the same way on every machine.
fn neutral_names(paths: &Paths) -> Result<Vec<String>, Failure> {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(&paths.root).args(["--print", "sysroot"]);
    let sysroot = child::quiet(&mut rustc, "the compiler could not be asked where it is")?;
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let crates = cargo_home.unwrap_or_default().join("registry/src");
    let registries = fs::read_dir(&crates).into_iter().flatten().flatten();
    // Of several that match, the compiler takes the last.
    let mut names = vec![(paths.root.clone(), "")];
    names.push((Path::new(sysroot.trim()).join("lib/rustlib/src/rust"), "rust"));
    names.extend(registries.map(|registry| (registry.path(), "crates")));
    let flag = |(from, to): (PathBuf, &str)| format!("--remap-path-prefix={}={to}", from.display());
    Ok(names.into_iter().map(flag).collect())
}

/// Makes the JavaScript side of a compiled module: `into` is replaced by a folder with `NAME.js`
/// and `NAME_bg.wasm`, of which the first must be told where the second is.
pub fn make_glue(compiled: &Path, name: &str, into: &Path) -> Result<(), Failure> {
    let next = into.with_extension("next");
    clean::remove(&next)?;
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
    clean::remove(into)?;
    fs::rename(&next, into).doing("write", into)
}

/// Runs wasm-opt, and takes its work only if it is smaller and still a module.
pub fn optimise(paths: &Paths, bound: &Path, target: &Path, more: &[&str]) -> Result<(), Failure> {
    let optimised = target.with_extension("optimised");
    let mut command = child::node(paths);
    command.arg(paths.npm("binaryen/bin/wasm-opt")).args(FEATURES).args(more);
    command.arg(bound).arg("-o").arg(&optimised);
    child::quiet(&mut command, "the wasm module could not be optimised")?;
    let mut compile = child::node(paths);
    child::quiet(compile.args(["-e", COMPILE]).arg(&optimised), "the optimised wasm is broken")?;

    let length = |file: &Path| fs::metadata(file).map(|data| data.len()).doing("read", file);
    let best = if length(&optimised)? <= length(bound)? { &optimised } else { bound };
    if best != target {
        fs::copy(best, target).doing("write", target)?;
    }
    clean::remove(&optimised)
}
