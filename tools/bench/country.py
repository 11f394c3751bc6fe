"""A country's catalogue: 6,400 definitions made of the national list, published, held, served."""

import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from home import Scratch

from formengine.catalog import versions
from formengine.forms import strict_json
from formengine.forms.loading import build
from formengine.new_definition import small_definition
from formengine.resources import folder

MANY = 6_400
# Builds every definition as a site does that reads its published versions, and says what they weigh.
_HOLD = """
import sys, time
from pathlib import Path
from formengine.forms import strict_json
from formengine.forms.loading import build

def resident():
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024

first, *rest = sorted(Path(sys.argv[1]).glob("*.json"))
build(strict_json.parse(first.read_bytes()), first.read_bytes()).form("vi")
before, began, held = resident(), time.perf_counter(), []
for path in rest:
    source = path.read_bytes()
    held.append(build(strict_json.parse(source), source))
assert not any(definition._forms for definition in held)
print(resident() - before, time.perf_counter() - began, len(held) + 1)
"""


def sources() -> Iterator[tuple[str, bytes]]:
    """(code, definition) of so many procedures; the national list has fewer, so some come again under another code."""
    rows = list(csv.DictReader((folder("form_definitions") / "national-catalogue.csv").open(encoding="utf-8")))
    for number in range(MANY):
        row = rows[number % len(rows)]
        code = f"{row['code']}-{number // len(rows)}" if number >= len(rows) else row["code"]
        data = json.loads(small_definition("DO-1"))
        data |= {"code": code, "title": row["name"][:2000] or code, "sector": row["sector"] or "Khác", "examples": []}
        yield code, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def held(place: Path) -> tuple[float, float, int]:
    """(megabytes, seconds, how many) of a process that holds all of them, none compiled."""
    place.mkdir()
    for number, (_code, source) in enumerate(sources()):
        (place / f"{number:05d}.json").write_bytes(source)
    done = subprocess.run([sys.executable, "-c", _HOLD, str(place)], capture_output=True, text=True, check=True)
    megabytes, seconds, count = done.stdout.split()
    return float(megabytes), float(seconds), int(count)


def publish_all(scratch: Scratch) -> None:
    """All of them as current versions. They are alike, so one has been checked for all."""
    house = scratch.house
    with house.database.transaction() as connection:
        for number, (_code, source) in enumerate(sources()):
            if number:
                versions._held.put(hashlib.sha256(source).hexdigest(), build(strict_json.parse(source), source))
            versions.publish(connection, source, at=house.now())
