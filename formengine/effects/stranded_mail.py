"""Mails to administrators: tasks that nobody can do have come up, and where to see what to do about them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Row, select

from formengine.accounts.roles import role_in_words
from formengine.accounts.staff import nearest_administrators
from formengine.accounts.tables import accounts, persons
from formengine.config import Config
from formengine.effects.facts import Facts, Recipient
from formengine.effects.mail import compose, send
from formengine.effects.registry import Delivery, DeliveryFailed, Effect, Surroundings
from formengine.i18n import current_locale, speaking
from formengine.i18n import gettext as _
from formengine.planning import local_day
from formengine.registers.agencies import agencies_of
from formengine.registers.stranded import strandings

KINDS = frozenset({"Stranded"})


def _recipients(_facts: Facts, connection: Connection, stranding: str, _seq: int) -> Sequence[str]:
    row = _row(connection, stranding)
    return [one.key for one in _administrators(connection, row)] if row is not None else []


def _row(connection: Connection, stranding: str) -> Row | None:
    return connection.execute(select(strandings).where(strandings.c.id == stranding)).one_or_none()


def _administrators(connection: Connection, row: Row) -> list[Recipient]:
    register = agencies_of(connection)
    agency = register.by_id(row.agency)
    people = sorted(nearest_administrators(connection, register, agency.id, local_day(row.noticed_at, agency.zone)))
    query = (
        select(accounts.c.id, accounts.c.locale, persons.c.full_name, persons.c.email)
        .join(persons, persons.c.id == accounts.c.person)
        .where(persons.c.id.in_(people), accounts.c.closed_at.is_(None), persons.c.email != "")
        .order_by(accounts.c.id)
    )
    return [Recipient(one.id, one.full_name, one.email, one.locale) for one in connection.execute(query)]


def _mail(delivery: Delivery, surroundings: Surroundings) -> None:
    with surroundings.database.reading() as connection:
        row = _row(connection, delivery.submission_id)
        if row is None:
            raise DeliveryFailed("what it tells of is gone", lasting=True)
        found = [one for one in _administrators(connection, row) if one.key == delivery.recipient]
        if not found:
            raise DeliveryFailed("the recipient is no administrator any more", lasting=True)
        with speaking(found[0].locale):
            told = _told(connection, row, surroundings.config)
    send(compose(delivery, found[0], told, surroundings.config.mail_from), delivery, surroundings.config)


def _told(connection: Connection, row: Row, config: Config) -> Mapping[str, str]:
    return {
        "agency": agencies_of(connection).name(row.agency, current_locale()),
        "role": role_in_words(row.role).shown_title() if row.role else "",
        "why": why_text(row.why),
        "link": f"{config.public_url}/agency/stranded",
    }


def why_text(why: str) -> str:
    """Why nobody can do a task."""
    return {
        "ended": _("the agency has ended and no successor is named"),
        "unstaffed": _("nobody holds the role that they need"),
        "barred": _("everybody who holds the role is a party, kin, or has judged before"),
        "unplaced": _("the register knows no agency for the step that follows"),
    }[why]


STRANDED_MAIL = Effect("stranded", KINDS, _recipients, _mail)
