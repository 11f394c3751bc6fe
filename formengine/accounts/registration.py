"""Opening an account."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from formengine.accounts import identity
from formengine.accounts.identity import SignInName
from formengine.accounts.passwords import Passwords, password_problem
from formengine.accounts.people import add_person, change_person, find_person
from formengine.accounts.tables import accounts, sign_in_names
from formengine.i18n import gettext as _
from submissions.store.columns import new_id
from submissions.store.words import fold


class RegistrationRefused(ValueError):
    """No account was opened; `problems` says why, by field of Registration or "" for the whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True, repr=False)
class Registration:
    """What somebody typed to open an account: a name, a personal number or a phone, a password; the rest if wanted."""

    full_name: str
    password: str
    personal_number: str = ""
    phone: str = ""
    email: str = ""
    birth_date: date | None = None
    sex: str = ""
    locale: str = "vi"
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """A registration that is right in itself, with its password as a hash."""

    registration: Registration
    password_hash: str


def prepare(registration: Registration, passwords: Passwords, today: date) -> Prepared:
    """Check and normalise; raises RegistrationRefused. Needs no connection: hashing is slow on purpose and must not
    hold a transaction open.
    """
    problems = {name: text for name, text in _problems(registration, today).items() if text}
    if problems:
        raise RegistrationRefused(problems)
    number = identity.personal_number(registration.personal_number)
    clean = replace(
        registration,
        full_name=identity.full_name(registration.full_name),
        personal_number=number,
        phone=identity.phone_number(registration.phone),
        email=identity.email_address(registration.email),
        sex=registration.sex or (identity.sex_of(number) if number else ""),
        password="",
    )
    return Prepared(clean, passwords.hash(registration.password))


def register(connection: Connection, prepared: Prepared, *, key: bytes, at: datetime, sample: bool = False) -> str:
    """Open the account and return its id.

    Raises RegistrationRefused, with the same words whichever number or address is taken already. A person whom
    a desk wrote down before gets an account only by telling the same name and day of birth.
    """
    new = prepared.registration
    person = _person_for(connection, new, key, at, sample)
    account = new_id()
    connection.execute(
        insert(accounts).values(
            id=account,
            person=person,
            password_hash=prepared.password_hash,
            epoch=1,
            locale=new.locale,
            created_at=at,
        )
    )
    for name in _names(new):
        add_sign_in_name(connection, account, name, key=key)
    return account


def add_sign_in_name(connection: Connection, account: str, name: SignInName, *, key: bytes) -> None:
    """Let an account sign in by one more name; raises RegistrationRefused when somebody signs in by it already."""
    row = {"hash": name.hash(key), "account": account, "kind": name.kind}
    try:
        connection.execute(insert(sign_in_names).values(row))
    except IntegrityError:
        raise RegistrationRefused({"": _taken()}) from None


def _person_for(connection: Connection, new: Registration, key: bytes, at: datetime, sample: bool) -> str:
    details: dict[str, Any] = {"phone": new.phone, "email": new.email, "birth_date": new.birth_date, "sex": new.sex}
    details |= dict(new.details or {})
    known = find_person(connection, new.personal_number, key=key) if new.personal_number else None
    if known is None:
        details |= {"full_name": new.full_name, "personal_number": new.personal_number}
        try:
            return add_person(connection, key=key, at=at, sample=sample, **details)
        except IntegrityError:  # somebody was written down with this number at the same moment
            raise RegistrationRefused({"": _taken()}) from None
    taken = connection.scalar(select(accounts.c.id).where(accounts.c.person == known.id))
    same = fold(known.full_name) == fold(new.full_name) and known.birth_date == new.birth_date is not None
    if taken or not same:
        raise RegistrationRefused({"": _taken()})
    change_person(connection, known.id, **{name: value for name, value in details.items() if value})
    return known.id


def _names(new: Registration) -> list[SignInName]:
    given = (
        SignInName("personal_number", new.personal_number),
        SignInName("phone", new.phone),
        SignInName("email", new.email),
    )
    return [name for name in given if name.value]


def _taken() -> str:
    return _(
        "An account cannot be opened with these particulars. If you have an account, sign in; "
        "otherwise bring your identity document to a one-stop desk."
    )


def _problems(new: Registration, today: date) -> dict[str, str]:
    number = identity.personal_number(new.personal_number)
    problems = {"full_name": "" if identity.full_name(new.full_name) else _("Enter your full name")}
    if not new.personal_number and not new.phone:
        problems["personal_number"] = _("Enter your personal number or a mobile phone number")
    if new.personal_number and not number:
        problems["personal_number"] = _("A personal number has 12 digits")
    if new.phone and not identity.phone_number(new.phone):
        problems["phone"] = _("Enter a mobile phone number of 10 digits, such as 0912 345 678")
    if new.email and not identity.email_address(new.email):
        problems["email"] = _("Enter an e-mail address such as name@example.vn")
    if new.birth_date and not date(1900, 1, 1) <= new.birth_date <= today:
        problems["birth_date"] = _("Enter a day of birth that is not in the future")
    elif new.birth_date and number and not identity.matches_birth(number, new.birth_date):
        problems["birth_date"] = _("The day of birth does not belong to this personal number")
    elif number and not new.birth_date:
        problems["birth_date"] = _("Enter your day of birth")
    about = (new.full_name, new.personal_number, new.phone, new.email)
    problems["password"] = password_problem(new.password, about)
    return problems
