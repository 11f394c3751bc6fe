"""What the tests of the citizen's side share: people at their browsers."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent.parent / "forms"))

from citizen_at_browser import Person


@pytest.fixture
def person(app: Flask) -> Callable[[str], Person]:
    """person("an@mau.example") sits down at a browser of their own."""
    return lambda identifier: Person(app, identifier)


@pytest.fixture
def an(person: Callable[[str], Person]) -> Person:
    return person("an@mau.example")
