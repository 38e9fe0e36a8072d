//! The error of another crate beneath one of ours.

use std::error::Error;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// What another crate said, kept as the [`source`](Error::source) of an error of ours.
///
/// Our errors can be cloned and compared, most of other crates' can't: so this one is shared, and
/// two are equal that say the same.
#[derive(Clone, Debug)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for Cause {
    fn from(error: E) -> Self {
        Self(Arc::new(error))
    }
}

impl Deref for Cause {
    type Target = dyn Error + Send + Sync;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Cause {}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Errors that are shown by `{:?}` as they are by `{}`.
///
/// An error that is the [`source`](Error::source) of another brings its `Debug` along into every
/// build, and what `derive` writes there weighs more than all that a page needs to read digits.
macro_rules! debug_as_display {
    ($($error:ty),+) => {
        $(impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        })+
    };
}
pub(crate) use debug_as_display;
