//! The attributes of aps.
