"""Words of submissions: SQLite FTS5 or PostgreSQL tsvector('simple'), whole words and prefixes, newest first."""

from collections.abc import Iterable

from sqlalchemy import (
    DDL,
    Column,
    Connection,
    Integer,
    Select,
    bindparam,
    column,
    delete,
    event,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from submissions.store.columns import metadata
from submissions.store.tables import search_rows
from submissions.store.words import words

# The words come folded and apart, so the tokenizer has only to split at spaces: with detail=none a word that it took
# for two would be a phrase, and an error.
CREATE_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_rows', content_rowid='id', "
    "prefix='2 3', detail=none, tokenize='ascii')"
)
# Words that more submissions hold are looked for along what is listed.
MANY = 5000
# PostgreSQL: words are common that at least this share of so many newest rows holds.
SAMPLE, COMMON = 500, 0.02
CREATE_POSTGRESQL = "CREATE INDEX ix_search_rows_words ON search_rows USING gin (to_tsvector('simple', words))"

event.listen(metadata, "after_create", DDL(CREATE_SQLITE).execute_if(dialect="sqlite"))
event.listen(metadata, "after_create", DDL(CREATE_POSTGRESQL).execute_if(dialect="postgresql"))


# Built once: everything that is filed asks them.
_FOUND = select(search_rows.c.id, search_rows.c.words).where(search_rows.c.submission_id == bindparam("submission"))
_NEW = insert(search_rows).returning(search_rows.c.id)
_INDEX = text("INSERT INTO search_index(rowid, words) VALUES (:id, :words)")
_FORGET = text("INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', :id, :words)")


def agency_word(agency: str) -> str:
    """The word that stands for an agency in the index; its first letter is one that nobody types."""
    return f"ʭ{agency}"


def put(
    connection: Connection, submission_id: str, texts: Iterable[str], agencies: Iterable[str], *, new: bool = False
) -> None:
    """Make a submission findable by the words of `texts`, for the `agencies` concerned; `new`: it was not before."""
    value = " ".join([*dict.fromkeys(words(" ".join(texts))), *sorted({agency_word(agency) for agency in agencies})])
    old = None if new else connection.execute(_FOUND, {"submission": submission_id}).first()
    if old is not None and old.words == value:
        return
    if old is None:
        row_id = connection.execute(_NEW, {"submission_id": submission_id, "words": value}).scalar_one()
    else:
        row_id = old.id
        connection.execute(update(search_rows).where(search_rows.c.id == row_id).values(words=value))
    if connection.dialect.name == "sqlite":
        _index(connection, row_id, value, old.words if old is not None else None)


def _index(connection: Connection, row_id: int, value: str, old: str | None) -> None:
    if old is not None:
        connection.execute(_FORGET, {"id": row_id, "words": old})
    connection.execute(_INDEX, {"id": row_id, "words": value})


def remove(connection: Connection, submission_id: str) -> None:
    """Make a submission unfindable."""
    row = connection.execute(_FOUND, {"submission": submission_id}).first()
    if row is None:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(_FORGET, {"id": row.id, "words": row.words})
    connection.execute(delete(search_rows).where(search_rows.c.id == row.id))


def matching(
    connection: Connection, query: str, agencies: Iterable[str], *, before: int = 0, size: int = 25
) -> Select[tuple[int, str]]:
    """(row id, submission id) of submissions that hold every word of `query` (the last as a prefix), newest first.

    Limited to submissions that concern one of `agencies`; page on with `before`, the last row id seen.
    """
    concerned = sorted(map(agency_word, agencies))
    if connection.dialect.name == "sqlite":
        return _matching_sqlite(words(query), concerned, before, size)
    rare = not _is_common(connection, query, agencies)
    return _matching_postgresql(words(query), concerned, before, size, rare)


