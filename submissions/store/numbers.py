"""Counters without gaps: the number is taken in the transaction that uses it, under the counter's row lock."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from submissions.store.tables import counters


def _taking(dialect: Any) -> Any:
    first = dialect.insert(counters).values(counter=bindparam("counter"), last=1)
    counted = {"last": counters.c.last + 1}
    return first.on_conflict_do_update(index_elements=[counters.c.counter], set_=counted).returning(counters.c.last)


_TAKE = {"sqlite": _taking(sqlite), "postgresql": _taking(postgresql)}


def take(connection: Connection, counter: str) -> int:
    """The next number of `counter`, from 1; given back when the transaction is rolled back."""
    return connection.execute(_TAKE[connection.dialect.name], {"counter": counter}).scalar_one()


def submission_number(connection: Connection, agency_code: str, day: date) -> str:
    """`<agency code>-YYMMDD-NNNN`, counted per receiving agency and local day (TT 01/2018/TT-VPCP, Điều 19)."""
    stamp = f"{day:%y%m%d}"
    return f"{agency_code}-{stamp}-{take(connection, f'submission/{agency_code}/{stamp}'):04d}"


def paper_number(connection: Connection, agency_code: str, series: str, day: date) -> int:
    """The next number of a paper series of an agency in the year of `day` (NĐ 30/2020/NĐ-CP: from 1 on 1 January)."""
    return take(connection, f"paper/{agency_code}/{series}/{day.year}")
