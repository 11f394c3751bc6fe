"""Tasks that nobody can do: their agency has ended, nobody holds the role, or all who do are barred.

Asked of the registers and along the index of the queues, agency by agency, never task by task.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    Row,
    Select,
    distinct,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import tuple_ as pair

from formengine.accounts.kin import kin
from formengine.accounts.people import in_force
from formengine.accounts.signing_in import account_of_person, actor_of
from formengine.accounts.staff import holders
from formengine.accounts.tables import accounts, persons, positions
from formengine.planning import local_day
from formengine.registers.agencies import Agencies, UnknownAgency, agencies, agencies_of
from formengine.registers.stranded import strandings, unplaced
from formengine.reports.desk import ACTING
from submissions.actors import Actor
from submissions.acts import could
from submissions.store import log
from submissions.store.tables import events, submissions, tasks

Why = Literal["ended", "unstaffed", "barred", "unplaced"]
# Of tasks all of whose holders are barred so many are looked at: each needs its log.
MOST_BARRED = 200
NUMBERS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Stranded:
    """Open tasks of a role in an agency (its id) that nobody can do since a day; `numbers` are some of the submissions.

    why: the agency ended without a successor, nobody holds the role, everybody who does is barred, or ("unplaced",
    without a role) the register knows no agency for the step that follows, which `wanted` says.
    """

    agency: str
    role: str
    why: Why
    since: date
    tasks: int
    submissions: int
    numbers: tuple[str, ...] = ()
    wanted: str = ""


def stranded(connection: Connection, on: date, zone: str) -> tuple[Stranded, ...]:
    """All there is on a day, by agency and role."""
    register = agencies_of(connection)
    whole = [found for row in connection.execute(_unstaffed(on)) if (found := _group(row, register, on, zone))]
    known = {(one.agency, one.role) for one in whole}
    barred = [one for one in _barred(connection, on, zone) if (one.agency, one.role) not in known]
    found = [*whole, *barred, *_unplaced(connection, register, on, zone)]
    order = {agency.id: place for place, agency in enumerate(register.all())}
    shown = [replace(one, numbers=one.numbers or _numbers(connection, one)) for one in found]
    return tuple(sorted(shown, key=lambda one: (order.get(one.agency, 0), one.role, one.why)))


def _unstaffed(on: date) -> Select[Any]:
    """For each agency and role with open tasks, where the agency has ended or nobody with an account holds the role."""
    roles = union_all(*[select(literal(role).label("role")) for role in ACTING]).subquery("roles")
    here = (
        (tasks.c.agency == agencies.c.id)
        & (tasks.c.role == roles.c.role)
        & (tasks.c.state == "open")
        & (tasks.c.act != "await")  # it is done by the submission that it waits for
    )
    same = (positions.c.agency == agencies.c.id) & (positions.c.role == roles.c.role)
    able = exists().where(
        same, in_force(positions, on), accounts.c.person == positions.c.person, accounts.c.closed_at.is_(None)
    )
    ended = agencies.c.valid_to < on

    def figure(what: Any, table: Any, where: Any) -> Any:
        return select(what).select_from(table).where(where).scalar_subquery()

    return (
        select(
            agencies.c.id,
            roles.c.role,
            figure(func.count(), tasks, here).label("tasks"),
            figure(func.count(distinct(tasks.c.submission_id)), tasks, here).label("submissions"),
            figure(func.min(tasks.c.opened_at), tasks, here).label("oldest"),
            figure(func.max(positions.c.valid_to), positions, same & (positions.c.valid_to < on)).label("held_until"),
        )
        .select_from(agencies.join(roles, true()))
        .where(exists().where(here), or_(ended, ~able))
    )


def _group(row: Row[Any], register: Agencies, on: date, zone: str) -> Stranded | None:
    """None where the agency's work is passed on by itself."""
    agency = register.by_id(row.id)
    ended = not agency.valid(on) and agency.valid_to is not None
    if ended and register.in_force(agency, on).valid(on):
        return None
    last = agency.valid_to if ended else row.held_until
    oldest = local_day(row.oldest, zone)
    since = max(oldest, last + timedelta(days=1)) if last else oldest
    return Stranded(row.id, row.role, "ended" if ended else "unstaffed", since, row.tasks, row.submissions)


# --- everybody who holds the role is barred


def _barred(connection: Connection, on: date, zone: str) -> list[Stranded]:
    groups: dict[tuple[str, str], list[Row[Any]]] = {}
    able: dict[tuple[str, str], list[Actor]] = {}
    for row in connection.execute(_suspects(on).limit(MOST_BARRED)):
        place = (row.agency, row.role)
        if place not in able:
            found = (account_of_person(connection, person) for person in holders(connection, *place, on))
            able[place] = [actor_of(connection, account, on) for account in found if account is not None]
        submission = log.load(connection, row.submission_id)
        if not any(could(submission, actor, submission.tasks[row.task]) for actor in able[place]):
            groups.setdefault(place, []).append(row)
    return [
        Stranded(
            agency,
            role,
            "barred",
            min(local_day(row.opened_at, zone) for row in rows),
            len(rows),
            len({row.submission_id for row in rows}),
            tuple(dict.fromkeys(row.number for row in rows))[:NUMBERS_SHOWN],
        )
        for (agency, role), rows in groups.items()
    ]


