"""What time does by itself: a task left open past its limit means what the procedure says silence means."""

import logging
from datetime import datetime

from formengine.catalog.versions import definition_of
from formengine.database import Database
from formengine.registers.agencies import UnknownAgency
from formengine.services.filing import make_findable
from formengine.services.house import House
from formengine.services.proceedings import Proceedings
from submissions.acting import Acting
from submissions.actors import CLOCK
from submissions.store import log, queues
from submissions.store.tables import submissions

log_file = logging.getLogger(__name__)


def act_on_silence(house: House, _database: Database, now: datetime) -> int:
    """Let silence speak for every task whose limit ran out before `now`; returns for how many it did."""
    with house.database.reading() as connection:
        waiting = queues.overdue_silences(connection, now)
    spoken = 0
    for row in waiting:
        try:
            spoken += _silence(house, row.submission_id, row.task, now)
        except UnknownAgency as unknown:  # one that waits for a register must not hold up the others
            log_file.error("silence on task %s of submission %s: %s", row.task, row.submission_id, unknown)
    return spoken


def _silence(house: House, submission_id: str, task: str, now: datetime) -> int:
    with house.database.transaction() as connection:
        submission = log.load_to_act(connection, submission_id)
        definition = definition_of(connection, submission.facts.definition)
        proceedings = Proceedings.of(connection, house, definition, submission_id, submission)
        entries = Acting(submission, CLOCK, now, proceedings).silence(task)
        log.append(connection, submission_id, submission, entries)
        if entries:
            title = connection.execute(
                submissions.select().with_only_columns(submissions.c.title).where(submissions.c.id == submission_id)
            ).scalar_one()
            make_findable(connection, submission_id, submission, title)
        return bool(entries)
