"""What time does by itself in an installation: once, with two workers at the same rows, on either database."""

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from formengine.effects.mail import compose
from formengine.effects.mail_data import mail_facts, recipients
from formengine.effects.registry import Delivery
from formengine.services.delegating import StandIn, delegate
from formengine.services.rebuilding import rebuild_all
from formengine.services.waking import let_time_act
from submissions import events as e
from submissions.calendar import Calendar
from submissions.chain import Recorded
from submissions.store import editions, log
from submissions.store.tables import stretches, submissions

WORKER = """
import sys
from datetime import datetime
from pathlib import Path
from formengine.config import Config
from formengine.database import open_database
from formengine.services.house import House
from formengine.services.waking import let_time_act
home, url, key, at = sys.argv[1:]
config, now = Config(home=Path(home), database_url=url, secret_key=key), datetime.fromisoformat(at)
house = House(open_database(config), config, lambda: now)
with house.database.reading():
    print("ready", flush=True)
sys.stdin.readline()
print(let_time_act(house, house.database, now), flush=True)
"""
COUNT = 6


def wake(office) -> int:
    return let_time_act(office.house, office.house.database, office.clock.at)


def events_of(office, number: str) -> list[Recorded]:
    with office.house.database.reading() as connection:
        return log.read_log(connection, office.row(number).id)


