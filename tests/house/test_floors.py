"""The house's floors: imports run downward only, Flask stays at the top, one place commits (docs/architecture.md)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Longest prefix counts. Modules on one floor may import each other only within the same name.
FLOORS = {
    "submissions": 0,
    "submissions.store": 1,
    "formengine.resources": 2,
    "formengine.config": 2,
    "formengine.i18n": 2,
    "formengine.spreadsheets": 2,
    "formengine.forms": 3,
    "formengine.database": 3,
    "formengine.accounts": 4,
    "formengine.catalog": 4,
    "formengine.registers": 4,
    "formengine.papers": 4,
    "formengine.thumbnail_maker": 4,
    "formengine.thumbnails": 4,
    "formengine.demo_forms": 4,
    "formengine.new_definition": 4,
    "formengine.connectors": 5,
    "formengine.explaining": 5,
    "formengine.planning": 6,
    "formengine.dossier": 6,
    "formengine.dossier_reading": 6,
    "formengine.campaigns": 5,
    "formengine.standing": 5,
    "formengine.due": 6,
    "formengine.time_picture": 6,
    "formengine.sight": 6,
    "formengine.joined": 6,
    "formengine.story": 6,
    "formengine.reports": 6,
    "formengine.effects": 7,
    "formengine.services": 7,
    "formengine.web": 8,
    "formengine.worker": 8,
    "formengine.wiring": 8,
    "formengine.demo": 8,
    "formengine.migrations": 8,
    "formengine.app": 9,
    "formengine.cli": 10,
    "formengine": 10,
}
# On one floor: who may look at whom. The reading side of the sixth floor is one room.
BESIDE = {
    ("formengine.accounts", "formengine.registers"),
    ("formengine.config", "formengine.resources"),
    ("formengine.i18n", "formengine.resources"),
    ("formengine.thumbnails", "formengine.thumbnail_maker"),
    ("formengine.story", "formengine.dossier"),
    ("formengine.dossier_reading", "formengine.dossier"),
    ("formengine.dossier_reading", "formengine.planning"),
    ("formengine.time_picture", "formengine.dossier"),
    ("formengine.dossier", "formengine.planning"),
    ("formengine.dossier", "formengine.sight"),
    ("formengine.joined", "formengine.dossier"),
    ("formengine.reports", "formengine.sight"),
    ("formengine.reports", "formengine.planning"),
    ("formengine.reports", "formengine.dossier"),
    ("formengine.wiring", "formengine.worker"),
}


def test_the_page_tells_the_same_floors() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE)
    told = {name: int(floor) for floor, text in rows for name in re.findall(r"`([\w.]+)`", text)}
    assert told == {name: floor for name, floor in FLOORS.items() if name != "formengine"}
    assert {name for name in FLOORS if not list(ROOT.glob(f"{name.replace('.', '/')}*"))} == set()


def modules() -> list[tuple[str, Path]]:
    found = [path for top in ("submissions", "formengine") for path in sorted((ROOT / top).rglob("*.py"))]
    return [(_name(path), path) for path in found if "/static/" not in str(path)]


def _name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def room(module: str) -> str | None:
    """The entry of FLOORS that a module belongs to; None for what is not ours."""
    names = [name for name in FLOORS if module == name or module.startswith(name + ".")]
    return max(names, key=len, default=None)


def imports(path: Path) -> Iterator[str]:
    """Modules that a file imports when it is run; what is imported for type checks alone does not count."""
    skipped = {
        id(inner)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree(path)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_arrows(name: str, path: Path) -> list[str]:
    here = room(name)
    assert here is not None
    found = []
    for target in imports(path):
        there = room(target)
        if there is None or there == here or (here, there) in BESIDE or here == "formengine":
            continue
        if there == "formengine" and target == "formengine":
            continue
        if FLOORS[there] >= FLOORS[here]:
            found.append(f"{name} (floor {FLOORS[here]}) imports {target} (floor {FLOORS[there]})")
    return sorted(set(found))


def test_every_module_has_its_floor() -> None:
    strangers = [name for name, _path in modules() if room(name) == "formengine" and name != "formengine"]
    assert strangers == [], "say in FLOORS where these belong"


def test_imports_run_downward_only() -> None:
    assert [arrow for name, path in modules() for arrow in wrong_arrows(name, path)] == []


def test_an_arrow_that_runs_up_is_found(tmp_path: Path) -> None:
    for name, line in (
        ("submissions.plan", "from formengine.config import Config"),
        ("formengine.services.filing", "from formengine.effects import mail"),
        ("formengine.effects.mail", "import formengine.services.filing"),
        ("formengine.registers.areas", "from formengine.accounts import people"),
        ("formengine.forms.pages", "def late():\n    from formengine.database import Database"),
        ("formengine.services.filing", "from formengine.web import desk"),
    ):
        path = tmp_path / f"{name}.py"
        path.write_text(line + "\n")
        assert wrong_arrows(name, path), line


def test_effects_and_services_never_know_each_other() -> None:
    for name, path in modules():
        for target in imports(path):
            pair = {room(name), room(target)}
            assert pair != {"formengine.effects", "formengine.services"}, f"{name} imports {target}"


WEB_ONLY = ("flask", "flask_wtf", "flask_login", "flask_limiter", "werkzeug", "waitress")


def test_flask_is_known_to_the_web_alone() -> None:
    for name, path in modules():
        if not name.startswith(("formengine.web", "formengine.app", "formengine.cli")):
            known = {target.partition(".")[0] for target in imports(path)} & set(WEB_ONLY)
            assert not known, f"{name} imports {known}"


def test_forms_work_without_a_database_and_submissions_without_any_package() -> None:
    for name, path in modules():
        tops = {target.partition(".")[0] for target in imports(path)}
        if name.startswith("formengine.forms"):
            assert "sqlalchemy" not in tops, name
        if room(name) == "submissions":
            import sys

            assert tops <= set(sys.stdlib_module_names) | {"submissions"}, name
        if room(name) == "submissions.store":
            assert not tops & {"flask", "wtforms", "jsonschema", "formengine"}, name


def test_only_the_one_helper_begins_and_commits() -> None:
    for name, path in modules():
        if name == "formengine.database" or name.startswith("formengine.migrations"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = ast.unparse(node.func)
                if called in ("log.begin", "store.begin"):
                    continue
                assert node.func.attr not in ("commit", "begin", "begin_nested"), f"{name}:{node.lineno} {called}"


# Who reads the table of submissions: its own store, and those who say why they may.
READERS = {
    "formengine.dossier_reading": "by a row that the caller was allowed to read, and by number with its tracking code",
    "formengine.services.filing": "its own draft's number, with visible_to",
    "formengine.services.recording": "the subject of what it records",
    "formengine.services.opening": "the submission whose step it acts for",
    "formengine.services.waking": "the clock, which sees what is due for it",
    "formengine.services.rebuilding": "the administrator's command on everything",
    "formengine.demo": "what it filed itself",
}


def test_submissions_are_read_where_visibility_is_minded() -> None:
    for name, path in modules():
        if room(name) in ("submissions", "submissions.store", "formengine.migrations"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "submissions.store.tables":
                names = {alias.name for alias in node.names}
                if "submissions" in names and not name.startswith(("formengine.reports", "formengine.effects")):
                    assert name in READERS, f"{name} reads submissions without visible_to"


def test_no_module_is_called_after_nothing() -> None:
    for name, _path in modules():
        assert not re.search(r"(^|\.)(helpers?|utils?|common|misc)(\.|$)", name), name


def test_a_module_is_about_one_thing() -> None:
    sizes = {name: path.read_text().count("\n") for name, path in modules() if "migrations.versions" not in name}
    assert {name: lines for name, lines in sizes.items() if lines > 450} == {}, "split along what changes together"
