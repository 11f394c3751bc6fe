"""The citizen's side: filing, and what becomes of it. `routes` is its table of contents."""
