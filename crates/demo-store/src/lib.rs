//! The embedded S3 store behind Try it now.
