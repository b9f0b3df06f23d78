//! The bodies of the operations, over a Host.