@pytest.mark.storage
def test_two_workers_at_once_do_everything_once(office) -> None:
    numbers = [office.file("an", "1.004873") for _n in range(COUNT)]
    for number in numbers[: COUNT // 2]:  # these are asked for a supplement that never comes
        items = ({"code": "", "what": "Ghi rõ nơi cư trú"},)
        office.done(
            "tiepnhan1.binhduong", number, "request_supplement", "accept", items=items, reason="Thiếu", days=3
        )  # fmt: skip
    config = office.house.config
    at = office.clock.later(days=40)
    arguments = [str(config.home), config.database_url, config.secret_key, at.isoformat()]
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _n in range(2)
    ]
    with workers[0], workers[1]:
        assert [worker.stdout.readline().strip() for worker in workers] == ["ready", "ready"]
        for worker in workers:
            worker.stdin.write("\n")
            worker.stdin.flush()
        done = [int(worker.stdout.readline()) for worker in workers]
    assert sum(done) == COUNT
    for number in numbers[: COUNT // 2]:
        submission = office.submission(number)
        assert submission.outcome == "stopped"
        assert [type(entry.event) for entry in events_of(office, number)].count(e.Concluded) == 1
        assert office.row(number).status == "stopped"
    for number in numbers[COUNT // 2 :]:
        warned = [entry for entry in events_of(office, number) if isinstance(entry.event, e.Warned)]
        assert [entry.event.about for entry in warned] == ["overdue"]
        assert warned[0].actor == "clock"
    assert wake(office) == 0
    report = rebuild_all(office.house)
    assert (report.changed, report.faults) == (0, [])


@pytest.mark.storage
def test_the_rows_of_the_ledger_are_written_with_the_act_and_made_anew_equal(office) -> None:
    number = office.file("an", "1.004873")
    office.clock.later(hours=1)
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    mine = stretches.c.submission_id == office.row(number).id
    with office.house.database.reading() as connection:
        rows = connection.execute(select(stretches).where(mine).order_by(stretches.c.number)).all()
        agencies = office.submission(number)
    assert [(row.whose, row.agency, row.started, row.stopped) for row in rows] == [
        ("agency", agencies.receiving, "TaskOpened", "Accepted"),
        ("agency", agencies.competent, "TaskOpened", ""),
    ]
    assert (rows[0].worked, rows[0].late) == (3600, 0)
    assert (rows[1].until, rows[1].worked) == (None, None)
    with office.house.database.transaction() as connection:
        connection.execute(stretches.update().where(mine).values(worked=1))
        connection.execute(stretches.delete().where(mine, stretches.c.number == 2))
    assert rebuild_all(office.house).changed == 1
    with office.house.database.reading() as connection:
        assert connection.execute(select(stretches).where(mine).order_by(stretches.c.number)).all() == rows
    assert rebuild_all(office.house).changed == 0


def test_reports_can_sum_by_agency(office) -> None:
    numbers = [office.file("an", "1.004873") for _n in range(3)]
    for hours, number in enumerate(numbers, start=1):
        office.clock.later(minutes=20 * hours)
        office.done("tiepnhan1.binhduong", number, "accept", "accept")
    receiving = office.submission(numbers[0]).receiving
    with office.house.database.reading() as connection:
        worked = connection.execute(
            select(func.sum(stretches.c.worked)).where(stretches.c.agency == receiving)
        ).scalar_one()
    assert worked == 60 * (20 + 60 + 120)


def test_what_an_older_version_wrote_gets_its_ledger_when_the_worker_looks(office) -> None:
    """The migration lets the clock look at every row once."""
    number = office.file("an", "1.004873")
    mine = submissions.c.number == number
    with office.house.database.transaction() as connection:
        connection.execute(stretches.delete())
        connection.execute(submissions.update().where(mine).values(wake_at=office.clock.at - timedelta(days=9)))
    assert wake(office) == 0
    with office.house.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(stretches)).scalar_one() == 1
    assert rebuild_all(office.house).changed == 0


def test_an_edition_that_was_rolled_back_is_written_again(office) -> None:
    calendar = Calendar(zone="Asia/Tokyo")

    class Nothing(Exception):
        pass

    with pytest.raises(Nothing), office.house.database.transaction() as connection:
        editions.keep(connection, calendar)
        raise Nothing
    with office.house.database.transaction() as connection:
        editions.keep(connection, calendar)
        editions.keep(connection, calendar)
    editions._read.pop(calendar.digest)
    with office.house.database.reading() as connection:
        assert editions.edition(connection, calendar.digest) == calendar
        with pytest.raises(LookupError, match="not whole"):
            editions.edition(connection, "0" * 32)


def test_who_stands_in_for_the_head_is_written_to_as_well(office) -> None:
    """Letters went to the absent head alone."""
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    competent = office.submission(number).competent
    head, deputy = (office.account(office.holder(competent, role)) for role in ("leader", "officer"))
    first, last = office.house.today(), office.house.today() + timedelta(days=30)
    wish = StandIn(head.person, competent, deputy.person, first, last, "Quyết định số 12/QĐ-UBND")
    assert delegate(office.house, head, wish) == []
    office.clock.later(days=9)
    assert wake(office) == 1
    (warned,) = [entry for entry in events_of(office, number) if isinstance(entry.event, e.Warned)]
    with office.house.database.reading() as connection:
        told = {one.key for one in recipients(connection, office.row(number).id, warned.seq, office.house.config)}
    assert {head.id, deputy.id} <= told


def test_the_head_of_the_agency_is_written_to_and_finds_a_task(office) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    office.clock.later(days=9)
    assert wake(office) == 1
    (warned,) = [entry for entry in events_of(office, number) if isinstance(entry.event, e.Warned)]
    head = office.account(office.holder(office.submission(number).competent, "leader"))
    row, config = office.row(number), office.house.config
    with office.house.database.reading() as connection:
        told = recipients(connection, row.id, warned.seq, config)
        facts = mail_facts(connection, row.id, warned.seq, config)
    assert head.id in {one.key for one in told}
    assert office.account("an").id not in {one.key for one in told}
    assert facts["link"].endswith(f"/desk/{number}")
    delivery = Delivery("d", row.id, warned.seq, "Warned", "mail", head.id, "<d@x>", warned.at, 1, warned.at)
    mail = compose(delivery, told[0], facts, "no-reply@formengine.example")
    assert "việc đã quá hạn" in mail.get_content()
    assert "Ủy ban nhân dân" in mail.get_content()
    task = next(task for task in office.submission(number).warnings())
    submission = office.done(office.holder(row.competent, "leader"), number, "attend", task.id)
    assert submission.warnings() == []
