//! All modules of some crates, and which file uses what of which other.

use crate::file::{Contents, is_test_only};
use crate::graph::Graph;
use std::collections::{BTreeMap, BTreeSet};
use syn::Item;

/// The number of a module in [`House::modules`].
type Id = usize;

struct Module {
    file: String,
    parent: Option<Id>,
    children: BTreeMap<String, Id>,
    contents: Contents,
}

/// Texts of files by their path.
pub(crate) type Texts = BTreeMap<String, String>;

#[derive(Default)]
pub(crate) struct House {
    modules: Vec<Module>,
    /// The first module of each crate that others may name.
    crates: BTreeMap<String, Id>,
}

/// Where a path leads.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    Module(Id),
    /// Something that is defined in a module.
    Item(Id),
}

/// Imports that lead through imports are followed so far; more would be a circle.
const DEEPEST: usize = 12;

impl House {
    /// Reads a crate from its first file; a name is needed if other crates use it.
    pub(crate) fn read(&mut self, texts: &Texts, root: &str, name: Option<&str>) {
        let items = parse(texts, root);
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        let id = self.module(texts, root, folder, &items, None);
        self.crates.extend(name.map(|name| (name.to_owned(), id)));
    }

    /// Adds a module, and all below it; files of its modules are in `folder`.
    fn module(
        &mut self,
        texts: &Texts,
        file: &str,
        folder: &str,
        items: &[Item],
        parent: Option<Id>,
    ) -> Id {
        let id = self.modules.len();
        let contents = Contents::of(items);
        let children = BTreeMap::new();
        self.modules.push(Module { file: file.to_owned(), parent, children, contents });
        for item in items {
            let Item::Mod(child) = item else { continue };
            if is_test_only(&child.attrs) {
                continue;
            }
            let name = child.ident.to_string();
            let folder = format!("{folder}/{name}");
            let child = if let Some((_, items)) = &child.content {
                self.module(texts, file, &folder, items, Some(id))
            } else {
                let file = [format!("{folder}.rs"), format!("{folder}/mod.rs")];
                let file = file.iter().find(|it| texts.contains_key(*it));
                let file = file.unwrap_or_else(|| panic!("{file:?} has no file at {folder}"));
                self.module(texts, file, &folder, &parse(texts, file), Some(id))
            };
            self.modules[id].children.insert(name, child);
        }
        id
    }

    /// The files that were read: all but those for tests alone.
    pub(crate) fn files(&self) -> BTreeSet<&str> {
        self.modules.iter().map(|it| it.file.as_str()).collect()
    }

    /// Which file uses what is defined in which other.
    ///
    /// What is re-exported is followed to the file that defines it. `mod x;` and `pub use` are no
    /// arrows by themselves, nor is the import of a module: what is used of it is.
    pub(crate) fn between_files(&self) -> Graph {
        let mut graph = Graph::default();
        for (id, module) in self.modules.iter().enumerate() {
            let Contents { imports, paths, tokens, .. } = &module.contents;
            let mut add = |path: &[String], is_of_macro: bool| {
                match self.resolve(id, path, &mut Vec::new()) {
                    Some(Target::Item(other)) => graph.add(&module.file, &self.modules[other].file),
                    // A macro that gets a module's name lengthens it to a path.
                    Some(Target::Module(other)) if is_of_macro => {
                        graph.add(&module.file, &self.modules[other].file);
                    }
                    _ => {}
                }
            };
            let private = imports.iter().filter(|it| !it.is_public && it.name != "*");
            private.map(|it| &it.path).chain(paths).for_each(|path| add(path, false));
            tokens.iter().for_each(|path| add(path, true));
        }
        graph
    }

    /// Which room names what of which other, be it defined there or re-exported: room, room, and
    /// `file: path`.
    pub(crate) fn between_rooms(&self) -> BTreeSet<(&str, &str, String)> {
        let mut found = BTreeSet::new();
        for (id, module) in self.modules.iter().enumerate() {
            let Contents { imports, paths, tokens, .. } = &module.contents;
            for path in imports.iter().map(|it| &it.path).chain(paths).chain(tokens) {
                let mut on_the_way = Vec::new();
                let target = self.resolve(id, path, &mut on_the_way);
                on_the_way.extend(target.map(|(Target::Item(it) | Target::Module(it))| it));
                for other in on_the_way {
                    let (here, there) = (room(&module.file), room(&self.modules[other].file));
                    if here != there {
                        found.insert((
                            here,
                            there,
                            format!("{}: {}", module.file, path.join("::")),
                        ));
                    }
                }
            }
        }
        found
    }

