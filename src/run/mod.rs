//! Brings model, method and store together.
