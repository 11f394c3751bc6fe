"""Every text for people exists in Vietnamese, once, and no translation is left without its text."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from babel.messages import pofile
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%(?!%)|\{(\w+)\}")


def sources() -> list[Path]:
    code = [path for path in sorted((ROOT / "formengine").rglob("*.py")) if "static" not in path.parts]
    return code + sorted((ROOT / "templates").rglob("*.html"))


@cache
def asked_for() -> dict[str, set[str]]:
    """msgid -> the files that ask for it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sources():
        method = "python" if path.suffix == ".py" else "jinja2.ext.babel_extract"
        options = {} if path.suffix == ".py" else {"silent": "false", "extensions": "jinja2.ext.do"}
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract(method, file, keywords=KEYWORDS, options=options):
                for one in [message] if isinstance(message, str) else message:
                    found[one].add(str(path.relative_to(ROOT)))
    return found


@cache
def translated() -> dict[str, dict[str, str]]:
    """msgid -> {file: text}."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted((ROOT / "formengine/translations/vi").glob("*.po")):
        with path.open("rb") as file:
            for message in pofile.read_po(file, locale="vi"):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                text = message.string if isinstance(message.string, str) else message.string[0]
                for one in filter(None, ids):
                    found[one][path.name] = text
    return found


@cache
def constants() -> str:
    """Every text in the code and the scripts: some messages stand in tables and are asked for by their name."""
    texts = [path.read_text() for path in (ROOT / "formengine/static/js").glob("*.js")]
    for path in sources():
        if path.suffix == ".py":
            texts += [n.value for n in ast.walk(ast.parse(path.read_text())) if _is_text(n)]
    return "\n".join(texts)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def by_place(messages: list[str]) -> dict[str, list[str]]:
    """What is missing, file by file, so that each owner sees their own."""
    places: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        for place in asked_for()[message]:
            places[place].append(message)
    return dict(places)


def test_every_text_has_its_vietnamese() -> None:
    assert by_place([message for message in asked_for() if message not in translated()]) == {}


def test_no_translation_is_empty() -> None:
    assert [one for one, texts in translated().items() if not all(texts.values())] == []


def test_no_text_is_translated_in_two_ways() -> None:
    assert {one: texts for one, texts in translated().items() if len(set(texts.values())) > 1} == {}


def test_no_translation_is_left_over() -> None:
    left = [
        f"{', '.join(texts)}: {one}"
        for one, texts in translated().items()
        if one not in asked_for() and one not in constants()
    ]
    assert left == []


def test_a_translation_fills_the_same_places() -> None:
    for one, texts in translated().items():
        wanted = {found.group().lower() for found in PLACEHOLDER.finditer(one)}
        for file, text in texts.items():
            filled = {found.group().lower() for found in PLACEHOLDER.finditer(text)}
            assert filled <= wanted, f"{file}: {one}"
