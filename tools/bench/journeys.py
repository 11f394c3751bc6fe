"""What people do, as units of work over HTTP: a citizen's whole flow, a clerk's act, filing alone."""

from collections.abc import Callable, Sequence
from typing import Any

from home import CODE, PASSWORD, answers
from load import Answer, Visitor


class Astray(Exception):
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


def citizen_flow(port: int, names: Sequence[str]) -> Callable[[int], Callable[[], None]]:
    """Open the form, save both pages, check the answers, submit, see the number: ten requests."""

    def prepare(client: int) -> Callable[[], None]:
        visitor = signed_in(port, names[client % len(names)])
        pages = {page: posted(page) for page in (1, 2)}

        def flow() -> None:
            wanted(visitor.get(f"/procedures/{CODE}/apply"), 200)
            started = wanted(visitor.post(f"/procedures/{CODE}/apply", []), 302)
            place = wanted(visitor.get(started.location), 302).location
            for page, fields in pages.items():
                shown = wanted(visitor.get(place), 200, f"_{page}")
                place = wanted(visitor.post(place, [("revision", _revision(shown)), *fields]), 302).location
            wanted(visitor.get(place), 200)
            submitted = wanted(visitor.post(place.replace("/review", "/submit"), []), 302)
            wanted(visitor.get(submitted.location), 200)

        return flow

    return prepare


def _revision(page: Answer) -> str:
    return page.body.partition(b'name="revision" value="')[2].partition(b'"')[0].decode()


def clerk_act(port: int, name: str, waiting: Sequence[tuple[str, str]], clients: int) -> Callable[..., Any]:
    """Open a task with its form and decide: two requests; each client works through its own share of `waiting`."""

    def prepare(client: int) -> Callable[[], None]:
        visitor = signed_in(port, name)
        share = list(waiting[client::clients])

        def act() -> None:
            number, task = share.pop()
            wanted(visitor.get(f"/desk/{number}/{task}"), 200, "/remarks")
            wanted(visitor.post(f"/desk/{number}/{task}/decide", decision()), 302)

        return act

    return prepare


def decision() -> list[tuple[str, str]]:
    form = [("/conclusion", "met"), ("/checked_on", "2026-10-05"), ("/remarks", "Đủ điều kiện.")]
    return [("answers", "1"), ("outcome", "approve"), *form]


def filing(port: int, names: Sequence[str], drafts: Sequence[Sequence[str]], clients: int) -> Callable[..., Any]:
    """The last POST of a flow alone; `drafts[c]` are complete drafts of the citizen `names[c]`."""

    def prepare(client: int) -> Callable[[], None]:
        visitor, share = signed_in(port, names[client]), list(drafts[client])

        def submit() -> None:
            wanted(visitor.post(f"/drafts/{share.pop()}/submit", []), 302)

        return submit

    return prepare
