"""Which of their agencies an official looks at."""

from dataclasses import dataclass

from flask import request
from sqlalchemy import Connection

from formengine.i18n import current_locale
from formengine.registers.agencies import Agency, agencies_of
from formengine.services.publishing import PUBLISHERS
from formengine.web.context import current_user


@dataclass(frozen=True)
class Office:
    """The agency chosen, the others to choose from, and what the official may do there."""

    agency: Agency
    name: str
    others: tuple[tuple[str, str], ...]
    manages: bool
    publishes: bool


def own_office(connection: Connection) -> Office:
    """The agency named in the address if the official works there, else the first one they manage or work in."""
    register, locale = agencies_of(connection), current_locale()
    positions = current_user.actor.positions
    managed = [held.agency for held in positions if held.role in PUBLISHERS]
    mine = sorted({*(held.agency for held in positions)}, key=lambda id: (id not in managed, register.by_id(id).code))
    codes = {register.by_id(id).code: id for id in mine}
    chosen = codes.get(request.values.get("agency", ""), mine[0])
    return Office(
        register.by_id(chosen),
        register.name(chosen, locale),
        tuple((code, register.name(id, locale)) for code, id in codes.items()),
        manages=chosen in managed,
        publishes=bool(managed),
    )
