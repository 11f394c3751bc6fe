"""A limit from the filing counts for the desk at which the submission then is: not the time that others had it."""

import json

from formengine.catalog.versions import publish
from formengine.planning import transfer_targets
from formengine.registers.agencies import agencies_of
from formengine.services import filing

CODE, DESK, OFFICER = "1.004873", "tiepnhan1.binhduong", "hotich.binhduong"


def open_acceptance(office, number: str):
    (task,) = [task for task in office.submission(number).open_tasks() if task.step.act == "accept"]
    return task


def test_the_desk_that_a_submission_is_transferred_to_has_its_own_hours(office) -> None:
    """Its task was overdue when it opened, and the lateness of the first desk was told as its own."""
    number = office.file("an", CODE)
    allowed = open_acceptance(office, number).due - office.clock.at
    office.clock.later(days=6)
    with office.house.database.reading() as connection:
        register = agencies_of(connection)
        competent = register.by_id(office.submission(number).competent)
        target = transfer_targets(register, competent, office.house.today())[0].id
    office.done(DESK, number, "transfer", "accept", agencies=(target,), reason="Thuộc thẩm quyền nơi khác.")
    task = open_acceptance(office, number)
    assert task.step.limit.counted_from == "filed"
    assert task.due - office.clock.at == allowed


def test_counting_anew_gives_the_desk_its_hours_again(office, shipped) -> None:
    source = shipped(CODE)
    source["clock"]["resume"] = "anew"
    with office.house.database.transaction() as connection:
        publish(connection, json.dumps(source, ensure_ascii=False).encode(), at=office.clock.at)
    number = office.file("an", CODE)
    allowed = open_acceptance(office, number).due - office.clock.at
    office.done(DESK, number, "accept", "accept")
    asked = {"reason": "Bản chụp mờ.", "items": ({"code": "", "what": "Chụp lại."},), "days": 20}
    office.done(OFFICER, number, "request_supplement", "examine", **asked)
    office.clock.later(days=7)
    citizen = office.account("an")
    filing.submit(office.house, citizen, filing.supplement_draft(office.house, citizen, number), "vi")
    task = open_acceptance(office, number)
    assert task.id == "accept~2" and task.due - office.clock.at == allowed
