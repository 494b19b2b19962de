//! What browsers load of a brand.

use axum::body::Bytes;
use sha2::{Digest as _, Sha256};

/// Larger ones make pages slow.
const MOST: usize = 64 * 1_024;
/// How every PNG begins (W3C PNG, 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A file in memory, under a path that names its content.
#[derive(Clone)]
pub(in super::super) struct Asset {
    pub(in super::super) path: String,
    pub(in super::super) media_type: &'static str,
    pub(in super::super) bytes: Bytes,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssetRejected {
    /// It makes every page slow.
    #[error("has {0} bytes: write at most {MOST}")]
    TooLarge(usize),
    /// It is no picture that every browser shows sharp at any size.
    #[error("is neither SVG nor PNG")]
    NoPicture,
}

pub(super) const fn check_size(bytes: usize) -> Result<(), AssetRejected> {
    if bytes > MOST { Err(AssetRejected::TooLarge(bytes)) } else { Ok(()) }
}

impl Asset {
    /// A picture. What an SVG would run, the policy of every answer forbids.
    pub(super) fn logo(bytes: Vec<u8>) -> Result<Self, AssetRejected> {
        check_size(bytes.len())?;
        if bytes.starts_with(PNG) {
            return Ok(Self::new(bytes, "png", "image/png"));
        }
        let is_svg = std::str::from_utf8(&bytes).is_ok_and(|text| {
            let text = text.trim_start_matches('\u{feff}').trim_start();
            text.starts_with('<') && text.contains("<svg")
        });
        if is_svg { Ok(Self::new(bytes, "svg", "image/svg+xml")) } else { Err(AssetRejected::NoPicture) }
    }

    pub(super) fn style(text: String) -> Self {
        Self::new(text.into_bytes(), "css", "text/css; charset=utf-8")
    }

    fn new(bytes: Vec<u8>, ending: &str, media_type: &'static str) -> Self {
        let digest = Sha256::digest(&bytes);
        let name = digest.iter().take(8).fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
        Self { path: format!("/assets/brand/{name}.{ending}"), media_type, bytes: bytes.into() }
    }
}
