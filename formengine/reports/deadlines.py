"""How near a deadline is, and until when a week lasts: what desks colour and count by."""

from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from formengine.registers.agencies import agencies_of
from formengine.registers.calendars import calendar_for
from submissions.actors import Actor
from submissions.calendar import Calendar

NEARLY_DUE = timedelta(hours=8)


def soon_until(calendar: Calendar, now: datetime) -> datetime:
    """Until when a deadline is nearly due: eight hours of office time, or the end of the next working day."""
    following = calendar.next_working_day(calendar.local(now).date())
    return max(calendar.after_work(now, NEARLY_DUE), calendar.closing(following))


def week_until(calendar: Calendar, now: datetime) -> datetime:
    """The end of this week's Sunday; after the week's last closing that of the next week."""
    day = calendar.local(calendar.first_open(now)).date()
    return calendar.instant(day + timedelta(days=7 - day.weekday()), time())


def tone_of(due: datetime | None, now: datetime, soon: datetime) -> str:
    """overdue, soon or fine."""
    if due is None or due >= soon:
        return "fine"
    return "overdue" if due < now else "soon"


def calendar_of(connection: Connection, actor: Actor, now: datetime) -> Calendar:
    """The calendar of the first agency that the actor works in."""
    register = agencies_of(connection)
    agency = register.by_id(min(actor.agencies)) if actor.agencies else None
    return calendar_for(connection, agency, today=now.date())


def nearly_due_for(connection: Connection, actor: Actor, now: datetime) -> datetime:
    """`soon_until` by the calendar of the first agency that the actor works in."""
    return soon_until(calendar_of(connection, actor, now), now)
