"""One change to one agency of the register, as an administrator makes it."""

from datetime import date, timedelta

from sqlalchemy import Connection, insert, select, update

from formengine.registers.agencies import Agency, agencies, agency_areas
from formengine.registers.snapshots import changed
from submissions.store.columns import new_id


def set_office_hours(connection: Connection, agency: str, hours: str) -> None:
    """The agency with this id works these hours, as `hours.write_hours` writes them."""
    connection.execute(update(agencies).where(agencies.c.id == agency).values(office_hours=hours))
    changed(connection, "agencies")


def hold_agency(connection: Connection, agency: str) -> None:
    """Hold the agency's row until the transaction ends, so that what is decided about it is decided one by one."""
    connection.execute(select(agencies.c.id).where(agencies.c.id == agency).with_for_update())


def end_agency(connection: Connection, agency: Agency, last_day: date | None, successor: Agency | None) -> None:
    """The agency works until `last_day`, that day included; then `successor` does. Without a day it works on.

    A successor of the same type serves the areas from the next day on.
    """
    connection.execute(
        update(agencies)
        .where(agencies.c.id == agency.id)
        .values(valid_to=last_day, successor=successor.id if successor else None)
    )
    if last_day and successor and successor.type == agency.type:
        following = last_day + timedelta(days=1)
        for area in set(agency.areas_on(last_day)) - set(successor.areas_on(following)):
            values = {"id": new_id(), "agency": successor.id, "area": area, "valid_from": following, "valid_to": None}
            connection.execute(insert(agency_areas).values(values))
    changed(connection, "agencies")
