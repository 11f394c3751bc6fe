"""What nobody can do: written down where it shows, told to administrators once, passed on by them with a reason."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, distinct, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from formengine.accounts.signing_in import Account
from formengine.catalog.versions import definition_of
from formengine.database import Database
from formengine.forms.problems import Problem
from formengine.i18n import gettext as _
from formengine.registers.agencies import UnknownAgency
from formengine.registers.history import note_change
from formengine.registers.stranded import strandings, unplaced
from formengine.reports.stranded import Stranded, stranded
from formengine.services.administering import own_agency
from formengine.services.errors import MAX_REASON, missing, refusal_text, text_problems
from formengine.services.house import House
from formengine.services.proceedings import Proceedings
from formengine.services.recording import record
from submissions.acting import Acting
from submissions.refusal import Refused
from submissions.store import documents, log
from submissions.store.tables import outbox, tasks

MOST_AT_ONCE = 500
LOOK_EVERY = timedelta(minutes=5)
KIND = "Stranded"
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def note_unplaced(house: House, submission_id: str, unknown: UnknownAgency) -> None:
    """Write down that a submission could not go on for want of an agency, in a transaction of its own."""
    with house.database.transaction() as connection:
        submission = log.load(connection, submission_id)
        known = connection.execute(select(unplaced).where(unplaced.c.submission_id == submission_id)).one_or_none()
        if known is not None and known.seq == submission.seq:
            return
        connection.execute(delete(unplaced).where(unplaced.c.submission_id == submission_id))
        connection.execute(
            insert(unplaced).values(
                submission_id=submission_id,
                seq=submission.seq,
                agency=submission.competent,
                type=unknown.type,
                area=unknown.area,
                wanted=str(unknown).partition(":")[0],
                since=house.now(),
            )
        )


# --- telling administrators


def tell_administrators(house: House, now: datetime) -> int:
    """Have administrators told of what has become nobody's since the last look, once; how many groups are new."""
    with house.database.reading() as connection:
        found = {(one.agency, one.role): one for one in stranded(connection, house.today(), house.config.zone)}
        lasting = _lasting(connection)
    new, over = found.keys() - lasting.keys(), lasting.keys() - found.keys()
    if not new and not over:
        return 0
    with house.database.transaction() as connection:
        for place in over:
            connection.execute(update(strandings).where(strandings.c.id == lasting[place]).values(ended_at=now))
        return sum(_notice(connection, found[place], now) for place in sorted(new))


@dataclass
class Watch:
    """A look of the clock from time to time, which asks every agency: as it is, at what nobody can do."""

    house: House
    look: Callable[[House, datetime], int] = tell_administrators
    _next: datetime | None = field(default=None, init=False)

    def __call__(self, _database: Database, now: datetime) -> int:
        if self._next is not None and now < self._next:
            return 0
        self._next = now + LOOK_EVERY
        return self.look(self.house, now)


def _lasting(connection: Connection) -> dict[tuple[str, str], str]:
    rows = connection.execute(select(strandings).where(strandings.c.ended_at.is_(None)))
    return {(row.agency, row.role): row.id for row in rows}


def _notice(connection: Connection, one: Stranded, now: datetime) -> int:
    """Write the group down and have it told; 0 where another worker did, or where it is back after a while."""
    id = hashlib.sha256(f"{one.agency} {one.role} {one.why} {one.since}".encode()).hexdigest()[:32]
    values = {"id": id, "agency": one.agency, "role": one.role, "why": one.why, "noticed_at": now}
    put = _INSERTS[connection.dialect.name](strandings).values(**values).on_conflict_do_nothing()
    if connection.execute(put).rowcount == 0:
        connection.execute(update(strandings).where(strandings.c.id == id).values(ended_at=None))
        return 0
    connection.execute(insert(outbox).values(submission_id=id, seq=1, kind=KIND, at=now, not_before=None))
    return 1


# --- passing on


@dataclass(frozen=True)
class Passed:
    """What came of it: how many submissions were passed on and how many are left; the first refusal, if any."""

    done: int = 0
    left: int = 0
    refused: str = ""
    problems: Sequence[Problem] = ()


def pass_on(house: House, account: Account, code: str, role: str, to: str, reason: str) -> Passed:
    """Give what an agency has in hand where a task of `role` is open to another agency (both by code), at most
    MOST_AT_ONCE submissions, each in a transaction of its own with the reason in its log. Raises NotFound, Forbidden.
    """
    with house.database.reading() as connection:
        register, agency = own_agency(connection, house, account, code)
        targets = {one.code: one for one in register.all(house.today()) if one.id != agency.id}
        waiting, all_of_them = _waiting(connection, agency.id, role)
    problems = _problems(to in targets, reason)
    if problems:
        return Passed(problems=problems)
    done, refused = 0, ""
    for submission_id in waiting:
        try:
            done += _pass_on(house, account, submission_id, agency.id, targets[to].id, reason.strip())
        except Refused as no:
            refused = refused or refusal_text(no, {})
        except UnknownAgency as unknown:
            note_unplaced(house, submission_id, unknown)
            refused = refused or refusal_text(Refused("agency_missing", what=str(unknown)), {})
    if done:
        with house.database.transaction() as connection:
            note_change(
                connection,
                "work_passed_on",
                by=account.person,
                at=house.now(),
                agency=agency.id,
                role=role,
                to=targets[to].id,
                submissions=done,
                reason=reason.strip(),
            )
    return Passed(done, all_of_them - done, refused)


def _waiting(connection: Connection, agency: str, role: str) -> tuple[list[str], int]:
    """The submissions with such a task, MOST_AT_ONCE of them, and how many there are."""
    here = (tasks.c.agency == agency) & (tasks.c.role == role) & (tasks.c.state == "open")
    query = select(tasks.c.submission_id).where(here).distinct().order_by(tasks.c.submission_id).limit(MOST_AT_ONCE)
    count = select(func.count(distinct(tasks.c.submission_id))).where(here)
    return list(connection.execute(query).scalars()), connection.execute(count).scalar_one()


def _problems(known: bool, reason: str) -> list[Problem]:
    problems: list[Problem] = []
    if not known:
        problems.append(missing("#to", _("Choose the agency.")))
    return problems + text_problems("#reason", reason, MAX_REASON, _("Give the reason."))


def _pass_on(house: House, account: Account, submission_id: str, agency: str, to: str, reason: str) -> bool:
    with house.database.transaction() as connection:
        submission = log.load_to_act(connection, submission_id)
        definition = definition_of(connection, submission.facts.definition)
        proceedings = Proceedings.of(connection, house, definition, submission_id, submission)
        kept = documents.keep(
            connection, submission_id, "reason:passed_on", submission.seq + 1, {"reason": reason}, house.now()
        )
        entries = Acting(submission, account.actor, house.now(), proceedings).succeed(agency, to, kept)
        record(connection, house, submission_id, submission, entries)
        return bool(entries)
