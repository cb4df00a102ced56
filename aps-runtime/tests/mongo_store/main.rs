//! The MongoDB store on a real server, which also dies and is cut off.
#![cfg(target_os = "linux")]

mod contract;
