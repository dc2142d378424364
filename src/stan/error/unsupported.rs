//! Messages for what the language has and mcrun cannot run yet.
