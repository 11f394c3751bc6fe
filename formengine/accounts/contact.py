"""Changing the phone number and the e-mail address that an account is reached at and signs in by."""

from sqlalchemy import Connection, delete, select

from formengine.accounts import identity
from formengine.accounts.identity import SignInName
from formengine.accounts.people import change_person
from formengine.accounts.registration import RegistrationRefused, add_sign_in_name
from formengine.accounts.tables import accounts, sign_in_names
from formengine.i18n import gettext as _


def change_contact(connection: Connection, account: str, *, phone: str, email: str, key: bytes) -> None:
    """Take a phone number and an e-mail address in place of the old ones; empty means none.

    Raises RegistrationRefused by field, also when nothing would be left to sign in by, and LookupError when no
    account has the id.
    """
    names = [SignInName("phone", identity.phone_number(phone)), SignInName("email", identity.email_address(email))]
    problems = {}
    if phone.strip() and not names[0].value:
        problems["phone"] = _("Enter a mobile phone number of 10 digits, such as 0912 345 678")
    if email.strip() and not names[1].value:
        problems["email"] = _("Enter an e-mail address such as name@example.vn")
    if not problems and not any(name.value for name in names) and not _signs_in_by_number(connection, account):
        problems["phone"] = _("Keep a phone number or an e-mail address: you sign in with it")
    if problems:
        raise RegistrationRefused(problems)
    person = connection.scalar(select(accounts.c.person).where(accounts.c.id == account))
    if person is None:
        raise LookupError(f"no account has the id {account!r}")
    connection.execute(
        delete(sign_in_names).where(sign_in_names.c.account == account, sign_in_names.c.kind.in_(("phone", "email")))
    )
    for name in names:
        if name.value:
            add_sign_in_name(connection, account, name, key=key)
    change_person(connection, person, phone=names[0].value, email=names[1].value)


def _signs_in_by_number(connection: Connection, account: str) -> bool:
    statement = select(sign_in_names.c.hash).where(
        sign_in_names.c.account == account, sign_in_names.c.kind == "personal_number"
    )
    return connection.scalar(statement) is not None
