"""Tasks taken by somebody who can do them no longer fall free by themselves, without the head's word."""

from datetime import datetime

from formengine.catalog.versions import definition_of
from formengine.reports.claims import held_in_vain
from formengine.services.house import House
from formengine.services.proceedings import Proceedings
from formengine.services.recording import record
from submissions.acting import Acting
from submissions.actors import CLOCK
from submissions.store import log


def free_tasks(house: House, now: datetime) -> int:
    """Give back what people hold who left, stand in no longer or declared kin; on how many submissions."""
    with house.database.reading() as connection:
        found = held_in_vain(connection, house.today())
    return sum(_free(house, submission_id, now) for submission_id in found)


def _free(house: House, submission_id: str, now: datetime) -> int:
    """What the lists say is no proof: the table of acts decides on the log."""
    with house.database.transaction() as connection:
        submission = log.load_to_act(connection, submission_id)
        definition = definition_of(connection, submission.facts.definition)
        proceedings = Proceedings.of(connection, house, definition, submission_id, submission)
        entries = Acting(submission, CLOCK, now, proceedings).free_tasks()
        record(connection, house, submission_id, submission, entries)
        return bool(entries)
