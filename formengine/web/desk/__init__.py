"""The desk: everything officials do with submissions. `routes` is its table of contents."""
