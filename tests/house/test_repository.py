"""What the repository may hold: its own documents up to date, and nothing of the place where it was written."""

import importlib.util
import re
import subprocess
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from formengine.config import Config, ConfigError, read_config

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> list[Path]:
    """The texts of the repository."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no checkout")
    binary = (".gz", ".woff2", ".png", ".ico", ".ttf", ".otf", ".pdf", ".jpg")
    return [ROOT / name for name in listed if name and not name.endswith(binary) and (ROOT / name).is_file()]


def test_the_table_of_settings_is_todays() -> None:
    spec = importlib.util.spec_from_file_location("settings_table", ROOT / "tools" / "settings_table.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "docs" / "operation.md").read_text()
    assert page == module.written(page), "run python tools/settings_table.py"
    for item in fields(Config):
        assert f"`FORMENGINE_{item.name.upper()}`" in page
        assert item.metadata["description"].endswith("."), item.name


def test_the_environment_is_read_in_one_place() -> None:
    for path in tracked():
        if path.suffix == ".py" and path.is_relative_to(ROOT / "formengine") and path.name != "config.py":
            assert not re.search(r"\bos\.environ\b|\bgetenv\(", path.read_text()), path


@pytest.mark.parametrize(
    ("name", "value"), [("FORMENGINE_PORT", "eighty"), ("FORMENGINE_DEMO", "perhaps"), ("FORMENGINE_THREADS", "")]
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read_config({name: value})


def test_settings_are_read_by_their_names() -> None:
    read = read_config({"FORMENGINE_PORT": "81", "FORMENGINE_DEMO": "yes", "FORMENGINE_HOME": "x", "OTHER": "1"})
    assert (read.port, read.demo, read.home) == (81, True, Path("x"))


# Written apart, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        "".join(parts)
        for parts in (
            ("/work", "/(main|shared)"),
            ("/tmp", "/(v|contract)"),
            ("/ro", "ot/"),
            (r"\b(chat", "gpt|open", "ai|anth", r"ropic|clau", r"de)\b"),
            (r"\bas an ai\b|\blanguage mod", "el"),
            (r"\bTO", "DO\\b|\\bFIX", "ME\\b|\\bXX", "X\\b"),
        )
    ),
    re.IGNORECASE,
)


def test_nothing_tells_of_the_place_where_it_was_written() -> None:
    found = []
    for path in tracked():
        if "/static/js/govuk" in str(path) or path.name in ("constraints.txt", "LICENSE"):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
            if len(line) < 2000 and (hit := FOREIGN.search(line)):
                found.append(f"{path.relative_to(ROOT)}:{number}: {hit.group()}")
    assert found == []
