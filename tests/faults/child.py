"""Runs hostile cases, each in a process of its own with limits, and says what came of it and what it took.

Started as `python child.py`: one JSON task a line on standard input, one JSON result a line on standard output. The
parent of the cases imports the engine once; each case is a fork of it, so that a case costs milliseconds.
"""

import json
import os
import resource
import socket
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "forms"), str(HERE)]

from form_browser import posted  # noqa: E402
from hostile_files import content_of  # noqa: E402
from macros import expanded  # noqa: E402
from werkzeug.datastructures import MultiDict  # noqa: E402

from formengine import compile_form, load_definition  # noqa: E402
from formengine.forms import DefinitionError, Untypeable, check_definition  # noqa: E402
from formengine.forms.checker import definition_warnings  # noqa: E402
from formengine.forms.definition import Attachment  # noqa: E402
from formengine.services.enclosing import checked_type  # noqa: E402
from formengine.services.errors import FileRefused  # noqa: E402

CPU_SECONDS = 3
ADDRESS_SPACE = 1 << 30


def main() -> None:
    _forbid_connections()
    _warm_up()
    for line in sys.stdin:
        print(json.dumps(_in_a_child(json.loads(line)), ensure_ascii=True), flush=True)


def _forbid_connections() -> None:
    def refuse(*arguments: object, **keywords: object) -> None:
        raise AssertionError("somebody opened a connection")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        setattr(socket.socket, name, refuse)
    socket.create_connection = socket.getaddrinfo = refuse  # type: ignore[assignment]


def _warm_up() -> None:
    """What every process of the site has done long before a hostile request comes."""
    small = (HERE / "definitions" / "small.json").read_bytes()
    form = load_definition(small).form("vi")
    form.check({})
    form.read(posted(form.render()))


def _in_a_child(task: dict[str, Any]) -> dict[str, Any]:
    reader, writer = os.pipe()
    resident = _resident()
    process = os.fork()
    if process == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(writer, 2)  # what is not caught is told there, and ends the child with 1
        with os.fdopen(writer, "w") as answer:
            json.dump(_RUNS[task["run"]](task), answer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = answer.read()
    _process, status, usage = os.wait4(process, 0)
    took = {"seconds": usage.ru_utime + usage.ru_stime, "megabytes": max(usage.ru_maxrss / 1024, resident)}
    if (code := os.waitstatus_to_exitcode(status)) != 0:
        return {"crash": f"killed by signal {-code}" if code < 0 else told[-3000:], **took}
    return {**json.loads(told.splitlines()[-1]), **took}  # before it may stand what was logged


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


def _definition(task: dict[str, Any]) -> dict[str, Any]:
    source = _source(task)
    problems = check_definition(source)
    if problems:
        return {"refused": [[problem.pointer, problem.keyword, problem.message] for problem in problems[:20]]}
    warnings = definition_warnings(source)
    definition = load_definition(source)
    shown = []
    for locale in ("vi", "en"):
        form = definition.form(locale)
        shown.append(_use(form, expanded(task.get("documents", [])), expanded(task.get("posts", []))))
    return {"warnings": [[warning.pointer, warning.keyword] for warning in warnings], **shown[0]}


def _source(task: dict[str, Any]) -> bytes:
    if "hex" in task:
        return bytes.fromhex(task["hex"])
    if "text" in task:
        return str(expanded(task["text"])).encode("utf-8", "surrogatepass")
    made = json.loads((HERE / "definitions" / "small.json").read_bytes())
    for pointer, value in task.get("put", {}).items():
        _put(made, pointer, expanded(value))
    return json.dumps(made, ensure_ascii=task.get("ascii", False)).encode("utf-8", "surrogatepass")


def _put(data: Any, pointer: str, value: Any) -> None:
    *way, last = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    for token in way:
        data = data[int(token)] if isinstance(data, list) else data.setdefault(token, {})
    if isinstance(data, list):
        data.insert(int(last), value) if int(last) == len(data) else data.__setitem__(int(last), value)
    else:
        data[last] = value


def _schema(task: dict[str, Any]) -> dict[str, Any]:
    try:
        form = compile_form(expanded(task["schema"]))
    except DefinitionError as error:
        return {"refused": [[problem.pointer, problem.keyword, problem.message] for problem in error.problems[:20]]}
    return {
        "warnings": form.warnings[:50],
        **_use(form, expanded(task.get("documents", [])), expanded(task.get("posts", []))),
    }


def _use(form: Any, documents: list[Any], posts: list[Any]) -> dict[str, Any]:
    """Everything that is done with a form: drawn empty, filled, posted, judged, read back and shown."""
    pages = [_Page(str(form.render()))]
    told: dict[str, Any] = {"documents": [], "posts": []}
    for document in documents:
        entry: dict[str, Any] = {"problems": [[p.pointer, p.keyword] for p in form.check(document)][:50]}
        try:
            html = str(form.render(document, form.check(document)))
            pages.append(_Page(html))
            entry["same"] = form.read(posted(html)) == document
            form.summary(document)
        except Untypeable as refusal:
            entry["untypeable"] = refusal.pointer
        told["documents"].append(entry)
    for pairs in posts:
        document = form.read(MultiDict([tuple(pair) for pair in pairs]))
        problems = form.check(document)
        pages.append(_Page(str(form.render(document, problems))))
        told["posts"].append({"document": document, "problems": [[p.pointer, p.keyword] for p in problems][:50]})
    told["tags"] = sorted(set().union(*(page.tags for page in pages)))
    told["active"] = sorted(set().union(*(page.active for page in pages)))
    told["kilobytes"] = max(page.size for page in pages) // 1024
    return told


class _Page(HTMLParser):
    """The elements of a page, and whatever in it would act by itself."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.active: set[str] = set()
        self.size = len(html)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.active.add(f"{tag} {name}")
            if name in ("href", "src", "action") and not address.startswith(
                ("#", "https://", "http://", "mailto:", "/")
            ):
                self.active.add(f"{tag} {name}={address[:20]}")


def _file(task: dict[str, Any]) -> dict[str, Any]:
    class Draft:
        definition = type("Some", (), {"attachments": (Attachment(code="A", title="A", **task.get("attachment", {})),)})

    content = content_of(task["content"])
    try:
        kind, name = checked_type(Draft, "A", expanded(task["name"]), content, task.get("held", 0), 20)
    except FileRefused as refusal:
        return {"refused": [["A", "file", str(refusal.message)]]}
    return {"type": kind, "name": name}


def _spin(task: dict[str, Any]) -> dict[str, Any]:
    while True:
        pass


def _grow(task: dict[str, Any]) -> dict[str, Any]:
    return {"size": len(b"x" * (300 << 20))}


def _connect(task: dict[str, Any]) -> dict[str, Any]:
    with socket.socket() as made:
        made.connect(("127.0.0.1", 1))
    return {}


_RUNS = {"definition": _definition, "schema": _schema, "file": _file, "spin": _spin, "grow": _grow, "connect": _connect}

if __name__ == "__main__":
    main()
