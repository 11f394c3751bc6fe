"""What follows by itself between agencies: an ended one's work passes to its successor, children end with a parent."""

import logging
from datetime import datetime

from formengine.catalog.versions import definition_of
from formengine.database import Database
from formengine.registers.agencies import UnknownAgency, agencies_of
from formengine.services.house import House
from formengine.services.proceedings import Proceedings
from formengine.services.recording import record
from formengine.services.stranding import note_unplaced
from submissions import handovers as h
from submissions.acting import Acting
from submissions.actors import CLOCK
from submissions.store import log, relations

log_file = logging.getLogger(__name__)


def hand_to_successors(house: House, _database: Database, now: datetime) -> int:
    """Pass what ended agencies have in hand to their successors; on how many submissions something was done."""
    today = house.today()
    with house.database.reading() as connection:
        register = agencies_of(connection)
        ended = [agency for agency in register.all() if agency.valid_to and not agency.valid(today)]
    handed = 0
    for agency in ended:
        successor = register.in_force(agency, today)
        if not successor.valid(today):
            handed += _orphans(house, agency.code, agency.id)
            continue
        after = ""
        while waiting := _in_hand(house, agency.id, after):  # what cannot be done now is not met again in this round
            handed += sum(_succeed(house, submission_id, agency.id, successor.id, now) for submission_id in waiting)
            after = waiting[-1]
    return handed


def _in_hand(house: House, agency: str, after: str = "") -> list[str]:
    with house.database.reading() as connection:
        return relations.in_hand(connection, agency, after)


def _orphans(house: House, code: str, agency: str) -> int:
    """Work of an agency that ended without a successor is nobody's until an administrator names one."""
    if waiting := _in_hand(house, agency):
        log_file.error("agency %s ended without a successor and has %d submissions in hand", code, len(waiting))
    return 0


def _succeed(house: House, submission_id: str, ended: str, successor: str, now: datetime) -> int:
    try:
        with house.database.transaction() as connection:
            submission = log.load_to_act(connection, submission_id)
            definition = definition_of(connection, submission.facts.definition)
            proceedings = Proceedings.of(connection, house, definition, submission_id, submission)
            entries = Acting(submission, CLOCK, now, proceedings).succeed(ended, successor)
            record(connection, house, submission_id, submission, entries)
            return bool(entries)
    except UnknownAgency as unknown:  # one that waits for a register must not hold up the others
        log_file.error("succession on submission %s: %s", submission_id, unknown)
        note_unplaced(house, submission_id, unknown)
        return 0


def end_children(house: House, _database: Database, now: datetime) -> int:
    """Stop the submissions that belong to one which was withdrawn, stopped or refused; how many."""
    with house.database.reading() as connection:
        waiting = relations.left_behind(connection, now)
    return sum(_end(house, submission_id, now) for submission_id in waiting)


def _end(house: House, submission_id: str, now: datetime) -> int:
    with house.database.transaction() as connection:
        submission = log.load_to_act(connection, submission_id)
        if submission.is_concluded:
            return 0
        definition = definition_of(connection, submission.facts.definition)
        acting = Acting(
            submission, CLOCK, now, Proceedings.of(connection, house, definition, submission_id, submission)
        )
        acting.stop(h.Stopped(cause="parent"), submission.competent)
        record(connection, house, submission_id, submission, acting.log)
        return 1
