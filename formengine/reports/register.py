"""The register of submissions of an agency (TT 03/2025, form 07 "Sổ theo dõi hồ sơ"): one row per submission filed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from formengine.accounts.addresses import address_in_words
from formengine.accounts.officials import lists_of
from formengine.accounts.people import Contact, contacts_of
from formengine.forms.lists import Lists
from formengine.registers.agencies import Agencies, agencies_of
from formengine.reports.titles import title_of
from formengine.standing import status_text
from submissions.actors import Actor
from submissions.store.queries import visible_to
from submissions.store.tables import submissions

# What one workbook holds: a year of a large commune. A longer one is asked for in parts.
MOST_ROWS = 50_000
NOBODY = Contact("", "", None)
# How many ids a statement names.
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the register; moments are UTC. `lateness`: "early", "on_time", "late" or "" while it is open.

    part_of: number of the joint submission that it is a part of; parts: numbers of its own parts at other agencies.
    """

    number: str
    procedure: str
    title: str
    applicant: str
    phone: str
    address: str
    channel: str
    received_by: str
    handled_by: str
    filed_at: datetime
    accepted_at: datetime | None
    due: datetime | None
    decided_at: datetime | None
    delivered_at: datetime | None
    status: str
    lateness: str
    part_of: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """What an agency (its id) received or decides, filed from `first` to `last`: local days of `zone`, both counted."""

    agency: str
    first: date
    last: date
    zone: str

    def received(self, actor: Actor) -> ColumnElement[bool]:
        since, until = (datetime.combine(day, time(), ZoneInfo(self.zone)) for day in (self.first, self.after))
        filed = submissions.c.filed_at
        own = or_(submissions.c.receiving == self.agency, submissions.c.competent == self.agency)
        return and_(own, filed >= since, filed < until, visible_to(actor))

    @property
    def after(self) -> date:
        return self.last + timedelta(days=1)


def count_register(connection: Connection, actor: Actor, period: Period) -> int:
    """How many lines a period has, counted to MOST_ROWS + 1 at most."""
    lines = select(submissions.c.id).where(period.received(actor)).limit(MOST_ROWS + 1).subquery()
    return connection.execute(select(func.count()).select_from(lines)).scalar_one()


def register_of(
    connection: Connection, actor: Actor, period: Period, locale: str, *, size: int = MOST_ROWS
) -> list[Entry]:
    """The first lines of a period, oldest first."""
    ordered = select(submissions).where(period.received(actor)).order_by(submissions.c.filed_at, submissions.c.id)
    rows = connection.execute(ordered.limit(size)).all()
    organisations = {row.organisation for row in rows} - {""}
    people = contacts_of(connection, {_owner(row) for row in rows} - organisations, organisations)
    register = agencies_of(connection)
    lists = lists_of(connection)
    joint = _joint(connection, rows)
    return [replace(_entry(connection, row, people, register, lists, locale), **joint.get(row.id, {})) for row in rows]


def _joint(connection: Connection, rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """What the lines of joint submissions and of their parts say of each other, by id."""
    number, part = submissions.c.number, submissions.alias("part")
    told: dict[str, dict[str, Any]] = {}
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        ids, above = [row.id for row in some], {row.parent for row in some} - {""}
        numbers = dict(connection.execute(select(submissions.c.id, number).where(submissions.c.id.in_(above))).all())
        told |= {row.id: {"part_of": numbers[row.parent]} for row in some if row.parent}
        opened = select(part.c.parent, part.c.number).where(part.c.parent.in_(ids)).order_by(part.c.id)
        for parent, found in connection.execute(opened).all():
            one = told.setdefault(parent, {})
            one["parts"] = (*one.get("parts", ()), found)
    return told


def _entry(
    connection: Connection, row: Any, people: dict[str, Contact], register: Agencies, lists: Lists, locale: str
) -> Entry:
    owner = people.get(_owner(row), NOBODY)
    return Entry(
        number=row.number,
        procedure=row.procedure,
        title=title_of(connection, row.definition, locale),
        applicant=owner.name,
        phone=owner.phone,
        address=address_in_words(owner.address, lists, row.filed_at.date(), locale),
        channel=row.channel,
        received_by=register.name(row.receiving, locale),
        handled_by=register.name(row.competent, locale),
        filed_at=row.filed_at,
        accepted_at=row.accepted_at,
        due=row.due,
        decided_at=row.decided_at,
        delivered_at=row.delivered_at,
        status=status_text(row.status),
        lateness=row.in_time,
    )


def _owner(row: Any) -> str:
    """Whose the submission is: the organisation's, the owner's, or its filer's own."""
    return row.organisation or row.owner or row.filer
