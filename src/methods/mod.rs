//! Methods: what is done with a density. They have never heard of Stan, files or the terminal.
