"""Lets the tests of forms import what they share: a browser that posts, schemas made at random."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
