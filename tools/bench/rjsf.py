"""React JSON Schema Form's server rendering of a schema, where Node.js is there; fetched into a folder of the run."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "rjsf"
ROUNDS = 40


class NotMeasured(Exception):
    """It cannot be measured here; the message says why."""


def milliseconds(schema: Any, document: Any, folder: Path) -> tuple[float, int, int]:
    """(milliseconds of one rendering, the quickest of many rounds; controls; options). Raises NotMeasured."""
    place = _installed(folder)
    task = {"schema": schema, "formData": document, "rounds": ROUNDS}
    told = _run(["node", "render.mjs"], place, json.dumps(task), {"NODE_ENV": "production"})
    found = json.loads(told)
    return found["milliseconds"], found["controls"], found["options"]


def _installed(folder: Path) -> Path:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise NotMeasured(f"no {program}")
    place = folder / "rjsf"
    shutil.copytree(SOURCE, place)
    _run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], place, "", {})
    return place


def _run(command: list[str], place: Path, given: str, more: dict[str, str]) -> str:
    try:
        done = subprocess.run(
            command, cwd=place, input=given, env={**os.environ, **more}, capture_output=True, text=True, timeout=300
        )
    except subprocess.TimeoutExpired:
        raise NotMeasured(f"{command[0]} did not end within five minutes") from None
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise NotMeasured(f"{command[0]} failed: {lines[-1][:100]}")
    return done.stdout
