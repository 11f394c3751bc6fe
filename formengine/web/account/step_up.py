"""Asking for the password once more, before who holds which rights is changed."""

from flask import request

from formengine.accounts.signing_in import Credentials, password_hash_of, verify_password
from formengine.i18n import gettext as _
from formengine.web.context import current_user, house, password_costs

FIELD = "own_password"


def password_problem() -> dict[str, str]:
    """What is wrong with the own password that a form carries, under its field; empty where it is right."""
    if not request.form.get(FIELD):
        return {FIELD: _("Enter your password")}
    account = current_user.account
    with house().database.reading() as connection:
        hashed = password_hash_of(connection, account.id)
    known = Credentials(account.id, hashed, account.epoch, sample=False)
    if verify_password(known, request.form.get(FIELD, ""), password_costs()):
        return {}
    return {FIELD: _("This is not your present password")}
