//! The one build path: from sources to a `dist/` that is whole or not there.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::{Outcome, Progress};
use crate::stamp::files_below;
use crate::wasm::Build;
use crate::{absolute, bundle, mnist, setup};

#[derive(Args, Default)]
pub struct Options {
    /// Pack your own digits: the folder with the four IDX files, plain or .gz.
    #[arg(long, value_name = "DIR")]
    pub mnist: Option<PathBuf>,
    /// Put the page there and leave dist/ alone; an index.html that is there stays. (For Trunk.)
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Fail where the module with threads can't be made; else the page does without.
    #[arg(skip)]
    pub threads_required: bool,
}

/// Without any of these the page does not work.
const PARTS: [&str; 16] = [
    "index.html",
    "app.js",
    "app.css",
    "embed.html",
    "embed.js",
    "embed.css",
    "manifest.webmanifest",
    "sw.js",
    "embedded-parts.js",
    "embedded-digits.js",
    "worker.js",
    "nibnet.wasm",
    "nibnet-page.wasm",
    "nibnet-train.wasm",
    "digits.nib",
    "data/mnist.json",
];

pub fn build(paths: &Paths, options: &Options) -> Result<(), Failure> {
    fs::create_dir_all(&paths.work).doing("make", &paths.work)?;
    let _lock = only_builder(paths)?;
    let mut progress = Progress::new(setup::TOOL_STEPS + 13);
    setup::tools(paths, &mut progress)?;
    let own = options.mnist.as_ref().map(absolute);
    progress.step("digits: verified and packed", || mnist::make_chunks(paths, own.as_deref()))?;
    progress.step("digits: a sample, for pages that embed it", || mnist::make_sample(paths))?;
    progress.loud("wasm module that reads (a minute the first time)", || {
        Build::Reader.compile(paths)
    })?;
    progress.step("wasm module that reads: glue and wasm-opt", || Build::Reader.bind(paths))?;
    progress.loud("wasm module of recipes and labs (a minute the first time)", || {
        Build::Page.compile(paths)
    })?;
    progress
        .step("wasm module of recipes and labs: glue and wasm-opt", || Build::Page.bind(paths))?;
    progress.loud("wasm module that trains (a minute the first time)", || {
        Build::Training.compile(paths)
    })?;
    progress.step("wasm module that trains: glue and wasm-opt", || Build::Training.bind(paths))?;
    let threads = module_with_threads(paths, &mut progress);
    if options.threads_required {
        threads?;
    } else if let Err(failure) = threads {
        // Threads are an improvement and no requirement: a page on one thread is better than none.
        Build::Threads.forget(paths)?;
        eprintln!("\n{failure}\nGoing on without threads: the page will train on one.\n");
    }
    progress.step("page: bundled and compressed", || bundle::make_site(paths))?;
    match &options.into {
        Some(dir) => progress.step("page put in place", || lend(paths, dir)),
        None => progress.step("dist/", || publish(paths)),
    }
}

fn module_with_threads(paths: &Paths, progress: &mut Progress) -> Result<(), Failure> {
    progress.step(setup::LIBRARY_STEP, setup::library_source)?;
    progress.loud("wasm module with threads (two minutes the first time)", || {
        Build::Threads.compile(paths)
    })?;
    progress.step("wasm module with threads: glue and wasm-opt", || Build::Threads.bind(paths))
}

/// Two builds at once would write into each other's files: the second waits.
fn only_builder(paths: &Paths) -> Result<File, Failure> {
    let file = paths.work.join("lock");
    let lock = File::create(&file).doing("make", &file)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("another build is under way: waiting for it to end");
            lock.lock().doing("lock", &file)?;
        }
        // Some network file systems have no locks: a build alone is then up to the user.
        Err(TryLockError::Error(_)) => {}
    }
    Ok(lock)
}

/// The files of the page: where each one is, and its name in `dist/`.
fn page_files(paths: &Paths) -> Result<Vec<(PathBuf, PathBuf)>, Failure> {
    let mut files = Vec::new();
    let parts = [(bundle::site_dir(paths), ""), (mnist::chunks_dir(paths), "data")];
    for (dir, prefix) in &parts {
        for file in files_below(dir)? {
            let name = Path::new(prefix).join(file.strip_prefix(dir).unwrap_or(&file));
            files.push((file, name));
        }
    }
    match PARTS.iter().find(|part| !files.iter().any(|(_, name)| name == Path::new(part))) {
        None => Ok(files),
        Some(part) => {
            let why = format!("no step of the build made {part}");
            Err(Failure::new("the page is not whole", why).mend("cargo xtask clean"))
        }
    }
}

