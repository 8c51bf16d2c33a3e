//! The suite that every database must pass, method by method.
