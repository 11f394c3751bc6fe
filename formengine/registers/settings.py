"""Figures of procedures that agencies set themselves, by date: fees, hours of internal steps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, ForeignKey, Index, String, Table, Text, insert, select, update

from formengine.registers.snapshots import changed, snapshot
from submissions.store.columns import Id, Utc, metadata, new_id

# `agency` null: set by the procedure's owner for everybody. Rows are added, not changed, so that a past day keeps
# its figure; of two that cover a day the one that begins later counts, of two that begin together the newer one.
setting_values = Table(
    "setting_values",
    metadata,
    Column("id", Id, primary_key=True),
    Column("procedure", String(40), nullable=False),
    Column("agency", Id, ForeignKey("agencies.id")),
    Column("key", String(80), nullable=False),
    Column("value", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("basis", Text, nullable=False),
    Column("set_by", String(32), nullable=False),
    Column("set_at", Utc, nullable=False),
    Index(None, "procedure", "agency"),
)


@dataclass(frozen=True, slots=True)
class SettingValue:
    """One figure as it was set; `value` is a JSON value, `agency` None for everybody, `set_by` a person's id."""

    id: str
    procedure: str
    agency: str | None
    key: str
    value: Any
    valid_from: date
    valid_to: date | None
    basis: str
    set_by: str
    set_at: datetime

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def settings_on(
    connection: Connection, procedure: str, agency: str | None, day: date, known: datetime | None = None
) -> dict[str, Any]:
    """The figures of a procedure at an agency (its id) on a day: key -> value; what nobody set is absent.

    What the agency set itself comes before what the owner set for everybody. `known`: as they had been set by that
    instant, so that a figure entered later for days past leaves alone what was reckoned with the old one.
    """
    held = snapshot(connection, "settings", ("settings",), _load).get(procedure, ())
    counting = [one for one in held if one.covers(day) and (known is None or one.set_at <= known)]
    general = {one.key: one.value for one in counting if one.agency is None}
    if agency is None:
        return general
    return general | {one.key: one.value for one in counting if one.agency == agency}


def setting_values_of(connection: Connection, procedure: str, agency: str | None) -> tuple[SettingValue, ...]:
    """Everything that was ever set for a procedure by an agency (None: by its owner), by first day."""
    held = snapshot(connection, "settings", ("settings",), _load).get(procedure, ())
    return tuple(one for one in held if one.agency == agency)


def set_setting(
    connection: Connection,
    procedure: str,
    key: str,
    value: Any,
    *,
    agency: str | None = None,
    valid_from: date,
    valid_to: date | None = None,
    basis: str = "",
    by: str = "",
    at: datetime,
) -> str:
    """Set a figure from a day on and return the row's id; whether the definition knows it is the caller's to check."""
    id = new_id()
    connection.execute(
        insert(setting_values).values(
            id=id,
            procedure=procedure,
            agency=agency,
            key=key,
            value=json.dumps(value, ensure_ascii=False),
            valid_from=valid_from,
            valid_to=valid_to,
            basis=basis,
            set_by=by,
            set_at=at,
        )
    )
    changed(connection, "settings")
    return id


def end_setting(connection: Connection, id: str, last_day: date) -> None:
    """The figure counts until `last_day`, that day included; afterwards the general or default one does."""
    connection.execute(update(setting_values).where(setting_values.c.id == id).values(valid_to=last_day))
    changed(connection, "settings")


def _load(connection: Connection) -> Mapping[str, tuple[SettingValue, ...]]:
    held: dict[str, list[SettingValue]] = {}
    order = (setting_values.c.valid_from, setting_values.c.set_at, setting_values.c.id)
    for row in connection.execute(select(setting_values).order_by(*order)):
        values = row._asdict()
        held.setdefault(row.procedure, []).append(SettingValue(**values | {"value": json.loads(row.value)}))
    return {procedure: tuple(values) for procedure, values in held.items()}
