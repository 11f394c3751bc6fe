"""Signing in, and the account that every request of a signed-in person loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Select, bindparam, exists, null, or_, select, union_all, update
from sqlalchemy.sql.elements import BindParameter

from formengine.accounts.delegations import delegations, in_force_for
from formengine.accounts.identity import read_sign_in
from formengine.accounts.kin import kin
from formengine.accounts.passwords import Passwords
from formengine.accounts.people import Organisation, in_force
from formengine.accounts.sessions import ended_sessions, session_hash
from formengine.accounts.tables import accounts, mandates, organisations, persons, positions, sign_in_names
from submissions.actors import Actor, Position
from submissions.calendar import zone_of

# Where no day is given, positions and mandates begin and end with the days of this zone.
ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What a password is checked against; `sample`: an account whose password is published, for demonstrations."""

    account: str
    password_hash: str
    epoch: int
    sample: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A signed-in person with what the person holds today. `person` is the natural person's id; `kin` as an actor's."""

    id: str
    person: str
    name: str
    locale: str
    epoch: int
    positions: tuple[Position, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    kin: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_official(self) -> bool:
        return bool(self.positions)

    @property
    def actor(self) -> Actor:
        organisations = tuple(one.id for one in self.organisations)
        return Actor("person", self.person, self.positions, organisations, self.kin)


def find_by_sign_in(connection: Connection, typed: str, *, key: bytes) -> Credentials | None:
    """Whose account signs in by the personal number, phone or e-mail `typed`; None for nobody's or a closed one."""
    name = read_sign_in(typed)
    if name is None:
        return None
    row = connection.execute(
        select(accounts.c.id, accounts.c.password_hash, accounts.c.epoch, persons.c.sample)
        .join(sign_in_names, sign_in_names.c.account == accounts.c.id)
        .join(persons, persons.c.id == accounts.c.person)
        .where(sign_in_names.c.hash == name.hash(key), accounts.c.closed_at.is_(None))
    ).one_or_none()
    return Credentials(*row) if row else None


def person_signing_in(connection: Connection, typed: str, *, key: bytes) -> str | None:
    """The person whose open account signs in by the personal number, phone or e-mail `typed`."""
    found = find_by_sign_in(connection, typed, key=key)
    return connection.scalar(select(accounts.c.person).where(accounts.c.id == found.account)) if found else None


def verify_password(credentials: Credentials | None, password: str, passwords: Passwords) -> bool:
    """Whether the password is right; as slow for an account that does not exist. Call it outside a transaction."""
    return passwords.verify(credentials.password_hash if credentials else None, password)


def password_hash_of(connection: Connection, account: str) -> str:
    """What the present password of an open account is checked against; LookupError when there is no such account."""
    hashed = connection.scalar(
        select(accounts.c.password_hash).where(accounts.c.id == account, accounts.c.closed_at.is_(None))
    )
    if hashed is None:
        raise LookupError(f"no open account has the id {account!r}")
    return hashed


def record_sign_in(
    connection: Connection, credentials: Credentials, at: datetime, password_hash: str | None = None
) -> None:
    """Note a sign-in; `password_hash` is the same password's hash at today's costs, if the old one is outdated."""
    values = {"last_sign_in_at": at}
    statement = update(accounts).where(accounts.c.id == credentials.account)
    connection.execute(statement.values(values | ({"password_hash": password_hash} if password_hash else {})))


def change_password(connection: Connection, account: str, password_hash: str) -> None:
    """Take a new password and sign every browser of the account out, by moving its epoch on."""
    values = {"password_hash": password_hash, "epoch": accounts.c.epoch + 1}
    connection.execute(update(accounts).where(accounts.c.id == account).values(values))


def sign_out_everywhere(connection: Connection, account: str) -> None:
    connection.execute(update(accounts).where(accounts.c.id == account).values(epoch=accounts.c.epoch + 1))


