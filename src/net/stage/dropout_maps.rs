//! Dropout of whole channels.

use super::dropout::check_keep;
use crate::decimal::Decimal;
use crate::net::builder::Builder;
use crate::net::error::NetworkError;
use bincode::Decode;
use serde::{Deserialize, Serialize};
use std::fmt;

pub(in crate::net) use super::dropout::Stage;

/// While training, silences whole channels at random (Tompson et al., 2015): neighbours in a
/// picture know too much of each other for [`Dropout`](super::Dropout) to help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields)]
pub struct DropoutMaps {
    /// The fraction of channels that stays.
    pub keep: f32,
}

pub(super) const KIND: &str = "dropoutMaps";

impl DropoutMaps {
    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        check_keep(layer, self.keep)
    }

    pub(super) fn plan(&self, plan: &mut Builder) -> Result<Stage, NetworkError> {
        let [.., channels] = plan.picture(self)?;
        Ok(Stage::new(plan, self.keep, channels))
    }
}

impl fmt::Display for DropoutMaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dropout of maps keep {}", Decimal(self.keep))
    }
}