    /// Where a path in a module leads, if it leads to one of our files; `on_the_way` gets the
    /// modules that re-export it.
    fn resolve(&self, from: Id, path: &[String], on_the_way: &mut Vec<Id>) -> Option<Target> {
        if let Some(target) = self.find(from, path, on_the_way, DEEPEST) {
            return Some(target);
        }
        // What a macro defines isn't seen: the last module that the path names must have it.
        let (mut at, mut rest) = self.start(from, path)?;
        while let Some((child, after)) = rest
            .split_first()
            .and_then(|(it, after)| Some((self.modules[at].children.get(it)?, after)))
        {
            (at, rest) = (*child, after);
        }
        Some(Target::Item(at))
    }

    /// The module at which a path begins that says so, and the rest of the path.
    fn start<'a>(&self, from: Id, path: &'a [String]) -> Option<(Id, &'a [String])> {
        let parent = |id: Id| self.modules[id].parent;
        let (first, mut rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some((std::iter::successors(Some(from), |&id| parent(id)).last()?, rest)),
            "self" => Some((from, rest)),
            "super" => {
                let mut at = parent(from)?;
                while rest.first().is_some_and(|it| it == "super") {
                    (at, rest) = (parent(at)?, &rest[1..]);
                }
                Some((at, rest))
            }
            name => Some((*self.crates.get(name)?, rest)),
        }
    }

    /// Where a path leads by names that are seen.
    fn find(
        &self,
        from: Id,
        path: &[String],
        on_the_way: &mut Vec<Id>,
        depth: usize,
    ) -> Option<Target> {
        let depth = depth.checked_sub(1)?;
        let here = if path.is_empty() { Some(Target::Module(from)) } else { None };
        here.or_else(|| self.find_name(from, path, on_the_way, depth)).or_else(|| {
            let (at, rest) = self.start(from, path)?;
            match rest {
                [] => Some(Target::Module(at)),
                _ => self.find_name(at, rest, on_the_way, depth),
            }
        })
    }

    /// The same for a path that begins with a name in a module.
    fn find_name(
        &self,
        at: Id,
        path: &[String],
        on_the_way: &mut Vec<Id>,
        depth: usize,
    ) -> Option<Target> {
        let (name, rest) = path.split_first()?;
        let Module { children, contents, .. } = &self.modules[at];
        let child = children.get(name).copied();
        let item = contents.items.contains(name).then_some(Target::Item(at));
        // A module and an item may share a name: the item is meant at a path's end alone.
        match (rest, item, child) {
            ([], Some(item), _) => return Some(item),
            ([_, ..], _, Some(child)) => return self.find_name(child, rest, on_the_way, depth),
            _ => {}
        }
        let named = contents.imports.iter().filter(|it| it.name == *name);
        let all = contents.imports.iter().filter(|it| it.name == "*");
        let paths = named.map(|it| [&it.path, rest].concat());
        let mut paths = paths.chain(all.map(|it| [&it.path, path].concat()));
        let imported = paths.find_map(|path| {
            let known = on_the_way.len();
            on_the_way.push(at);
            let found = self.find(at, &path, on_the_way, depth);
            if found.is_none() {
                on_the_way.truncate(known);
            }
            found
        });
        imported.or(child.map(Target::Module)).or(item)
    }
}

/// Reads a file as Rust.
fn parse(texts: &Texts, file: &str) -> Vec<Item> {
    let text = texts.get(file).unwrap_or_else(|| panic!("no file {file}"));
    syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}")).items
}

/// The room that a file is in: a folder or a file of `src`.
fn room(file: &str) -> &str {
    let file = file.strip_prefix("src/").unwrap_or(file);
    file.split_once('/').map_or(file.trim_end_matches(".rs"), |(room, _)| room)
}
