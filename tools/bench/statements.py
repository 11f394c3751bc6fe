"""How many SQL statements a clerk's act takes: counted inside the process, without BEGIN and COMMIT."""

from typing import Any

import journeys
import load
from home import CITIZENS, Scratch
from sqlalchemy import event

from formengine.app import create_app

LEADER = "lanhdao@mau.example"


def of_an_act(scratch: Scratch) -> tuple[int, int]:
    """(opening the task, deciding it and finding the next one), once everything kept in memory is there."""
    app = create_app(scratch.house.config)
    client = app.test_client()
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    visitor = _InProcess(client)
    visitor.sign_in(LEADER)
    figures = (0, 0)
    event.listen(app.extensions["house"].database.engine, "before_cursor_execute", note)
    for _turn in range(2):  # the first one fills what a process keeps
        number, task = scratch.waiting_decision(CITIZENS[0])
        seen.clear()
        visitor.get(f"/desk/{number}/{task}")
        opened = len(seen)
        visitor.post(f"/desk/{number}/{task}/decide", journeys.decision())
        figures = (opened, len(seen) - opened)
    app.extensions["house"].database.dispose()
    return figures


class _InProcess:
    """A visitor of the application in this process."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._token = ""

    def sign_in(self, name: str) -> None:
        self.get("/sign-in")
        self.post("/sign-in", [("identifier", name), ("password", journeys.PASSWORD)])

    def get(self, path: str) -> None:
        answer = self._client.get(path, headers={"Accept-Language": "vi"})
        journeys.wanted(load.Answer(path, answer.status_code, "", answer.data), 200)
        if found := load.TOKEN.search(answer.data):
            self._token = found[1].decode()

    def post(self, path: str, form: list[tuple[str, str]]) -> None:
        answer = self._client.post(path, data=dict([("csrf_token", self._token), *form]))
        journeys.wanted(load.Answer(path, answer.status_code, "", answer.data), 302)
