//! The npm package: what was built, generated into `pkg/`, and packed as a tarball.

use std::fs;
use std::path::PathBuf;

use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::{Outcome, Progress};
use crate::stamp::files_below;
use crate::wasm::Build;
use crate::{bundle, child, clean, dist};

/// What scripts call the JavaScript sides of the modules for the page's own thread.
const GLUES: [&str; 2] = ["nibnet-glue", "nibnet-page"];
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// `cargo xtask package`.
pub fn run(paths: &Paths) -> Result<(), Failure> {
    dist::build(paths, &dist::Options { threads_required: true, ..Default::default() })?;
    let mut progress = Progress::new(4);
    progress.step("package: files in pkg/", || fill(paths))?;
    progress.step("dist/nibnet.html, nibnet.js, nibnet-full.html", || single(paths))?;
    progress.loud("what weighs how much, with its integrity value", || integrity(paths))?;
    progress.step("package: tarball in target/package/", || pack(paths))
}

/// Prints the sizes and the values for `integrity="…"` of what a page fetches.
fn integrity(paths: &Paths) -> Result<Outcome, Failure> {
    let mut node = child::node(paths);
    node.arg(paths.script("integrity.mjs")).arg(paths.root.join("pkg")).arg(&paths.dist);
    child::loud(&mut node, "the files could not be measured")?;
    Ok(Outcome::Made)
}

/// Everything in one file: for a disk without a server, and for a deck without a folder.
fn single(paths: &Paths) -> Result<Outcome, Failure> {
    let bundles = paths.work.join("single");
    clean::remove(&bundles)?;
    bundle::esbuild(paths, "single", &bundles)?;
    bundle::embed(paths, &["single".as_ref(), &bundles, &paths.dist])?;
    Ok(Outcome::Made)
}

/// What in `pkg/` is made and not written.
pub fn generated(paths: &Paths) -> Result<Vec<PathBuf>, Failure> {
    let mut made = files_below(&paths.root.join("pkg"))?;
    made.retain(|file| {
        let name = file.to_string_lossy();
        [".js", ".wasm", ".nib", "custom-elements.json", "integrity.json"]
            .iter()
            .chain(&LICENCES)
            .any(|end| name.ends_with(end))
    });
    made.push(types_dir(paths));
    Ok(made)
}

fn fill(paths: &Paths) -> Result<Outcome, Failure> {
    for path in generated(paths)? {
        clean::remove(&path)?;
    }
    let pkg = paths.root.join("pkg");
    bundle::esbuild(paths, "package", &pkg)?;
    bundle::copy_parts(paths, &pkg)?;
    bundle::embed(paths, &["package".as_ref(), &pkg])?;
    for name in LICENCES {
        bundle::copy(&paths.root.join(name), &pkg.join(name))?;
    }
    types(paths)?;
    Ok(Outcome::Made)
}

fn pack(paths: &Paths) -> Result<Outcome, Failure> {
    let target = paths.root.join("target/package");
    fs::create_dir_all(&target).doing("make", &target)?;
    let mut npm = child::npm(paths);
    npm.current_dir(paths.root.join("pkg"));
    npm.args(["pack", "--ignore-scripts", "--pack-destination"]).arg(&target);
    child::quiet(&mut npm, "the package could not be packed")?;
    Ok(Outcome::Made)
}

/// Types, from the JSDoc comments; those of the wasm module go along.
fn types(paths: &Paths) -> Result<(), Failure> {
    let mut tsc = child::node(paths);
    tsc.arg(paths.npm("typescript/bin/tsc")).arg("--project");
    tsc.arg(paths.script("tsconfig.package.json"));
    child::quiet(&mut tsc, "the package's types could not be written")?;

    let types = types_dir(paths);
    for file in files_below(&types)? {
        let text = fs::read_to_string(&file).doing("read", &file)?;
        let depth = file.strip_prefix(&types).map_or(0, |name| name.components().count() - 1);
        fs::write(&file, with_own_glue(&text, depth)).doing("write", &file)?;
    }
    // The module's objects can be disposed of, which the types of many a project do not know yet.
    for (build, name) in [(Build::Reader, GLUES[0]), (Build::Page, GLUES[1])] {
        let glue = build.glue(paths).join("nibnet.d.ts");
        let text = fs::read_to_string(&glue).doing("read", &glue)?;
        let text = format!("/// <reference lib=\"esnext.disposable\" />\n{text}");
        let file = types.join(name).with_extension("d.ts");
        fs::write(&file, text).doing("write", &file)?;
    }

    let mut manifest = child::node(paths);
    manifest.arg(paths.script("manifest.mjs")).arg(paths.root.join("pkg"));
    child::quiet(&mut manifest, "the elements could not be described").map(|_| ())
}

/// The bare names of [`GLUES`] are ours alone: outside they become paths, `depth` folders up.
fn with_own_glue(text: &str, depth: usize) -> String {
    let up = if depth == 0 { "./".to_owned() } else { "../".repeat(depth) };
    let mut text = text.to_owned();
    for name in GLUES {
        for quote in ['\'', '"'] {
            let bare = format!("{quote}{name}{quote}");
            text = text.replace(&bare, &format!("{quote}{up}{name}.js{quote}"));
        }
    }
    text
}

fn types_dir(paths: &Paths) -> PathBuf {
    paths.root.join("pkg/types")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_name_the_wasm_module_by_a_path_that_holds_in_the_package() {
        let text = "import * as glue from 'nibnet-glue';\nimport(\"nibnet-page\").Reading";
        let there =
            "import * as glue from '../nibnet-glue.js';\nimport(\"../nibnet-page.js\").Reading";
        assert_eq!(with_own_glue(text, 1), there);
        assert_eq!(with_own_glue("'nibnet-glue'", 0), "'./nibnet-glue.js'");
        assert_eq!(with_own_glue("'nibnet-glue'", 2), "'../../nibnet-glue.js'");
        assert_eq!(with_own_glue("'nibnet-glue-else'", 2), "'nibnet-glue-else'");
    }
}
