//! Sources that are made up: what must be found in them, and what must not.

use crate::graph::Graph;
use crate::house::{House, Texts};
use crate::wrong_arrows;

/// A crate of these files below `src`.
fn house(files: &[(&str, &str)]) -> House {
    let texts: Texts =
        files.iter().map(|(name, text)| (format!("src/{name}"), (*text).to_owned())).collect();
    let mut house = House::default();
    house.read(&texts, "src/lib.rs", Some("nibnet"));
    if texts.contains_key("src/bin/nibnet/main.rs") {
        house.read(&texts, "src/bin/nibnet/main.rs", None);
    }
    house
}

/// The arrows of a crate's files, as `a → b`.
fn arrows(files: &[(&str, &str)]) -> Vec<String> {
    let short = |name: &str| name.trim_start_matches("src/").trim_end_matches(".rs").to_owned();
    let graph = house(files).between_files();
    graph.arrows().map(|(from, to)| format!("{} → {}", short(from), short(to))).collect()
}

#[test]
fn a_circle_of_three_is_found_and_a_triangle_is_none() {
    let graph = |arrows: &[(&str, &str)]| {
        let mut graph = Graph::default();
        arrows.iter().for_each(|(from, to)| graph.add(from, to));
        graph
    };
    let triangle = graph(&[("a", "b"), ("b", "c"), ("a", "c"), ("c", "c")]);
    assert!(triangle.circles().is_empty());
    let circle = graph(&[("z", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]);
    assert_eq!(circle.circles(), [["a", "b", "c"]]);
    let two = graph(&[("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "c")]);
    assert_eq!(two.circles(), [["a", "b"], ["c", "d"]]);
}

#[test]
fn a_circle_of_three_files_is_found() {
    let house = house(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "pub struct B; fn c() { super::c::run(); }"),
        ("c.rs", "use crate::{a::{self}}; pub fn run() { a::A; }"),
    ]);
    assert_eq!(house.between_files().circles(), [["src/a.rs", "src/b.rs", "src/c.rs"]]);
}

#[test]
fn an_arrow_upwards_is_found_however_it_is_written() {
    let train = ("train/mod.rs", "mod run; pub use run::Run; pub use crate::net::Net;");
    let run = ("train/run.rs", "pub struct Run;");
    for net in [
        "use crate::train::Run; pub struct Net;",
        "use crate::{train::{run::Run as Other}}; pub struct Net;",
        "use crate::train; pub struct Net;",
        "pub use crate::train::*; pub struct Net;",
        "pub struct Net { run: Option<Box<crate::train::Run>> }",
        "pub struct Net; fn f() { print!(\"{}\", crate::train::Run::new()) }",
        "pub struct Net; fn f() { use super::train::Run; }",
        // It is its own, but by way of a room that it may not name.
        "pub struct Net; fn f(net: crate::train::Net) {}",
    ] {
        let lib = ("lib.rs", "pub mod net; pub mod train;");
        let wrong = wrong_arrows(&house(&[lib, train, run, ("net.rs", net)]));
        assert!(!wrong.is_empty(), "{net}");
        assert!(wrong.iter().all(|it| it.starts_with("net → train, in src/net.rs: ")), "{wrong:?}");
    }
}

#[test]
fn arrows_downwards_and_to_leaves_are_allowed() {
    let house = house(&[
        ("lib.rs", "pub mod kernels; pub mod net; mod budget; mod other;"),
        ("kernels.rs", "pub fn gemm() {}"),
        ("budget.rs", "pub const BUDGET: u64 = 1;"),
        ("net.rs", "use crate::kernels::gemm; const HALF: u64 = crate::budget::BUDGET / 2;"),
        ("other.rs", "use crate::kernels;"),
        ("bin/nibnet/main.rs", "use nibnet::net; fn main() { nibnet::kernels::gemm() }"),
    ]);
    assert_eq!(wrong_arrows(&house), ["other → kernels, in src/other.rs: crate::kernels"]);
}

#[test]
fn tests_comments_strings_and_visibilities_are_no_arrows() {
    let a = r##"
        //! use crate::b::B;
        /* use crate::b::B; */
        /// As [`B`](crate::b::B), which `use crate::b::B` imports.
        pub(in crate) const TEXT: &str = "use crate::b::B;";
        const RAW: &str = r#" "use crate::b::B; "#;
        pub(super) struct A;
        impl A {
            #[cfg(test)]
            fn b() -> crate::b::B { crate::b::B }
        }
        #[cfg(test)]
        use crate::b::B;
        #[cfg(all(test, not(miri)))]
        mod tests { use crate::b::B; }
        #[cfg(not(any(feature = "x", not(test))))]
        mod more { use crate::b::B; }
        #[cfg(test)]
        mod testing;
    "##;
    let b = ("b.rs", "pub struct B;");
    assert!(arrows(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), b]).is_empty());
    let a = "#[cfg(any(test, feature = \"x\"))] mod tests { use crate::b::B; }";
    assert_eq!(arrows(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), b]), ["a → b"]);
}

#[test]
fn re_exports_are_followed_to_the_file_that_defines() {
    let lib = ("lib.rs", "mod room; mod out;");
    let out =
        ("out.rs", "use crate::room::{Thing, run as go}; use super::room; fn f() { room::X; }");
    let room = ("room/mod.rs", "mod a; mod b; pub use a::*; pub use b::{Other, X, run};");
    let a = ("room/a.rs", "use super::Other; pub struct Thing(Other);");
    let b = ("room/b.rs", "pub struct Other; pub fn run() {} pub const X: u8 = 1;");
    let through = ["out → room/a", "out → room/b", "room/a → room/b"];
    assert_eq!(arrows(&[lib, out, room, a, b]), through);

    // What mod.rs defines and what its own code uses are arrows to it and from it.
    let room = ("room/mod.rs", "mod a; mod b; pub use b::{Other, X}; pub struct Own(Other);");
    let a = ("room/a.rs", "pub struct A(super::Own);");
    assert_eq!(
        arrows(&[lib, room, a, b, ("out.rs", "")]),
        ["room/a → room/mod", "room/mod → room/b"]
    );
    // So is what it gives to a macro.
    let room = ("room/mod.rs", "mod a; mod b; kinds! { Thing in a, Other in b }");
    let both = ["room/mod → room/a", "room/mod → room/b"];
    assert_eq!(arrows(&[lib, room, ("room/a.rs", ""), b, ("out.rs", "")]), both);
}

#[test]
fn a_field_and_a_variable_are_no_modules() {
    let a = "fn f(b: u8) { g(b); x.b(); assert!(x.b == y); } struct S { b: u8 }";
    assert!(
        arrows(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", "pub fn b() {}")]).is_empty()
    );
}
