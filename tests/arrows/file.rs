//! One Rust file, as the arrows see it: what it defines, imports and names.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemUse, Macro, Meta, UseTree, Visibility};

/// `crate::net::Plan` as `["crate", "net", "Plan"]`.
pub(crate) type Path = Vec<String>;

/// An import: `use path as name`, or with the name `*`, `use path::*`.
#[derive(Clone)]
pub(crate) struct Import {
    pub(crate) name: String,
    pub(crate) path: Path,
    pub(crate) is_public: bool,
}

/// What a module says outside of its tests and of its inner modules.
#[derive(Default)]
pub(crate) struct Contents {
    /// Names of what it defines; not of its modules.
    pub(crate) items: BTreeSet<String>,
    pub(crate) imports: Vec<Import>,
    /// Paths in its code.
    pub(crate) paths: BTreeSet<Path>,
    /// What looks like a path in what macros and attributes are given; a macro may lengthen it.
    pub(crate) tokens: BTreeSet<Path>,
}

impl Contents {
    pub(crate) fn of(items: &[Item]) -> Self {
        let mut contents = Self::default();
        for item in items.iter().filter(|it| !matches!(it, Item::Mod(_))) {
            let (attributes, name) = described(item);
            if !is_test_only(attributes) {
                contents.items.extend(name.map(ToString::to_string));
            }
            contents.visit_item(item);
        }
        contents
    }

    fn import(&mut self, tree: &UseTree, before: &Path, is_public: bool) {
        let with = |name: &dyn ToString| [before.as_slice(), &[name.to_string()]].concat();
        let (name, path) = match tree {
            UseTree::Path(it) => return self.import(&it.tree, &with(&it.ident), is_public),
            UseTree::Group(it) => {
                return it.items.iter().for_each(|it| self.import(it, before, is_public));
            }
            UseTree::Name(it) if it.ident == "self" => (before.last().cloned(), before.clone()),
            UseTree::Name(it) => (Some(it.ident.to_string()), with(&it.ident)),
            UseTree::Rename(it) if it.ident == "self" => {
                (Some(it.rename.to_string()), before.clone())
            }
            UseTree::Rename(it) => (Some(it.rename.to_string()), with(&it.ident)),
            UseTree::Glob(_) => (Some("*".to_owned()), before.clone()),
        };
        self.imports.extend(name.map(|name| Import { name, path, is_public }));
    }

    /// Adds what looks like a path; not the names of fields and methods.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut path = Path::new();
        let (mut colons, mut dots) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Punct(it) if it.as_char() == ':' => colons += 1,
                TokenTree::Ident(it) => {
                    if colons != 2 {
                        self.tokens.insert(std::mem::take(&mut path));
                    }
                    if dots != 1 {
                        path.push(it.to_string());
                    }
                    (colons, dots) = (0, 0);
                }
                other => {
                    self.tokens.insert(std::mem::take(&mut path));
                    let is_dot = matches!(&other, TokenTree::Punct(it) if it.as_char() == '.');
                    (colons, dots) = (0, if is_dot { dots + 1 } else { 0 });
                    if let TokenTree::Group(it) = other {
                        self.read_tokens(it.stream());
                    }
                }
            }
        }
        self.tokens.insert(path);
        self.tokens.remove(&Path::new());
    }
}

impl<'ast> Visit<'ast> for Contents {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_only(described(item).0) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let is_test = matches!(item, ImplItem::Fn(it) if is_test_only(&it.attrs));
        if !is_test {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_public = !matches!(item.vis, Visibility::Inherited);
        self.import(&item.tree, &Path::new(), is_public);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.insert(path.segments.iter().map(|it| it.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, it: &'ast Macro) {
        self.read_tokens(it.tokens.clone());
        visit::visit_macro(self, it);
    }

    /// `pub(in crate::net)` is no arrow.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_attribute(&mut self, it: &'ast Attribute) {
        if let Meta::List(it) = &it.meta {
            self.read_tokens(it.tokens.clone());
        }
    }
}

/// Whether something is compiled for tests alone.
pub(crate) fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|it| it.path().is_ident("cfg")).any(|it| {
        let condition = it.parse_args().expect("a condition");
        holds_outside_tests(&condition) == Some(false)
    })
}

/// The value of a condition where `test` is false, if that follows.
fn holds_outside_tests(condition: &Meta) -> Option<bool> {
    let Meta::List(list) = condition else {
        return condition.path().is_ident("test").then_some(false);
    };
    let inner = list
        .parse_args_with(syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated)
        .expect("conditions");
    let mut values = inner.iter().map(holds_outside_tests);
    if list.path.is_ident("not") {
        return values.next().flatten().map(|it| !it);
    }
    // One `false` decides an `all`, and one `true` an `any`.
    let decisive = list.path.is_ident("any");
    let values: Vec<_> = values.collect();
    match values.contains(&Some(decisive)) {
        true => Some(decisive),
        false => (!values.contains(&None)).then_some(!decisive),
    }
}

/// The attributes of an item, and the name that it defines.
fn described(item: &Item) -> (&[Attribute], Option<&syn::Ident>) {
    match item {
        Item::Const(it) => (&it.attrs, Some(&it.ident)),
        Item::Enum(it) => (&it.attrs, Some(&it.ident)),
        Item::Fn(it) => (&it.attrs, Some(&it.sig.ident)),
        Item::Macro(it) => (&it.attrs, it.ident.as_ref()),
        Item::Static(it) => (&it.attrs, Some(&it.ident)),
        Item::Struct(it) => (&it.attrs, Some(&it.ident)),
        Item::Trait(it) => (&it.attrs, Some(&it.ident)),
        Item::Type(it) => (&it.attrs, Some(&it.ident)),
        Item::Union(it) => (&it.attrs, Some(&it.ident)),
        Item::Impl(it) => (&it.attrs, None),
        Item::Mod(it) => (&it.attrs, None),
        Item::Use(it) => (&it.attrs, None),
        _ => (&[], None),
    }
}