/// Replaces `dist/` by the page in one move.
fn publish(paths: &Paths) -> Result<Outcome, Failure> {
    let files = page_files(paths)?;
    if is_same(&files, &paths.dist)? {
        return Ok(Outcome::Kept);
    }
    let next = paths.root.join("dist.next");
    let last = paths.root.join("dist.last");
    for dir in [&next, &last] {
        if dir.exists() {
            fs::remove_dir_all(dir).doing("remove", dir)?;
        }
    }
    for (from, name) in &files {
        copy_with_time(from, &next.join(name))?;
    }
    if paths.dist.exists() {
        fs::rename(&paths.dist, &last).doing("move", &paths.dist)?;
    }
    fs::rename(&next, &paths.dist).doing("write", &paths.dist)?;
    if last.exists() {
        fs::remove_dir_all(&last).doing("remove", &last)?;
    }
    Ok(Outcome::Made)
}

/// Puts the page into a folder that another tool, Trunk, made and owns.
fn lend(paths: &Paths, dir: &Path) -> Result<Outcome, Failure> {
    for (from, name) in page_files(paths)? {
        let to = dir.join(&name);
        // Trunk's own index.html has the few lines that reload the page.
        let is_theirs = name == Path::new("index.html") && to.exists();
        let is_compressed = name.extension().is_some_and(|kind| kind == "gz" || kind == "br");
        if !is_theirs && !is_compressed {
            copy_with_time(&from, &to)?;
        }
    }
    Ok(Outcome::Made)
}

/// Whether `dist` holds these files and no others, by length and time of change.
fn is_same(files: &[(PathBuf, PathBuf)], dist: &Path) -> Result<bool, Failure> {
    let mark = |file: &Path| {
        let data = fs::metadata(file).ok()?;
        Some((data.len(), data.modified().ok()?))
    };
    let all_there = files.iter().all(|(from, name)| mark(from) == mark(&dist.join(name)));
    Ok(all_there && files_below(dist)?.len() == files.len())
}

/// The time goes along: the server makes its ETag of it.
fn copy_with_time(from: &Path, to: &Path) -> Result<(), Failure> {
    bundle::copy(from, to)?;
    let time = fs::metadata(from).and_then(|data| data.modified()).doing("read", from)?;
    File::options().write(true).open(to).and_then(|file| file.set_modified(time)).doing("date", to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Folder;

    /// A repository in which all steps but the last have been done.
    fn built(name: &str) -> (Folder, Paths) {
        let folder = Folder::new(name);
        for part in PARTS {
            let dir = if part.starts_with("data/") { "chunks" } else { "site" };
            let name = part.trim_start_matches("data/");
            folder.write(&format!("target/nibnet/{dir}/{name}"), part);
        }
        let paths = Paths::under(&folder);
        (folder, paths)
    }

    #[test]
    fn publishing_makes_the_page_once_and_again_when_a_part_changes() {
        let (folder, paths) = built("publish");
        assert_eq!(publish(&paths).unwrap(), Outcome::Made);
        for part in PARTS {
            assert_eq!(fs::read_to_string(paths.dist.join(part)).unwrap(), part);
        }
        assert_eq!(publish(&paths).unwrap(), Outcome::Kept);
        folder.write("target/nibnet/site/app.js", "longer than it was");
        assert_eq!(publish(&paths).unwrap(), Outcome::Made);
        assert_eq!(fs::read_to_string(paths.dist.join("app.js")).unwrap(), "longer than it was");
    }

    #[test]
    fn a_page_with_a_part_missing_never_replaces_a_whole_one() {
        let (_folder, paths) = built("whole");
        publish(&paths).unwrap();
        fs::remove_file(bundle::site_dir(&paths).join("worker.js")).unwrap();
        let text = publish(&paths).unwrap_err().to_string();
        assert!(text.contains("worker.js"), "{text}");
        assert!(paths.dist.join("worker.js").exists());
    }

    #[test]
    fn files_that_do_not_belong_to_the_page_leave_dist() {
        let (folder, paths) = built("stray");
        publish(&paths).unwrap();
        folder.write("dist/stray.js", "");
        assert_eq!(publish(&paths).unwrap(), Outcome::Made);
        assert!(!paths.dist.join("stray.js").exists());
    }

    #[test]
    fn a_page_lent_to_trunk_keeps_trunks_document() {
        let (folder, paths) = built("lend");
        let theirs = folder.join("staging");
        folder.write("staging/index.html", "with reload");
        lend(&paths, &theirs).unwrap();
        assert_eq!(fs::read_to_string(theirs.join("index.html")).unwrap(), "with reload");
        assert_eq!(fs::read_to_string(theirs.join("data/mnist.json")).unwrap(), "data/mnist.json");
    }
}
