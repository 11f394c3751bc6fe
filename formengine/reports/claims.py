"""Tasks that somebody took who can do them no longer, as the registers tell it."""

from datetime import date

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, exists, or_, select, union

from formengine.accounts.delegations import delegations, in_force_for
from formengine.accounts.kin import kin
from formengine.accounts.people import in_force
from formengine.accounts.tables import persons, positions
from submissions.store.tables import submissions, tasks

MOST_AT_ONCE = 500


def held_in_vain(connection: Connection, on: date, size: int = MOST_AT_ONCE) -> list[str]:
    """Submissions (ids) with a task that somebody took who has lost the position or deputyship, or declared kin.

    Each begins at the few who left or declared something and walks along an index, never task by task.
    """
    found = union(_of_left(on), _of_deputies(on), _of_kin(submissions.c.filer), _of_kin(submissions.c.owner)).subquery()
    return list(connection.execute(select(found).order_by(found.c[0]).limit(size)).scalars())


def _of_left(on: date) -> Select[tuple[str]]:
    left = positions.alias("left_positions")
    theirs = and_(_taken_by(left.c.person), tasks.c.agency == left.c.agency, tasks.c.role == left.c.role)
    return select(tasks.c.submission_id).join_from(left, tasks, theirs).where(left.c.valid_to < on, ~_able(on))


def _of_deputies(on: date) -> Select[tuple[str]]:
    over, whose = delegations.alias("over"), positions.alias("whose")
    theirs = and_(_taken_by(over.c.deputy), tasks.c.agency == over.c.agency, tasks.c.role == whose.c.role)
    same = and_(whose.c.person == over.c.person, whose.c.agency == over.c.agency)
    joined = select(tasks.c.submission_id).select_from(over.join(whose, same).join(tasks, theirs))
    return joined.where(or_(over.c.valid_to < on, over.c.ended_at.is_not(None)), ~_able(on))


def _of_kin(party: Column[str]) -> Select[tuple[str]]:
    theirs = and_(_taken_by(kin.c.person), tasks.c.submission_id == submissions.c.id)
    found = kin.join(persons, persons.c.personal_number_hash == kin.c.relative_hash)
    found = found.join(submissions, party == persons.c.id).join(tasks, theirs)
    return select(tasks.c.submission_id).select_from(found).where(kin.c.ended_at.is_(None))


def _taken_by(person: Column[str]) -> ColumnElement[bool]:
    return and_(tasks.c.state == "open", tasks.c.assignee == person)


def _able(on: date) -> ColumnElement[bool]:
    """Whoever took the task holds its role on a day, in their own right or as a deputy."""
    here = and_(positions.c.agency == tasks.c.agency, positions.c.role == tasks.c.role, in_force(positions, on))
    own = exists().where(positions.c.person == tasks.c.assignee, here)
    same = and_(delegations.c.person == positions.c.person, delegations.c.agency == positions.c.agency)
    return or_(own, exists().where(in_force_for(tasks.c.assignee, on), same, here))
