//! What tests share: faulty stores, server launchers, hostile keys, the conformance suite.
