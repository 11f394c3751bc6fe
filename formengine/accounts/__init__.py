"""People: natural persons, their accounts, the positions they hold and whom they act for."""

from formengine.accounts.people import Organisation, Person
from formengine.accounts.signing_in import Account

__all__ = ["Account", "Organisation", "Person"]
