"""Counters without gaps: the number is taken in the transaction that uses it, under the counter's row lock."""

from datetime import date

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from submissions.store.tables import counters


def take(connection: Connection, counter: str) -> int:
    """The next number of `counter`, from 1; given back when the transaction is rolled back."""
    statement = (
        (sqlite.insert(counters) if connection.dialect.name == "sqlite" else postgresql.insert(counters))
        .values(counter=counter, last=1)
        .on_conflict_do_update(index_elements=[counters.c.counter], set_={"last": counters.c.last + 1})
        .returning(counters.c.last)
    )
    return connection.execute(statement).scalar_one()


def submission_number(connection: Connection, agency_code: str, day: date) -> str:
    """`<agency code>-YYMMDD-NNNN`, counted per receiving agency and local day (TT 01/2018/TT-VPCP, Điều 19)."""
    stamp = f"{day:%y%m%d}"
    return f"{agency_code}-{stamp}-{take(connection, f'submission/{agency_code}/{stamp}'):04d}"


def paper_number(connection: Connection, agency_code: str, series: str, day: date) -> int:
    """The next number of a paper series of an agency in the year of `day` (NĐ 30/2020/NĐ-CP: from 1 on 1 January)."""
    return take(connection, f"paper/{agency_code}/{series}/{day.year}")
