"""Filters of desks that officials gave a name to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, delete, func, insert, select

from submissions.store.columns import Id, Utc, metadata, new_id

# `query` is the filter as the query part of the desk's address.
saved_filters = Table(
    "saved_filters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", Id, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("query", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A named filter; `query` is the query part of the desk's address."""

    id: str
    name: str
    query: str


def filters_of(connection: Connection, account: str) -> tuple[SavedFilter, ...]:
    """The account's filters, the oldest first."""
    columns = saved_filters.c
    rows = connection.execute(
        select(columns.id, columns.name, columns.query).where(columns.account == account).order_by(columns.id)
    )
    return tuple(SavedFilter(*row) for row in rows)


def count_filters(connection: Connection, account: str) -> int:
    query = select(func.count()).select_from(saved_filters).where(saved_filters.c.account == account)
    return connection.execute(query).scalar_one()


def save_filter(connection: Connection, account: str, name: str, query: str, at: datetime) -> None:
    """Keep a filter; one of the same name gives way."""
    connection.execute(delete(saved_filters).where(saved_filters.c.account == account, saved_filters.c.name == name))
    connection.execute(
        insert(saved_filters).values(id=new_id(), account=account, name=name, query=query, created_at=at)
    )


def forget_filter(connection: Connection, account: str, id: str) -> None:
    """Drop a filter of the account; that of another account stays."""
    connection.execute(delete(saved_filters).where(saved_filters.c.account == account, saved_filters.c.id == id))