def change_locale(connection: Connection, account: str, locale: str) -> None:
    """Remember the language that the person chose."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(locale=locale))


def close_account(connection: Connection, account: str, at: datetime) -> None:
    """Nobody signs in with it any more; the person and the submissions stay."""
    values = {"closed_at": at, "epoch": accounts.c.epoch + 1}
    connection.execute(update(accounts).where(accounts.c.id == account).values(values))


def load_account(
    connection: Connection, id: str, epoch: int, on: date | None = None, *, session: str = ""
) -> Account | None:
    """The account with what its person holds on a day (today), in one query.

    None when the epoch has moved on or the session of that random name was ended.
    """
    day = on or datetime.now(zone_of(ZONE)).date()
    given = {"account": id, "epoch": epoch, "day": day, "session": session_hash(session)}
    rows = connection.execute(_LOAD, given).all()
    return _account(rows) if rows else None


def actor_of(connection: Connection, account: str, on: date | None = None) -> Actor:
    """Who acts when the account does, also where no request runs; LookupError when it is closed or unknown."""
    epoch = connection.scalar(select(accounts.c.epoch).where(accounts.c.id == account))
    loaded = load_account(connection, account, epoch, on) if epoch is not None else None
    if loaded is None:
        raise LookupError(f"no open account has the id {account!r}")
    return loaded.actor


def account_of_person(connection: Connection, person: str) -> str | None:
    """The id of a person's open account."""
    return connection.scalar(select(accounts.c.id).where(accounts.c.person == person, accounts.c.closed_at.is_(None)))


# What a row of an account's statement can hold beside its person; each part of it fills some.
_HELD = (
    "agency",
    "role",
    "organisation",
    "organisation_name",
    "tax_code",
    "instead_of",
    "delegation",
    "official",
    "relative",
)


def _part(person: ColumnElement[str], **filled: ColumnElement[str]) -> Select:
    return select(person.label("person"), *[filled.get(name, null()).label(name) for name in _HELD])


def _statement() -> Select:
    """An account with one row for each position and organisation of its person, and each relative they declared."""
    account: BindParameter[str] = bindparam("account")
    day: BindParameter[date] = bindparam("day", type_=Date)
    # Each part asks for the person itself, so that its index is used.
    person = select(accounts.c.person).where(accounts.c.id == account).scalar_subquery()
    held_positions = _part(positions.c.person, agency=positions.c.agency, role=positions.c.role).where(
        positions.c.person == person, in_force(positions, day)
    )
    deputed = (
        _part(
            delegations.c.deputy,
            agency=positions.c.agency,
            role=positions.c.role,
            instead_of=positions.c.person,
            delegation=delegations.c.id,
        )
        .join(delegations, (delegations.c.person == positions.c.person) & (delegations.c.agency == positions.c.agency))
        .where(in_force_for(person, day), in_force(positions, day), positions.c.role != "administrator")
    )
    represented = (
        _part(
            mandates.c.person,
            organisation=organisations.c.id,
            organisation_name=organisations.c.name,
            tax_code=organisations.c.tax_code,
        )
        .join(organisations, organisations.c.id == mandates.c.organisation)
        .where(mandates.c.person == person, in_force(mandates, day))
    )
    principals = select(delegations.c.person).where(in_force_for(person, day))
    relatives = persons.alias("relatives")
    related = (
        _part(person, official=kin.c.person, relative=relatives.c.id)
        .join(relatives, relatives.c.personal_number_hash == kin.c.relative_hash)
        .where(or_(kin.c.person == person, kin.c.person.in_(principals)), kin.c.ended_at.is_(None))
    )
    held = union_all(held_positions, deputed, represented, related).subquery("held")
    of_account = (accounts.c.id == account) & (accounts.c.epoch == bindparam("epoch")) & accounts.c.closed_at.is_(None)
    of_account &= ~exists().where(ended_sessions.c.session == bindparam("session"))
    return (
        select(
            accounts.c.id,
            accounts.c.person,
            persons.c.full_name,
            accounts.c.locale,
            accounts.c.epoch,
            *[held.c[name] for name in _HELD],
        )
        .join(persons, persons.c.id == accounts.c.person)
        .outerjoin(held, held.c.person == accounts.c.person)
        .where(of_account)
        .order_by(
            held.c.instead_of.is_not(None), held.c.agency, held.c.role, held.c.organisation_name, held.c.organisation
        )
    )


# Built once: every request of a signed-in person asks it.
_LOAD = _statement()


def _account(rows: Sequence[Any]) -> Account:
    held = dict.fromkeys(
        Position(row.agency, row.role, row.instead_of or "", row.delegation or "") for row in rows if row.agency
    )
    represented = dict.fromkeys(
        Organisation(row.organisation, row.organisation_name, row.tax_code) for row in rows if row.organisation
    )
    declared = frozenset((row.official, row.relative) for row in rows if row.relative)
    first = rows[0]
    return Account(
        first.id, first.person, first.full_name, first.locale, first.epoch, tuple(held), tuple(represented), declared
    )
