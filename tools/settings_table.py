"""Write the table of settings between its markers in docs/operation.md, from the one place that reads them.

Usage: python tools/settings_table.py [--check]
"""

import re
import sys
from dataclasses import fields
from pathlib import Path

from formengine.config import Config

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operation.md"
BEGIN, END = "<!-- settings: written by tools/settings_table.py -->", "<!-- /settings -->"


def table() -> str:
    """The settings as a Markdown table: variable, default, meaning."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for item in fields(Config):
        default = {True: "1", False: "0", "": "–"}.get(item.default, item.default)
        rows.append(f"| `FORMENGINE_{item.name.upper()}` | {default} | {item.metadata['description']} |")
    return "\n".join(rows)


def written(page: str) -> str:
    """`page` with today's table between its markers."""
    return re.sub(
        f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n{table()}\n{END}", page, flags=re.DOTALL
    )


if __name__ == "__main__":
    before = PAGE.read_text()
    if "--check" in sys.argv:
        sys.exit(0 if before == written(before) else f"{PAGE.name} is out of date: python tools/settings_table.py")
    PAGE.write_text(written(before))
