"""Leaders' figures: what came in, was handled and is in hand in a period, summed by agency and procedure.

What an applicant filed is counted once, at the agency that is competent for it; what steps of it opened at other
agencies are its parts, summed apart. Every sum is taken over the same rows, those in hand at some moment of the
period, so that what was received and carried over is what was handled, ended otherwise or is in hand.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, not_, or_, select

from formengine.registers.agencies import Agencies
from formengine.reports.periods import Span
from submissions.actors import Actor
from submissions.status import GIVEN_UP
from submissions.store.tables import stretches, submissions

# Roles that answer for what an agency, and those below it, do.
OVERSEEING = ("leader", "administrator")
# What is counted of each submission, in the order of the table.
FIGURES = (
    "received", "online", "elsewhere", "carried",
    "handled", "early", "on_time", "late", "refused",
    "ended", "not_accepted", "withdrawn", "stopped",
    "in_hand", "within", "overdue", "waiting",
    "supplements",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    """The figures of a procedure (its code) at an agency (its id). part: of what other submissions opened there."""

    agency: str
    procedure: str
    part: bool
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a figure stands for: `name` is one of FIGURES, `procedure` "" for all of them."""

    name: str
    agencies: tuple[str, ...]
    procedure: str
    part: bool


def overseen(register: Agencies, actor: Actor) -> tuple[str, ...]:
    """The agencies (ids) whose figures `actor` may look at: those led or administered and all below, by code."""
    own = {held.agency for held in actor.positions if held.role in OVERSEEING}
    known = register.all()
    found = set(own)
    while below := {agency.id for agency in known if agency.parent in found} - found:
        found |= below
    return tuple(agency.id for agency in known if agency.id in found)


def sums_of(connection: Connection, agencies: Collection[str], span: Span) -> list[Sum]:
    """The figures of each procedure at each of the agencies that has any, filings before parts."""
    found: dict[tuple[str, str, bool], Counter[str]] = {}
    tests = conditions(span)
    counted = [func.sum(case((test, 1), else_=0)).label(name) for name, test in tests.items()]
    place = (submissions.c.competent, submissions.c.procedure)
    # Each kind is asked for by itself, so that its groups come in the order of the index and nothing is sorted.
    for part in (False, True):
        own = (submissions.c.competent.in_(sorted(agencies)), _is_part(part))
        query = select(*place, *counted).where(*own, _dealt_with(span)).group_by(*place)
        for row in connection.execute(query):
            counts = Counter({name: int(getattr(row, name)) for name in tests})
            found[row.competent, row.procedure, part] = counts
    for row in connection.execute(_supplements(agencies, span)):
        key = (row.competent, row.procedure, bool(row.part))
        found.setdefault(key, Counter())["supplements"] = row.asked
    return [Sum(*key, counts) for key, counts in sorted(found.items(), key=lambda item: item[0][::-1])]


def total(sums: Iterable[Sum]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in sums:
        counts.update(one.counts)
    return counts


def conditions(span: Span) -> dict[str, ColumnElement[bool]]:
    """Which of the submissions dealt with in the period each figure counts.

    One that is paused is overdue only if it was when the pause began: until it ends its appointment does not come.
    """
    row = submissions.c
    new, over = row.filed_at >= span.since, and_(row.ended_at.is_not(None), row.ended_at < span.until)
    given_up = row.outcome.in_(GIVEN_UP)
    handled, in_hand = and_(over, not_(given_up)), or_(row.ended_at.is_(None), row.ended_at >= span.until)
    overdue = and_(in_hand, row.due.is_not(None), row.due < span.until, _not_paused_before_due())
    return {
        "received": row.filed_at < span.until,
        "online": and_(new, row.channel == "online"),
        "elsewhere": and_(new, row.channel != "online"),
        "carried": not_(new),
        "handled": handled,
        "early": and_(handled, row.in_time == "early"),
        "on_time": and_(handled, row.in_time.in_(("", "on_time"))),
        "late": and_(handled, row.in_time == "late"),
        "refused": and_(handled, row.outcome == "refuse"),
        "ended": and_(over, given_up),
        "not_accepted": and_(over, row.outcome.in_(("not_accepted", "returned"))),
        "withdrawn": and_(over, row.outcome == "withdrawn"),
        "stopped": and_(over, row.outcome == "stopped"),
        "in_hand": in_hand,
        "within": and_(in_hand, not_(overdue)),
        "overdue": overdue,
        "waiting": and_(in_hand, row.ended_at.is_(None), row.paused_since.is_not(None)),
    }


def meant(cell: Cell, span: Span) -> ColumnElement[bool]:
    """Which submissions a figure counts."""
    own = [submissions.c.competent.in_(cell.agencies), _is_part(cell.part)]
    if cell.procedure:
        own.append(submissions.c.procedure == cell.procedure)
    if cell.name == "supplements":
        return and_(*own, submissions.c.id.in_(select(stretches.c.submission_id).where(_asked(span))))
    return and_(*own, _dealt_with(span), conditions(span)[cell.name])


def _is_part(part: bool) -> ColumnElement[bool]:
    return submissions.c.parent != "" if part else submissions.c.parent == ""


def _dealt_with(span: Span) -> ColumnElement[bool]:
    """Filed before the end of the period and not ended before its beginning.

    Written so that no other index than that of the figures is any use.
    """
    filed = case((submissions.c.filed_at < span.until, 1), else_=0) == 1
    return and_(filed, or_(submissions.c.ended_at.is_(None), submissions.c.ended_at >= span.since))


def _not_paused_before_due() -> ColumnElement[bool]:
    return or_(submissions.c.paused_since.is_(None), submissions.c.paused_since > submissions.c.due)


def _asked(span: Span) -> ColumnElement[bool]:
    """The stretches in which applicants had been asked for a supplement, begun in the period."""
    since = stretches.c.since
    return and_(stretches.c.holds == "supplement", since >= span.since, since < span.until)


def _supplements(agencies: Collection[str], span: Span) -> Any:
    part = submissions.c.parent != ""
    return (
        select(submissions.c.competent, submissions.c.procedure, part.label("part"), func.count().label("asked"))
        .join_from(stretches, submissions, stretches.c.submission_id == submissions.c.id)
        .where(_asked(span), submissions.c.competent.in_(sorted(agencies)))
        .group_by(submissions.c.competent, submissions.c.procedure, part)
    )
