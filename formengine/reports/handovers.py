"""Where lateness arose: the hand-overs of agencies in a period, early, on time or late, summed by step.

A hand-over is a task done; it is counted in the agency that held the task, by the task's own limit, with the office
time that it was held. What another authority or the applicant took is nobody's here.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from formengine.reports.desk import ACTING
from formengine.reports.periods import Span
from submissions.store.tables import stretches, submissions, tasks

# Counts of hand-overs in the order of the table; "overdue" are tasks that wait now.
HAND_OVERS = ("done", "early", "on_time", "late", "unlimited", "overdue")


@dataclass(frozen=True, slots=True)
class Held:
    """What an agency (its id) handed over at a step: HAND_OVERS counted, seconds of office time held and late."""

    agency: str
    procedure: str
    step: str
    counts: Counter[str]
    worked: int
    late: int


@dataclass(frozen=True, slots=True)
class HeldCell:
    """What a count stands for: `name` is one of HAND_OVERS; procedure, step: "" for all."""

    name: str
    agencies: tuple[str, ...]
    procedure: str = ""
    step: str = ""


_ROW = stretches.c
_KINDS: dict[str, ColumnElement[bool]] = {
    "done": _ROW.ends,
    "early": and_(_ROW.ends, _ROW.verdict == "early"),
    "on_time": and_(_ROW.ends, _ROW.verdict == "on_time"),
    "late": and_(_ROW.ends, _ROW.verdict == "late"),
    "unlimited": and_(_ROW.ends, _ROW.verdict == ""),
}


def held_by(connection: Connection, agencies: Collection[str], span: Span) -> list[Held]:
    """The hand-overs of each step at each of the agencies that had any or should have had one by now."""
    place = (_ROW.agency, _ROW.procedure, _ROW.step)
    counted = [func.sum(case((test, 1), else_=0)).label(name) for name, test in _KINDS.items()]
    seconds = {"seconds_held": _ROW.worked, "seconds_late": _ROW.late}
    summed = [func.coalesce(func.sum(column), 0).label(name) for name, column in seconds.items()]
    query = select(*place, *counted, *summed).where(_ROW.agency.in_(sorted(agencies)), _ended_in(span)).group_by(*place)
    found = {}
    for one in connection.execute(query):
        counts = Counter({name: int(getattr(one, name)) for name in _KINDS})
        found[one.agency, one.procedure, one.step] = Held(
            one.agency, one.procedure, one.step, counts, one.seconds_held, one.seconds_late
        )
    for one in connection.execute(_overdue(agencies, span)):
        key = (one.agency, one.procedure, one.step)
        found.setdefault(key, Held(*key, Counter(), 0, 0)).counts["overdue"] = one.waiting
    return [found[key] for key in sorted(found)]


def together(rows: Collection[Held]) -> Held:
    """Several as one, with the agency, procedure and step of the first."""
    first = next(iter(rows))
    counts: Counter[str] = Counter()
    for one in rows:
        counts.update(one.counts)
    return Held(
        first.agency, first.procedure, first.step, counts, sum(r.worked for r in rows), sum(r.late for r in rows)
    )


def meant(cell: HeldCell, span: Span) -> ColumnElement[bool]:
    """In which submissions the hand-overs that a count stands for are."""
    table = tasks if cell.name == "overdue" else stretches
    if cell.name == "overdue":
        tests = [_waiting(cell.agencies, span)]
    else:
        tests = [_ROW.agency.in_(cell.agencies), _ended_in(span), _KINDS[cell.name]]
    for name in ("procedure", "step"):
        if wanted := getattr(cell, name):
            tests.append(table.c[name] == wanted)
    return submissions.c.id.in_(select(table.c.submission_id).where(*tests))


def _ended_in(span: Span) -> ColumnElement[bool]:
    return and_(_ROW.whose == "agency", _ROW.until >= span.since, _ROW.until < span.until)


def _overdue(agencies: Collection[str], span: Span) -> Any:
    row = tasks.c
    place = (row.agency, row.procedure, row.step)
    return select(*place, func.count().label("waiting")).where(_waiting(agencies, span)).group_by(*place)


def _waiting(agencies: Collection[str], span: Span) -> ColumnElement[bool]:
    row = tasks.c
    own = and_(row.agency.in_(sorted(agencies)), row.role.in_(ACTING), row.state == "open", row.act != "attend")
    return and_(own, row.due_order < span.now)
