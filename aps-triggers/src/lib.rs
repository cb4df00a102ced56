//! When does a schedule fire?
