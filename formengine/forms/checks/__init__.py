"""The checks of a definition, each over one part of it: (data) -> problems and warnings."""
