"""Giving the filters of one's desk a name, and dropping them."""

from formengine.accounts.filters import count_filters, forget_filter, save_filter
from formengine.accounts.signing_in import Account
from formengine.i18n import gettext as _
from formengine.services.house import House

MOST_FILTERS = 20
LONGEST_NAME = 60
LONGEST_QUERY = 2000


class FilterRefused(Exception):
    """The filter cannot be kept; the message says what to do."""


def save(house: House, account: Account, name: str, query: str) -> None:
    """Keep a filter of the desk under a name; raises FilterRefused."""
    name = " ".join(name.split())
    if not name:
        raise FilterRefused(_("Give the filter a name."))
    if len(name) > LONGEST_NAME:
        raise FilterRefused(_("The name has more than %(n)s characters: shorten it.", n=LONGEST_NAME))
    if len(query) > LONGEST_QUERY:
        raise FilterRefused(_("The filter is too long to be kept: take some words out."))
    with house.database.transaction() as connection:
        if count_filters(connection, account.id) >= MOST_FILTERS:
            raise FilterRefused(_("You have %(n)s filters already: remove one first.", n=MOST_FILTERS))
        save_filter(connection, account.id, name, query, house.now())


def forget(house: House, account: Account, id: str) -> None:
    """Drop a filter of this account; one that is none of theirs stays."""
    with house.database.transaction() as connection:
        forget_filter(connection, account.id, id)
