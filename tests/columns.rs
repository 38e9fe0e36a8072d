//! Comments are within 100 columns, which is as far as `rustfmt` lets code go.

use std::fs;
use std::path::Path;

const COLUMNS: usize = 100;

/// Numbers of the lines on which a comment goes beyond [`COLUMNS`].
fn wide_comments(text: &str) -> Vec<usize> {
    let mut in_block = false;
    let mut wide = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mut at = 0;
        let mut end = 0;
        while in_block || starts_comment(line, &mut at, &mut in_block) {
            let close = if in_block { line[at..].find("*/") } else { None };
            in_block &= close.is_none();
            at = close.map_or(line.len(), |close| at + close + 2);
            end = at;
            if at == line.len() {
                break;
            }
        }
        if line[..end].chars().count() > COLUMNS {
            wide.push(number);
        }
    }
    wide
}

/// Goes to behind the beginning of the next comment from `at` on, if there is one: a `//` or `/*`
/// after a blank and outside of quotes. (Apostrophes are lifetimes as well, so they don't count.)
fn starts_comment(line: &str, at: &mut usize, in_block: &mut bool) -> bool {
    let slashes = line[*at..].match_indices('/').map(|(it, _)| *at + it);
    let mut starts = slashes.filter(|&it| {
        let (before, rest) = line.split_at(it);
        let is_quoted = |quote| before.matches(quote).count() % 2 == 1;
        (rest.starts_with("//") || rest.starts_with("/*"))
            && (before.is_empty() || before.ends_with([' ', '(']))
            && !is_quoted('"')
            && !is_quoted('`')
    });
    let start = starts.next();
    if let Some(start) = start {
        *in_block = line[start..].starts_with("/*");
        *at = start + 2;
    }
    start.is_some()
}

/// Calls `each` with the path of every file below a folder of the project, and its text.
fn each_file(folder: &str, extension: &str, each: &mut impl FnMut(&str, &str)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(root.join(folder)).expect("a folder") {
        let entry = entry.expect("an entry");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("a type").is_dir() {
            each_file(&path, extension, each);
        } else if path.ends_with(extension) {
            each(&path, &fs::read_to_string(entry.path()).expect("a text"));
        }
    }
}

#[test]
fn comments_are_within_100_columns() {
    let mut wide = Vec::new();
    let rust = ["src", "tests", "benches", "xtask/src"].map(|folder| (folder, ".rs"));
    let scripts = ["www", "tests/js", "tests/browser", "xtask/js"].map(|folder| (folder, "js"));
    for (folder, extension) in rust.into_iter().chain(scripts) {
        each_file(folder, extension, &mut |path, text| {
            wide.extend(wide_comments(text).into_iter().map(|line| format!("{path}:{line}")));
        });
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn a_wide_comment_is_found_and_wide_code_is_none() {
    let long = "é".repeat(COLUMNS - 3);
    for (text, wide) in [
        (format!("// {long}"), false),
        (format!("// {long}."), true),
        (format!("/// {long}"), true),
        (format!("    //! {long}"), true),
        (format!("let a = 1; // {long}"), true),
        (format!("let a = \"{long}\"; // short"), true),
        (format!("let a = \"{long}\";"), false),
        (format!("let a = \" // {long}\";"), false),
        (format!("let a = \"https://{long}\";"), false),
        (format!("fn a<'a>(it: &'a str) {{}} // {long}"), true),
        (format!("/* a */ let a = \"{long}\";"), false),
        (format!("/* a */ let a = \"b\"; /* {long} */"), true),
        (format!("call(/* {long} */ b)"), true),
        (format!("/*\n{long}\n * {long}.\n*/\n\"{long} {long}\""), true),
        (format!("/*\n{long}\n{long}*/\n\"{long} {long}\""), false),
    ] {
        assert_eq!(!wide_comments(&text).is_empty(), wide, "{text}");
    }
    assert_eq!(wide_comments(&format!("a\n/*\n * b\n * {long}\n */\n// {long}{long}")), [6]);
}
