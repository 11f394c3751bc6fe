"""What people do, as units of work over HTTP: a citizen's whole flow, a clerk's act, filing alone."""

from collections.abc import Callable, Sequence
from typing import Any

from home import CODE, PASSWORD, answers
from load import CLIENTS, Answer, Prepare, Visitor


class Astray(RuntimeError):
    """A page did not answer as the journey expects."""


def wanted(answer: Answer, status: int, marks: str = "") -> Answer:
    if answer.status != status or marks.encode() not in answer.body:
        raise Astray(f"{answer.status} {answer.location}: {answer.body[:1500]!r}")
    return answer


def signed_in(port: int, name: str) -> Visitor:
    visitor = Visitor(port)
    wanted(visitor.get("/sign-in"), 200)
    wanted(visitor.post("/sign-in", [("identifier", name), ("password", PASSWORD)]), 302)
    wanted(visitor.get("/profile"), 200)
    return visitor


def all_signed_in(port: int, names: Sequence[str]) -> list[Visitor]:
    """A visitor for each client; several may be the same person in browsers of their own."""
    return [signed_in(port, names[client % len(names)]) for client in range(CLIENTS)]


def posted(page: int) -> list[tuple[str, str]]:
    """What a browser posts of a page of the definition."""
    fields = [("_go", "next")]
    for name, value in answers().items():
        if name.endswith(f"_{page}"):
            fields += _controls(f"/{name}", value)
    return fields


def _controls(pointer: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, bool):
        return [(pointer, "true" if value else "false")]
    if isinstance(value, float):
        return [(pointer, str(value).replace(".", ","))]
    return [(pointer, str(value).replace("\n", "\r\n"))]


def citizen_flow(visitors: Sequence[Visitor]) -> Prepare:
    """Open the form, save both pages, check the answers, submit, see the number, as a browser does."""

    def prepare(client: int) -> Callable[[], None]:
        visitor = visitors[client]
        pages = {page: posted(page) for page in (1, 2)}

        def flow() -> None:
            wanted(visitor.get(f"/procedures/{CODE}/apply"), 200)
            shown = visitor.follow(wanted(visitor.post(f"/procedures/{CODE}/apply", []), 302))
            for page, fields in pages.items():
                wanted(shown, 200, f"_{page}")
                saved = wanted(visitor.post(shown.path, [("revision", _revision(shown)), *fields]), 302)
                shown = visitor.follow(saved)
            wanted(shown, 200, "/submit")
            submitted = wanted(visitor.post(shown.path.replace("/review", "/submit"), []), 302)
            wanted(visitor.follow(submitted), 200)

        return flow

    return prepare


def _revision(page: Answer) -> str:
    return page.body.partition(b'name="revision" value="')[2].partition(b'"')[0].decode()


def clerk_act(visitors: Sequence[Visitor], waiting: Sequence[tuple[str, str]]) -> Prepare:
    """Open a task with its form and decide: two requests; each client works through its own share of `waiting`."""

    def prepare(client: int) -> Callable[[], None]:
        visitor, share = visitors[client], list(waiting[client :: len(visitors)])

        def act() -> None:
            number, task = share.pop()
            wanted(visitor.get(f"/desk/{number}/{task}"), 200, "/remarks")
            wanted(visitor.post(f"/desk/{number}/{task}/decide", decision()), 302)

        return act

    return prepare


def decision() -> list[tuple[str, str]]:
    form = [("/conclusion", "met"), ("/checked_on", "2026-10-05"), ("/remarks", "Đủ điều kiện.")]
    return [("answers", "1"), ("outcome", "approve"), *form]


def filing(visitors: Sequence[Visitor], drafts: Sequence[Sequence[str]]) -> Prepare:
    """The last POST of a flow alone; `drafts[c]` are complete drafts of the citizen `visitors[c]`."""

    def prepare(client: int) -> Callable[[], None]:
        visitor, share = visitors[client], list(drafts[client])

        def submit() -> None:
            wanted(visitor.post(f"/drafts/{share.pop()}/submit", []), 302)

        return submit

    return prepare
