//! Saved accounts and where their secrets live.
