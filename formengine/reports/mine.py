"""What a person has begun and filed: drafts to continue, submissions with how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from formengine.catalog.versions import definition_of
from formengine.registers.agencies import agencies_of
from formengine.standing import status_text
from submissions.actors import Actor
from submissions.store import drafts
from submissions.store.drafts import Draft
from submissions.store.queries import PAGE, mine
from submissions.store.relations import children_of
from submissions.store.settling import Shown, shown, unsettled
from submissions.store.tables import tasks

# Acts of steps that wait for the applicant.
OWN = ("confirm_draft", "pay")


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft. `number`: the submission that it supplements, empty for a new filing; `page` counts from 1."""

    id: str
    procedure: str
    title: str
    saved_at: datetime
    page: int
    channel: str
    number: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A submission. `waits`: the applicant has something to do; `due`: the appointment, None without one."""

    number: str
    title: str
    subject: str
    status: str
    status_text: str
    agency: str
    filed_at: datetime
    due: datetime | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """A page of one's submissions; `following` is what to pass as `before` for the next one, empty at the end."""

    drafts: tuple[Begun, ...]
    filed: tuple[Filed, ...]
    following: str


def mine_of(connection: Connection, actor: Actor, account: str, locale: str, at: datetime, *, before: str = "") -> Mine:
    """A person's drafts (on the first page only) and submissions, newest first; what may be undone at `at` left out."""
    begun = () if before else tuple(drafts_of(connection, account, locale))
    rows = mine(connection, actor, before)
    page = rows[:PAGE]
    return Mine(begun, _listed(connection, page, locale, at), page[-1].id if len(rows) > PAGE else "")


def opened_by(connection: Connection, submission: str, locale: str, at: datetime) -> tuple[Filed, ...]:
    """What the steps of a submission (its id) opened at other agencies, in that order, as `mine_of` shows it."""
    return _listed(connection, children_of(connection, submission), locale, at)


def _listed(connection: Connection, rows: Sequence[Row], locale: str, at: datetime) -> tuple[Filed, ...]:
    ids = [row.id for row in rows]
    held = unsettled(connection, ids, at)
    waiting = _waiting(connection, [id for id in ids if id not in held])
    waiting |= {id for id, submission in held.items() if any(t.step.act in OWN for t in submission.open_tasks())}
    names = agencies_of(connection)
    return tuple(_filed(connection, shown(row, held), locale, names, row.id in waiting) for row in rows)


def drafts_of(connection: Connection, account: str, locale: str, procedure: str = "") -> list[Begun]:
    """The account's drafts, last saved first; those of one procedure where it is named."""
    return [_begun(connection, draft, locale) for draft in drafts.of_account(connection, account, procedure)]


def _begun(connection: Connection, draft: Draft, locale: str) -> Begun:
    definition = definition_of(connection, draft.definition)
    pages = max(1, len(definition.pages))
    done = set(draft.saved_pages)
    following = next((page for page in range(pages) if page not in done), pages - 1)
    filing: dict[str, Any] = draft.filing
    title = definition.text(definition.title, locale)
    return Begun(
        draft.id,
        draft.procedure,
        title,
        draft.saved_at,
        following + 1,
        filing.get("channel", "online"),
        filing.get("number", ""),
    )


def _filed(connection: Connection, row: Shown, locale: str, names: Any, waits: bool) -> Filed:
    definition = definition_of(connection, row.definition)
    return Filed(
        row.number,
        definition.text(definition.title, locale),
        row.title,
        row.status,
        status_text(row.status),
        names.name(row.receiving, locale),
        row.filed_at,
        row.due,
        waits or row.status == "supplement",
    )


def _waiting(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which of these submissions wait for the applicant to confirm a draft result or to pay."""
    if not ids:
        return set()
    own = select(tasks.c.submission_id).where(
        tasks.c.submission_id.in_(ids), tasks.c.state == "open", tasks.c.act.in_(OWN)
    )
    return set(connection.execute(own).scalars())
