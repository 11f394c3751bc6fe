"""Which procedures there are, and the published versions of their definitions."""
