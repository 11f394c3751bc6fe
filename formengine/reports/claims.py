"""Tasks that somebody took who can do them no longer, as the registers tell it."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, bindparam, exists, or_, select, union

from formengine.accounts.delegations import delegations, in_force_for
from formengine.accounts.kin import kin
from formengine.accounts.people import in_force
from formengine.accounts.tables import persons, positions
from submissions.store.tables import submissions, tasks


def held_in_vain(connection: Connection, on: date) -> list[str]:
    """Submissions (ids) with a task that somebody took who has lost the position or deputyship, or declared kin.

    It begins at the few who left or declared something and finds the tasks of each along an index. Of one statement for
    both a planner without figures makes a walk through all open tasks.
    """
    return sorted({*_of_who_left(connection, on), *_of_kin(connection)})


def _of_who_left(connection: Connection, on: date) -> Iterator[str]:
    for lost in connection.execute(_lost(on)).all():
        yield from connection.execute(_TAKEN, lost._asdict()).scalars()


def _of_kin(connection: Connection) -> Iterator[str]:
    for official, relative in connection.execute(_KIN).all():
        handled = connection.execute(_FILED_FOR, {"party": relative}).all()
        for id in {row.id for row in handled if row.concluded_at is None}:
            taken = connection.execute(_OF_SUBMISSION, {"id": id})
            yield from (id for task in taken if task.state == "open" and task.assignee == official)


def _lost(on: date) -> Select[tuple[str, str, str]]:
    """(person, agency, role) that somebody held, in their own right or as a deputy, and holds no longer."""
    left = select(positions.c.person, positions.c.agency, positions.c.role).where(positions.c.valid_to < on)
    over = or_(delegations.c.valid_to < on, delegations.c.ended_at.is_not(None))
    same = and_(delegations.c.person == positions.c.person, delegations.c.agency == positions.c.agency)
    stood_in = select(delegations.c.deputy, delegations.c.agency, positions.c.role).join(positions, same).where(over)
    lost = union(left, stood_in).subquery("lost")
    return select(lost).where(~_holds(lost.c.person, lost.c.agency, lost.c.role, on))


def _holds(person: Column[str], agency: Column[str], role: Column[str], on: date) -> ColumnElement[bool]:
    here = and_(positions.c.agency == agency, positions.c.role == role, in_force(positions, on))
    same = and_(delegations.c.person == positions.c.person, delegations.c.agency == positions.c.agency)
    instead = exists().where(in_force_for(person, on), same, here)
    return or_(exists().where(positions.c.person == person, here), instead)


_KIN = (
    select(kin.c.person, persons.c.id)
    .join(persons, persons.c.personal_number_hash == kin.c.relative_hash)
    .where(kin.c.ended_at.is_(None))
)
_FILED_FOR = union(
    *[
        select(submissions.c.id, submissions.c.concluded_at).where(party == bindparam("party"))
        for party in (submissions.c.filer, submissions.c.owner)
    ]
)
_TAKEN = select(tasks.c.submission_id).where(
    tasks.c.agency == bindparam("agency"),
    tasks.c.role == bindparam("role"),
    tasks.c.state == "open",
    tasks.c.assignee == bindparam("person"),
)
_OF_SUBMISSION = select(tasks.c.state, tasks.c.assignee).where(tasks.c.submission_id == bindparam("id"))
