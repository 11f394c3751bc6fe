"""What time does by itself, once, however many workers look: silence speaks, heads are warned, handling stops."""

import logging
from collections.abc import Iterator
from datetime import datetime

from formengine.catalog.versions import definition_of
from formengine.database import Database
from formengine.registers.agencies import UnknownAgency
from formengine.services.house import House
from formengine.services.proceedings import Proceedings
from formengine.services.recording import record
from formengine.services.stranding import note_unplaced
from submissions.actors import CLOCK
from submissions.store import log, queues
from submissions.waking import Waking

log_file = logging.getLogger(__name__)


def let_time_act(house: House, _database: Database, now: datetime) -> int:
    """Do what is due before `now` on every submission that the clock has to look at; on how many it did something."""
    woken = 0
    for submission_id in _due(house, now):
        try:
            woken += _wake(house, submission_id, now)
        except UnknownAgency as unknown:  # one that waits for a register must not hold up the others
            log_file.error("the clock on submission %s: %s", submission_id, unknown)
            note_unplaced(house, submission_id, unknown)
    return woken


def _due(house: House, now: datetime) -> Iterator[str]:
    """The submissions to look at, a page at a time: what cannot be done now is not met again in this round."""
    place = None
    while True:
        with house.database.reading() as connection:
            rows = queues.to_wake(connection, now, place)
        if not rows:
            return
        for row in rows:
            yield row.id
        place = (rows[-1].wake_at, rows[-1].id)


def _wake(house: House, submission_id: str, now: datetime) -> int:
    with house.database.transaction() as connection:
        submission = log.load_to_act(connection, submission_id)
        definition = definition_of(connection, submission.facts.definition)
        proceedings = Proceedings.of(connection, house, definition, submission_id, submission)
        entries = Waking(submission, CLOCK, now, proceedings).wake()
        if not entries:  # its row was written by an older version, or by hand: what it says is not what the log says
            log.rebuild(connection, submission_id)
            return 0
        record(connection, house, submission_id, submission, entries)
        return 1
