//! The only place that turns an object key into a local path, and back.
