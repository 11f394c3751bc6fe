"""The submissions that a submission's steps opened at other agencies, on one time line with their critical path."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row

from formengine.catalog.versions import definition_of
from formengine.dossier import Dossier
from formengine.i18n import current_locale
from formengine.standing import status_text
from submissions.plan import PlannedStage
from submissions.store import relations

# The width of the time line, in the units of its picture.
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Joined:
    """One of them. `left`, `width`: its place on the time line; `critical`: handling goes on only when it ends."""

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


def joined_of(connection: Connection, dossier: Dossier, now: datetime) -> list[Joined]:
    """The submissions opened by steps of this one, in that order; empty where no step opened any."""
    if not dossier.submission.children:
        return []
    rows = relations.children_of(connection, dossier.row.id)
    critical = _critical(dossier, rows, now)
    first, last = dossier.row.filed_at, max(_end(row, now) for row in rows)
    whole = max((last - first).total_seconds(), 1)

    def place(at: datetime) -> int:
        return round(WIDTH * (at - first).total_seconds() / whole)

    return [
        Joined(
            number=row.number,
            procedure=_title(connection, row),
            agency=dossier.agency_name(row.competent),
            status=row.status,
            status_text=status_text(row.status),
            began=row.filed_at,
            due=row.due,
            ended=row.concluded_at,
            critical=row.id in critical,
            left=place(row.filed_at),
            width=max(place(_end(row, now)) - place(row.filed_at), 8),
        )
        for row in rows
    ]


def _title(connection: Connection, row: Row) -> str:
    definition = definition_of(connection, row.definition)
    return definition.text(definition.title, current_locale())


def _end(row: Row, now: datetime) -> datetime:
    """When it ended or will: by its appointment, and not before now while it goes on."""
    return row.concluded_at or max(row.due or now, now)


def _critical(dossier: Dossier, rows: list[Row], now: datetime) -> set[str]:
    """In each stage the one whose end lets the next stage begin, as the stage's join rule has it."""
    by_stage: dict[str, list[Row]] = {}
    for row in rows:
        task = dossier.submission.tasks.get(dossier.submission.children[row.id].task)
        if task is not None and not task.step.no_wait:
            by_stage.setdefault(task.stage, []).append(row)
    found = set()
    for name, opened in by_stage.items():
        stage = dossier.submission.plan.stage(name) or PlannedStage(name, ())
        needed = min(stage.needed() or len(opened), len(opened))
        found.add(sorted(opened, key=lambda row: _end(row, now))[needed - 1].id)
    return found
