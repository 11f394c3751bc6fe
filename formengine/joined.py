"""The submissions that a submission's steps opened at other agencies, on one time line with the critical path.

The critical path is, stage by stage, the step with whose end the join rule was or will be fulfilled: a day lost there
is lost for the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row

from formengine.catalog.versions import definition_of
from formengine.dossier import Dossier
from formengine.i18n import current_locale
from formengine.standing import status_text
from submissions.status import GIVEN_UP
from submissions.store import relations
from submissions.submission import Submission, Task

# The width of the time line, in the units of its picture.
WIDTH = 1000
# What nobody has promised a day for ends after everything that somebody has.
UNKNOWN = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Joined:
    """A bar of the time line: a submission opened elsewhere, or a step of this one where `number` is "".

    `left`, `width`: its place; `critical`: it is on the critical path; `of`: the step that opened it.
    """

    number: str
    procedure: str
    agency: str
    status: str
    status_text: str
    began: datetime
    due: datetime | None
    ended: datetime | None
    critical: bool
    left: int
    width: int
    of: str = ""


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The bars in the order in which they began; `now`: its place, None once everything has ended."""

    bars: tuple[Joined, ...]
    first: datetime
    last: datetime
    now: int | None


def joined_of(connection: Connection, dossier: Dossier, now: datetime) -> list[Joined]:
    """The submissions that steps of this one opened, in that order."""
    line = time_line_of(connection, dossier, now)
    return [bar for bar in line.bars if bar.number] if line else []


def time_line_of(connection: Connection, dossier: Dossier, now: datetime) -> TimeLine | None:
    """The time line of a submission whose steps opened others; None where no step opened any."""
    submission = dossier.submission
    if not submission.children:
        return None
    rows = {row.id: row for row in relations.children_of(connection, dossier.row.id)}
    ends = {task.id: _end(task, _last_child(submission, task, rows)) for task in submission.tasks.values()}
    path = critical_path(submission, ends)
    own = [submission.tasks[id] for id in path if _last_child(submission, submission.tasks[id], rows) is None]
    first = dossier.row.filed_at
    shown = [_shown(row.concluded_at, row.due, now) for row in rows.values()]
    last = max([*shown, *(_shown(task.closed_at, task.due, now) for task in own)])
    line = _Line(first, last, now)
    bars = [_own_step(dossier, task, line) for task in own]
    for row in rows.values():
        task = submission.tasks[submission.children[row.id].task]
        newest = _last_child(submission, task, rows)
        bars.append(_opened(connection, dossier, row, line, task, task.id in path and newest is row))
    ordered = tuple(sorted(bars, key=lambda bar: (bar.began, bar.ended or UNKNOWN)))
    return TimeLine(ordered, first, last, None if submission.is_concluded else line.place(now))


def critical_path(submission: Submission, ends: Mapping[str, datetime]) -> list[str]:
    """The task (its id) of each stage reached that ends it, in order; `ends`: when each is or will be done.

    A stage ends when as many of its steps are done as its join rule needs: with the last of the earliest so many.
    """
    path = []
    for stage in submission.plan.stages:
        tasks = [task for step in stage.steps if (task := _newest(submission, step.key)) is not None]
        going = sorted((task for task in tasks if task.state != "dropped"), key=lambda task: ends[task.id])
        if going:
            path.append(going[min(stage.needed(), len(going)) - 1].id)
        if stage.stage == submission.stage:
            break
    return path


def _newest(submission: Submission, key: str) -> Task | None:
    """The task that was opened last for a planned step: after it was sent back the former ones do not count."""
    found = (task for task in submission.tasks.values() if task.key == key and not task.about)
    return max(found, key=lambda task: task.opened_seq, default=None)


def _last_child(submission: Submission, task: Task, rows: Mapping[str, Row]) -> Row | None:
    """What the task opened, the last where it was sent again."""
    opened = [rows[id] for id, child in submission.children.items() if child.task == task.id and id in rows]
    return opened[-1] if opened else None


def _end(task: Task, child: Row | None) -> datetime:
    """When the step was or will be done, as far as anybody has promised."""
    if task.closed_at is not None:
        return task.closed_at
    if child is None or child.outcome in GIVEN_UP:
        return task.due or UNKNOWN
    return child.due or task.due or UNKNOWN


def _shown(ended: datetime | None, due: datetime | None, now: datetime) -> datetime:
    """Until when a bar is drawn: to its end, or to its appointment and not before now while it goes on."""
    return ended or max(due or now, now)


@dataclass(frozen=True, slots=True)
class _Line:
    first: datetime
    last: datetime
    now: datetime

    def place(self, at: datetime) -> int:
        whole = max((self.last - self.first).total_seconds(), 1)
        return round(WIDTH * (at - self.first).total_seconds() / whole)

    def bar(self, began: datetime, ended: datetime | None, due: datetime | None) -> dict[str, int]:
        left = min(self.place(began), WIDTH - 8)
        return {"left": left, "width": max(self.place(_shown(ended, due, self.now)) - left, 8)}


def _opened(connection: Connection, dossier: Dossier, row: Row, line: _Line, task: Task, critical: bool) -> Joined:
    definition = definition_of(connection, row.definition)
    return Joined(
        number=row.number,
        procedure=definition.text(definition.title, current_locale()),
        agency=dossier.agency_name(row.competent),
        status=row.status,
        status_text=status_text(row.status),
        began=row.filed_at,
        due=row.due,
        ended=row.concluded_at,
        critical=critical,
        of=dossier.step_title(task.step.step),
        **line.bar(row.filed_at, row.concluded_at, row.due),
    )


def _own_step(dossier: Dossier, task: Task, line: _Line) -> Joined:
    return Joined(
        number="",
        procedure=dossier.step_title(task.step.step),
        agency=dossier.agency_name(task.step.agency) if task.step.agency else "",
        status="done" if task.closed_at else "processing",
        status_text="",
        began=task.opened_at,
        due=task.due,
        ended=task.closed_at,
        critical=True,
        **line.bar(task.opened_at, task.closed_at, task.due),
    )