def few_hits(connection: Connection, query: str, agencies: Iterable[str]) -> list[str] | None:
    """The ids of the submissions that hold every word of `query`; None where more than MANY do.

    A query that starts from a list of ids is quick whatever it is joined with; one that starts from a subquery is
    planned as a walk through every open task.
    """
    agencies = list(agencies)
    concerned = sorted(map(agency_word, agencies))
    if connection.dialect.name == "sqlite":
        query_of_hits = _matching_sqlite(words(query), concerned, 0, MANY + 1)
    elif _is_common(connection, query, agencies):
        return None
    else:
        held = _holds_postgresql(search_rows.c.words, words(query), concerned)
        query_of_hits = select(search_rows.c.id, search_rows.c.submission_id).where(held).limit(MANY + 1)
    found = [row.submission_id for row in connection.execute(query_of_hits)]
    return found if len(found) <= MANY else None


def _is_common(connection: Connection, query: str, agencies: Iterable[str]) -> bool:
    """PostgreSQL: whether many of the newest rows hold the words; its index would fetch every hit to tell."""
    concerned = sorted(map(agency_word, agencies))
    newest = select(search_rows.c.words).order_by(search_rows.c.id.desc()).limit(SAMPLE).subquery()
    found = select(func.count()).select_from(newest).where(_holds_postgresql(newest.c.words, words(query), concerned))
    return connection.execute(found).scalar_one() >= SAMPLE * COMMON


def holding(
    connection: Connection, query: str, agencies: Iterable[str], submission: ColumnElement[str]
) -> ColumnElement[bool]:
    """The condition that `submission` (a column of ids) holds every word of `query`; asked row by row."""
    concerned = sorted(map(agency_word, agencies))
    own = search_rows.c.submission_id == submission
    if connection.dialect.name == "sqlite":
        place = select(search_rows.c.id).where(own).correlate_except(search_rows).scalar_subquery()
        index = table("search_index", column("rowid"), column("search_index"))
        test = column("search_index").op("MATCH")(_match_sqlite(words(query), concerned))
        return exists(select(index.c.rowid).where(test, index.c.rowid == place).correlate_except(index))
    return exists(
        select(search_rows.c.id)
        .where(own, _holds_postgresql(search_rows.c.words, words(query), concerned))
        .correlate_except(search_rows)
    )


def _matching_sqlite(wanted: list[str], agencies: list[str], before: int, size: int) -> Select[tuple[int, str]]:
    index = text(
        "SELECT rowid AS id FROM search_index WHERE search_index MATCH :match AND rowid < :before "
        "ORDER BY rowid DESC LIMIT :size"
    ).bindparams(match=_match_sqlite(wanted, agencies), before=before or 2**62, size=size)
    hits = index.columns(Column("id", Integer)).subquery("hits")
    joined = select(search_rows.c.id, search_rows.c.submission_id).join(hits, hits.c.id == search_rows.c.id)
    return joined.order_by(hits.c.id.desc())


def _match_sqlite(wanted: list[str], agencies: list[str]) -> str:
    tests = [f'"{word}"*' if place == len(wanted) - 1 else f'"{word}"' for place, word in enumerate(wanted)]
    return " AND ".join([*tests, "(" + " OR ".join(f'"{agency}"' for agency in agencies) + ")"])


def _matching_postgresql(
    wanted: list[str], agencies: list[str], before: int, size: int, rare: bool
) -> Select[tuple[int, str]]:
    """A common word is met on the way from the newest row on; of a rare one all hits are fetched and put in order."""
    held = _holds_postgresql(search_rows.c.words, wanted, agencies)
    rows = select(search_rows.c.id, search_rows.c.submission_id).where(held)
    if rare:
        hits = rows.cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
        rows = select(hits.c.id, hits.c.submission_id)
    place = rows.selected_columns.id
    if before:
        rows = rows.where(place < before)
    return rows.order_by(place.desc()).limit(size)


def _holds_postgresql(text: ColumnElement[str], wanted: list[str], agencies: list[str]) -> ColumnElement[bool]:
    tests = [f"{word}:*" if place == len(wanted) - 1 else word for place, word in enumerate(wanted)]
    tests.append("(" + " | ".join(agencies) + ")")
    simple: ColumnElement[str] = literal_column("'simple'")
    vector: ColumnElement[str] = func.to_tsvector(simple, text)
    return vector.op("@@", is_comparison=True)(func.to_tsquery(simple, " & ".join(tests)))
