"""Signing in, one's profile and contact. `routes` is its table of contents."""
