"""Who changed the registers when, by which document: calendars, hours, agencies, positions. Rows are only added."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Column, Connection, Index, String, Table, Text, insert, select

from submissions.store.columns import Id, Utc, metadata, new_id

What = Literal[
    "day_entered",
    "day_taken_back",
    "hours_set",
    "agency_written",
    "agency_ended",
    "appointed",
    "position_ended",
    "work_passed_on",
]

# `agency`: whose register it is, empty where everybody's; `area`: for which area a calendar's day counts;
# `person`: who was appointed or removed; `by` is empty for the command line; `facts` are plain values as JSON.
register_changes = Table(
    "register_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("what", String(20), nullable=False),
    Column("agency", Id, nullable=False),
    Column("area", String(10), nullable=False),
    Column("person", Id, nullable=False),
    Column("facts", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("by", Id, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_register_changes_agency", "agency", "what", "id"),
    Index("ix_register_changes_area", "what", "area", "id"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a register. `by` and `person` are persons' ids."""

    what: What
    agency: str
    area: str
    person: str
    facts: Mapping[str, Any]
    document: str
    by: str
    at: datetime


def note_change(
    connection: Connection,
    what: What,
    *,
    by: str,
    at: datetime,
    agency: str = "",
    area: str = "",
    person: str = "",
    document: str = "",
    **facts: Any,
) -> None:
    """Write down who changed what, in the transaction of the change; `facts` are values that JSON knows."""
    connection.execute(
        insert(register_changes).values(
            id=new_id(),
            what=what,
            agency=agency,
            area=area,
            person=person,
            facts=json.dumps(facts, ensure_ascii=False),
            document=document,
            by=by,
            at=at,
        )
    )


def changes_of(
    connection: Connection, agency: str, what: Sequence[What] = get_args(What), most: int = 50
) -> tuple[Change, ...]:
    """What was changed of an agency, the newest first."""
    mine = (register_changes.c.agency == agency) & register_changes.c.what.in_(what)
    return _changes(connection, mine, most)


def calendar_changes(connection: Connection, agency: str, areas: Iterable[str], most: int = 50) -> tuple[Change, ...]:
    """Days entered and taken back for the areas ("" for everybody), and the agency's hours; the newest first."""
    days = register_changes.c.what.in_(("day_entered", "day_taken_back"))
    days &= register_changes.c.area.in_(sorted(set(areas)))
    hours = (register_changes.c.agency == agency) & (register_changes.c.what == "hours_set")
    return _changes(connection, days | hours, most)


def _changes(connection: Connection, which: Any, most: int) -> tuple[Change, ...]:
    rows = connection.execute(select(register_changes).where(which).order_by(register_changes.c.id.desc()).limit(most))
    return tuple(
        Change(row.what, row.agency, row.area, row.person, json.loads(row.facts), row.document, row.by, row.at)
        for row in rows
    )
