//! Draws from the prior: their distributions, the order in which they are made, the normaliser, files, and what is refused.

mod distributions;
mod evidence;
mod files;
mod gallery;
mod refusals;
mod support;
