"""The corpus, read, and the process that runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# The worst that a case may take: processor seconds, and megabytes of its whole process.
SECONDS, MEGABYTES = 1.0, 200.0


def corpus(folder: str) -> list[dict[str, Any]]:
    """Every case of the files in `folder`, in order."""
    files = sorted((HERE / folder).glob("[A-Z]*.json"))
    return [case for path in files for case in json.loads(path.read_text("utf-8"))]


def names(cases: list[dict[str, Any]]) -> list[str]:
    return [f"{case['threat']}-{case['case']}" for case in cases]


class Runner:
    """A process whose children are the cases."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "child.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, case: dict[str, Any]) -> dict[str, Any]:
        """What came of `case`: how it ended, what it took, and nothing of it lives on."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(case) + "\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline()
        assert told, "the process that runs the cases ended"
        result: dict[str, Any] = json.loads(told)
        return result

    def close(self) -> None:
        self._process.communicate(timeout=30)


def faults_of(result: dict[str, Any]) -> list[str]:
    """What no case may do, whatever it is about."""
    if "crash" in result:
        return [result["crash"]]
    found = []
    if result["seconds"] > SECONDS:
        found.append(f"it took {result['seconds']:.2f} s")
    if result["megabytes"] > MEGABYTES:
        found.append(f"it took {result['megabytes']:.0f} MB")
    if result.get("active"):
        found.append(f"something in the page acts by itself: {result['active']}")
    strange = set(result.get("tags", ())) - TAGS
    if strange:
        found.append(f"elements that no kind draws: {sorted(strange)}")
    return found


TAGS = {
    "a", "br", "button", "div", "dl", "dt", "dd", "em", "fieldset", "h1", "h2", "h3", "h4", "hr", "input", "label",
    "legend", "li", "ol", "option", "output", "p", "section", "select", "span", "strong", "textarea", "ul", "datalist",
    "template", "code", "blockquote", "table", "thead", "tbody", "tr", "td", "th", "abbr", "svg", "use", "details",
    "summary",
}  # fmt: skip