def _suspects(on: date) -> Select[Any]:
    """Open tasks of which a holder is barred, found from what bars: the own or a relative's submission, having stepped
    back, or (where nobody else holds the role) having proposed what is to be decided.
    """
    mine = (tasks.c.agency == positions.c.agency) & (tasks.c.role == positions.c.role) & (tasks.c.state == "open")
    held = in_force(positions, on) & positions.c.role.in_(ACTING)
    parties = []
    for party in (submissions.c.filer, submissions.c.owner):
        parties.append(select(tasks.c.submission_id, tasks.c.task).where(held, mine, party == positions.c.person))
        related = (kin.c.person == positions.c.person) & kin.c.ended_at.is_(None)
        known = persons.c.personal_number_hash == kin.c.relative_hash
        parties.append(
            select(tasks.c.submission_id, tasks.c.task).where(held, mine, related, known, party == persons.c.id)
        )
    of_submission = tasks.c.submission_id == submissions.c.id
    stepped_back = select(tasks.c.submission_id, tasks.c.task).where(
        held,
        mine,
        events.c.kind == literal_column("'Recused'"),
        events.c.person == positions.c.person,
        events.c.submission_id == tasks.c.submission_id,
    )
    found = union_all(*[part.where(of_submission) for part in parties], stepped_back, _proposed_alone(on)).subquery()
    wanted = select(found.c.submission_id, found.c.task)
    return (
        select(tasks, submissions.c.number)
        .join(submissions, submissions.c.id == tasks.c.submission_id)
        .where(pair(tasks.c.submission_id, tasks.c.task).in_(wanted), tasks.c.act != "await")
        .order_by(tasks.c.opened_at, tasks.c.submission_id, tasks.c.task)
    )


def _proposed_alone(on: date) -> Select[Any]:
    others, proposals = positions.alias("others"), tasks.alias("proposals")
    alone = ~exists().where(
        others.c.agency == positions.c.agency,
        others.c.role == positions.c.role,
        others.c.person != positions.c.person,
        in_force(others, on),
    )
    proposed = (
        (proposals.c.submission_id == tasks.c.submission_id)
        & (proposals.c.act == "propose")
        & (proposals.c.closed_by == positions.c.person)
    )
    mine = (tasks.c.agency == positions.c.agency) & (tasks.c.role == positions.c.role) & (tasks.c.state == "open")
    checks = tasks.c.act.in_(("decide", "sign"))
    return select(tasks.c.submission_id, tasks.c.task).where(in_force(positions, on), alone, mine, checks, proposed)


# --- no agency for the step that follows


def _unplaced(connection: Connection, register: Agencies, on: date, zone: str) -> list[Stranded]:
    """Submissions at which nothing was recorded since the register knew no agency for them, and still knows none."""
    rows = connection.execute(
        select(unplaced, submissions.c.number)
        .join(submissions, submissions.c.id == unplaced.c.submission_id)
        .where(submissions.c.seq == unplaced.c.seq, submissions.c.concluded_at.is_(None))
        .order_by(unplaced.c.since)
    )
    groups: dict[tuple[str, str], list[Row[Any]]] = {}
    for row in rows:
        if not _known_now(register, row, on):
            groups.setdefault((row.agency, row.wanted), []).append(row)
    return [
        Stranded(
            agency,
            "",
            "unplaced",
            local_day(rows[0].since, zone),
            len(rows),
            len(rows),
            tuple(row.number for row in rows[:NUMBERS_SHOWN]),
            wanted,
        )
        for (agency, wanted), rows in groups.items()
    ]


def _known_now(register: Agencies, row: Row[Any], on: date) -> bool:
    if not (row.type and row.area):
        return False
    try:
        return register.serving(row.type, row.area, on).valid(on)
    except UnknownAgency:
        return False


def _numbers(connection: Connection, one: Stranded) -> tuple[str, ...]:
    here = (tasks.c.agency == one.agency) & (tasks.c.role == one.role) & (tasks.c.state == "open")
    query = select(submissions.c.number).join(tasks, tasks.c.submission_id == submissions.c.id).where(here)
    rows = connection.execute(query.order_by(tasks.c.due_order, tasks.c.submission_id).limit(NUMBERS_SHOWN))
    return tuple(dict.fromkeys(rows.scalars()))


def lasting(connection: Connection) -> list[str]:
    """The agencies of the groups that the clock saw at its last look, one for each group."""
    return list(connection.execute(select(strandings.c.agency).where(strandings.c.ended_at.is_(None))).scalars())
