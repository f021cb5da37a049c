//! lotuspress
pub mod diag;
pub mod geometry;
pub mod language;
pub mod product;
pub mod chapter { pub mod tree; }
pub mod manifest { pub mod model; }
