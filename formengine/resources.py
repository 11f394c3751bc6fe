"""The only reader of the folders that travel with the package: templates, definitions, static files.

In a wheel they lie inside the package; in a checkout they lie beside it.
"""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """The folder `name` ("templates", "form_definitions", "static", "translations", "migrations")."""
    inside = PACKAGE / name
    found = inside if inside.is_dir() else PACKAGE.parent / name
    if not found.is_dir():
        raise FileNotFoundError(f"the installation lacks its folder {name!r}: install formengine again")
    return found
