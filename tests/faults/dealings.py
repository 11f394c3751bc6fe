"""One submission after another from the draft to the result, over HTTP, with a note of everything acknowledged.

A request that was cut off is sent again, as a person does. What is noted is compared with the database afterwards.
"""

import hashlib
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from form_browser import posted
from gunicorns import Gunicorn
from procedures import CITIZEN, PAPER, PDF, ROLES, Installation, document_of
from sqlalchemy import select
from visitors import PATIENCE, CutOff, Visitor

from formengine.services.rebuilding import rebuild_all
from submissions.store import drafts, files, log
from submissions.store.tables import events, submissions
from submissions.store.tables import files as file_rows

STEPS = {"accept": "accept", "propose": "examine", "decide": "decide", "deliver_result": "deliver"}
RECORDED = {"accept": "Accepted", "propose": "Proposed", "decide": "Decided", "deliver_result": "Delivered"}
OUTCOMES = {"accept": "", "propose": "approve", "decide": "approve", "deliver_result": "online"}


class Unexpected(Exception):
    """An answer that this request may not have."""


@dataclass
class Notes:
    """What the server acknowledged, and the requests that were cut off (answered when they were sent again)."""

    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    filed: dict[str, str] = field(default_factory=dict)
    acts: list[tuple[str, str]] = field(default_factory=list)
    cut_off: Counter = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    ended: int = 0

    @property
    def acknowledged(self) -> int:
        return len(self.drafts) + len(self.files) + len(self.filed) + len(self.acts)


class Dealing:
    """A citizen and three officials, each at a browser; runs in a thread of its own."""

    def __init__(self, server: Gunicorn, there: Installation, code: str, notes: Notes) -> None:
        self.code, self.notes = code, notes
        self.citizen = Visitor(server.port, CITIZEN)
        self.officials = {act: Visitor(server.port, there.officials[role][0]) for act, role in ROLES.items()}
        self.turn = 0

    def deal(self, enough: threading.Event) -> None:
        while not enough.is_set():
            try:
                self._one(enough)
            except Unexpected as unexpected:
                self.notes.unexpected.append(str(unexpected))

    def _one(self, enough: threading.Event) -> None:
        self.turn += 1
        draft = self._ask("apply", self.citizen, f"/procedures/{self.code}/apply", {"for": "self"}).split("/")[2]
        document = document_of(self.code) | {"request": f"Đề nghị {self.turn} của {threading.current_thread().name}"}
        self._fill(draft, document)
        self.notes.drafts[draft] = document
        if enough.is_set():
            return  # it stays a draft
        content = PDF + f"% {draft}\n".encode()
        there = f"/drafts/{draft}/attachments"
        self._ask("enclose", self.citizen, there, {"_go": "next"}, {f"file:{PAPER}": ("giấy.pdf", content)})
        self.notes.files[draft] = hashlib.sha256(content).hexdigest()
        number = self._ask("submit", self.citizen, f"/drafts/{draft}/submit", {}).split("/")[2]
        self.notes.filed[draft] = number
        for act, step in STEPS.items():
            self._act(act, f"/desk/{number}/{step}~1/{act}", number)
        self.notes.ended += 1

    def _fill(self, draft: str, document: dict[str, Any]) -> None:
        page = self.citizen.get(f"/drafts/{draft}/pages/1")
        form = re.search(r'<form[^>]*id="answers".*?</form>', page.text, re.DOTALL)
        if form is None:
            raise Unexpected(f"page of {draft}: {page.status}")
        fields = {name: values for name, values in posted(form[0]).to_dict(flat=False).items() if name != "csrf_token"}
        typed = {f"/office/{name}": value for name, value in document["office"].items()}
        typed |= {"/full_name": document["full_name"], "/request": document["request"], "_go": "next"}
        self._ask("page", self.citizen, f"/drafts/{draft}/pages/1", fields | typed)

    def _act(self, act: str, address: str, number: str) -> None:
        asked = {"answers": "1", "outcome": OUTCOMES[act]}
        self._ask(act, self.officials[act], address, asked, done_before=409)
        self.notes.acts.append((number, act))

    def _ask(
        self, what: str, who: Visitor, address: str, fields: dict[str, Any], sent: Any = None, done_before: int = 302
    ) -> str:
        """Where the answer leads; `done_before` is the answer to a repeated request whose first was carried out."""
        body = who.body(fields, sent)
        try:
            answer = who.once("POST", address, *body)
        except CutOff:
            self.notes.cut_off[what] += 1
            answer = who.patiently("POST", address, *body)
            if answer.status == done_before:
                return answer.location
        if answer.status != 302:
            raise Unexpected(f"{what} {address}: {answer.status}")
        return answer.location


