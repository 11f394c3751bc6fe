"""Lists made anew from the logs, and the logs verified."""

from dataclasses import dataclass, field

from sqlalchemy import select

from formengine.services.house import House
from submissions.store import log
from submissions.store.tables import submissions

BATCH = 200


@dataclass
class Report:
    """`changed`: submissions whose lists had differed; `faults`: (number, place of the first bad entry)."""

    submissions: int = 0
    changed: int = 0
    faults: list[tuple[str, int]] = field(default_factory=list)


def rebuild_all(house: House) -> Report:
    """Go through every submission in batches, each batch in a transaction of its own."""
    report, last = Report(), ""
    while True:
        with house.database.transaction() as connection:
            query = select(submissions.c.id, submissions.c.number).where(submissions.c.id > last)
            rows = connection.execute(query.order_by(submissions.c.id).limit(BATCH)).all()
            if not rows:
                return report
            for row in rows:
                last = row.id
                report.submissions += 1
                fault = log.fault_of(connection, row.id)
                if fault is not None:
                    report.faults.append((row.number, fault))
                else:
                    report.changed += log.rebuild(connection, row.id)
