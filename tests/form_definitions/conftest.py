"""Lets these tests use the browser that the tests of forms post with."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "forms"))
