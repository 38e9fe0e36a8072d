//! The page's own files: bundles, style, still files, each also compressed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::Outcome;
use crate::stamp::{Inputs, files_below};
use crate::wasm::Build;
use crate::{child, mnist};

/// Everything of the page except the digits.
pub fn site_dir(paths: &Paths) -> PathBuf {
    paths.work.join("site")
}

/// Makes [`site_dir`]: bundles, still files, the module, the shipped model, and their `.gz`, `.br`.
pub fn make_site(paths: &Paths) -> Result<Outcome, Failure> {
    let www = paths.root.join("www");
    let stamp = Inputs::new(include_str!("bundle.rs"))
        .tree(&www)?
        .tree(&paths.glue)?
        .tree(&paths.root.join("xtask/js"))?
        .file(&Build::Reader.module(paths))?
        .file(&Build::Page.module(paths))?
        .file(&Build::Training.module(paths))?
        .file(&Build::Threads.module(paths))?
        .file(&mnist::sample_dir(paths).join(mnist::MANIFEST))?
        .file(&paths.root.join("package-lock.json"))?
        .file(&paths.root.join("tsconfig.json"))?
        .stamp(&paths.work, "site");
    let site = site_dir(paths);
    if stamp.is_fresh() && site.join("index.html").is_file() {
        return Ok(Outcome::Kept);
    }
    stamp.lift()?;
    if site.exists() {
        fs::remove_dir_all(&site).doing("empty", &site)?;
    }
    fs::create_dir_all(&site).doing("make", &site)?;

    esbuild(paths, "page", &site)?;
    for file in still_files(&www)? {
        let name = file.strip_prefix(&www).unwrap_or(&file);
        copy(&file, &site.join(name))?;
    }
    copy_parts(paths, &site)?;
    esbuild(paths, "embedded", &paths.work.join("embedded"))?;
    embed(paths, &["site".as_ref(), &site])?;

    let mut preload = child::node(paths);
    preload.arg(paths.script("preload.mjs")).arg(&site);
    child::quiet(&mut preload, "the page could not be told what it needs first")?;

    let mut offline = child::node(paths);
    offline.arg(paths.script("offline.mjs")).arg(&site);
    child::quiet(&mut offline, "the service worker could not be told what to keep")?;

    let mut compress = child::node(paths);
    compress.arg(paths.script("compress.mjs")).arg(&site).arg(paths.work.join("compressed"));
    child::quiet(&mut compress, "the page could not be compressed")?;
    stamp.press()?;
    Ok(Outcome::Made)
}

/// Bundles one of the sets that `bundle.mjs` names.
pub fn esbuild(paths: &Paths, set: &str, into: &Path) -> Result<(), Failure> {
    let mut bundle = child::node(paths);
    bundle.arg(paths.script("bundle.mjs")).arg(set).arg(into);
    child::quiet(&mut bundle, "the JavaScript could not be bundled").map(|_| ())
}

/// Puts parts of nibnet into scripts.
pub fn embed(paths: &Paths, words: &[&Path]) -> Result<(), Failure> {
    let mut node = child::node(paths);
    node.arg(paths.script("embed.mjs")).args(words);
    child::quiet(&mut node, "the parts could not be put into scripts").map(|_| ())
}

/// What the scripts fetch when they run: the modules and the shipped model.
pub fn copy_parts(paths: &Paths, into: &Path) -> Result<(), Failure> {
    for build in [Build::Reader, Build::Page, Build::Training, Build::Threads] {
        let module = build.module(paths);
        if build != Build::Threads || module.is_file() {
            copy(&module, &into.join(build.file()))?;
        }
    }
    copy(&shipped_model(paths)?, &into.join("digits.nib"))
}

/// The trained net that the page opens with.
fn shipped_model(paths: &Paths) -> Result<PathBuf, Failure> {
    let model = paths.root.join("www/model/digits.nib");
    if model.is_file() {
        return Ok(model);
    }
    Err(Failure::new("the shipped model is not there", format!("{} is missing", model.display()))
        .mend(
            "git checkout www/model/digits.nib   (or train it anew: README.md, “The command line”, says how)",
        ))
}

/// What is served as it stands: all of `www/` that esbuild does not read. The shipped model comes
/// with its recipe, which is for those who train it anew.
fn still_files(www: &Path) -> Result<Vec<PathBuf>, Failure> {
    let is_still = |file: &PathBuf| {
        let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        !matches!(kind, "js" | "mjs" | "css" | "ts" | "md") && !file.starts_with(www.join("model"))
    };
    Ok(files_below(www)?.into_iter().filter(is_still).collect())
}

pub fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    if let Some(dir) = to.parent() {
        fs::create_dir_all(dir).doing("make", dir)?;
    }
    fs::copy(from, to).doing("copy", from)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Folder;

    #[test]
    fn sources_are_not_served_as_they_stand() {
        let www = Folder::new("still");
        fs::create_dir(www.join("model")).unwrap();
        for name in ["index.html", "icon.svg", "app.js", "page.css", "globals.d.ts", "model/x.json"]
        {
            fs::write(www.join(name), "").unwrap();
        }
        let still = still_files(&www).unwrap();
        assert_eq!(still, [www.join("icon.svg"), www.join("index.html")]);
    }
}
