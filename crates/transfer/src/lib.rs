//! Transfers: plan, queue, parts, retry, verify.