@contextmanager
def dealing(server: Gunicorn, there: Installation, code: str, people: int = 2) -> Iterator[Notes]:
    """So many go on dealing until the block ends; they finish what they are at, or at least its request."""
    notes, enough = Notes(), threading.Event()
    threads = [
        threading.Thread(target=Dealing(server, there, code, notes).deal, args=(enough,), name=f"người {n}")
        for n in range(people)
    ]
    for thread in threads:
        thread.start()
    try:
        yield notes
    finally:
        enough.set()
        for thread in threads:
            thread.join(2 * PATIENCE)
        assert not any(thread.is_alive() for thread in threads)


def lost(there: Installation, notes: Notes) -> list[str]:
    """What was acknowledged and is not there, is there twice, or is there in part."""
    house, account = there.house, there.account(CITIZEN)
    found: list[str] = []
    with house.database.reading() as connection:
        rows = {row.id: row for row in connection.execute(select(submissions.c.id, submissions.c.number))}
        found += [f"submission {number}" for draft, number in notes.filed.items() if _number(rows, draft) != number]
        for draft, document in notes.drafts.items():
            kept = drafts.read(connection, account.id, draft)
            if (kept is None) == (draft not in rows):
                found.append(f"draft {draft}: once")
            elif kept is not None and kept.body != document:
                found.append(f"draft {draft}: its answers")
        for draft, digest in notes.files.items():
            held = files.of_submission(connection, draft) if draft in rows else files.of_draft(connection, draft)
            if digest not in {file.sha256 for file in held}:
                found.append(f"file of {draft}")
        done = Counter(
            (row.number, row.kind)
            for row in connection.execute(
                select(submissions.c.number, events.c.kind)
                .join(events, events.c.submission_id == submissions.c.id)
                .where(events.c.kind.in_(list(RECORDED.values())))
            )
        )
        found += [f"{act} of {number}" for number, act in notes.acts if done[number, RECORDED[act]] == 0]
        found += [f"{kind} of {number}: {times} times" for (number, kind), times in done.items() if times > 1]
    return found


def _number(rows: dict[str, Any], draft: str) -> str:
    return rows[draft].number if draft in rows else ""


def broken(there: Installation) -> list[str]:
    """What is there, acknowledged or not, and is not whole."""
    house = there.house
    report = rebuild_all(house)
    found = [f"{number}: chain from {place}" for number, place in report.faults]
    found += [f"{report.changed} lists differ from their logs"] if report.changed else []
    with house.database.reading() as connection:
        for row in connection.execute(select(file_rows)).all():
            try:
                files.content_of(house.files, files._stored(row))
            except files.DamagedFile:
                found.append(f"bytes of file {row.id}")
        for row in connection.execute(select(submissions.c.id, submissions.c.number)).all():
            held = {file.id for file in files.of_submission(connection, row.id)}
            if missing := {ref.id for ref in log.load(connection, row.id).files} - held:
                found.append(f"{row.number}: rows of files {missing}")
        if connection.dialect.name == "sqlite":
            (said,) = connection.exec_driver_sql("PRAGMA integrity_check").one()
            found += [] if said == "ok" else [f"SQLite: {said}"]
    return found
