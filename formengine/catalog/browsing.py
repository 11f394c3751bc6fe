"""The catalogue as people look through it: by sector, by words, and how much of it has a form."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, func, not_, or_, select
from sqlalchemy.sql import ColumnElement

from formengine.catalog.entries import LEVELS
from formengine.catalog.tables import procedures
from submissions.store.words import words

PAGE = 50
# Words of a search beyond these change nothing that a person would notice.
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure in the catalogue. `audience` and `levels` hold short codes; `current_version` is a version's id."""

    code: str
    title: str
    title_en: str
    sector: str
    sector_en: str
    sector_key: str
    levels: tuple[str, ...]
    agency: str
    applicants: str
    owner: str
    audience: tuple[str, ...]
    has_form: bool
    current_version: str | None

    def text(self, locale: str) -> str:
        """The title in a language, Vietnamese where it has none other."""
        return self.title_en or self.title if locale == "en" else self.title

    def sector_text(self, locale: str) -> str:
        return self.sector_en or self.sector if locale == "en" else self.sector

    @property
    def internal(self) -> bool:
        """Whether officials alone file it, or nobody; it stands in no public catalogue."""
        return self.audience == ("official",) or self.opened_only

    @property
    def opened_only(self) -> bool:
        """Whether nobody files it: a step of another submission opens it."""
        return self.audience == ("submission",)


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries and where to go on: `following` is what to pass as `after`, None at the end."""

    entries: tuple[Entry, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many procedures a sector or a level has, and how many of them with an electronic form."""

    key: str
    name: str
    name_en: str
    with_form: int
    total: int


def entry(connection: Connection, code: str) -> Entry | None:
    row = connection.execute(_ENTRY, {"code": code}).one_or_none()
    return _entry(row) if row else None


def with_form(connection: Connection, audience: str | None = None, limit: int | None = None) -> tuple[Entry, ...]:
    """The procedures that have a form, by sector and title; those for an audience, or the public ones; all of them, or
    the first `limit`."""
    condition = procedures.c.has_form & (_for(audience) if audience else _PUBLIC)
    statement = _SELECT.where(condition).order_by(procedures.c.sector_key, procedures.c.sort_key).limit(limit)
    return tuple(_entry(row) for row in connection.execute(statement))


def owned_by(connection: Connection, types: Sequence[str]) -> tuple[Entry, ...]:
    """The procedures with a form that agencies of these types are the owners of."""
    condition = procedures.c.has_form & procedures.c.owner.in_(types)
    return tuple(_entry(row) for row in connection.execute(_SELECT.where(condition).order_by(procedures.c.sort_key)))


def sectors(connection: Connection, *, only_with_form: bool = False) -> tuple[Count, ...]:
    """The sectors of the public catalogue by name, with their counts."""
    name, name_en = func.min(procedures.c.sector), func.max(procedures.c.sector_en)
    forms = func.sum(case((procedures.c.has_form, 1), else_=0))
    statement = (
        select(procedures.c.sector_key, name, name_en, forms, func.count())
        .where(_PUBLIC)
        .group_by(procedures.c.sector_key)
        .order_by(procedures.c.sector_key)
    )
    if only_with_form:
        statement = statement.having(forms > 0)
    return tuple(Count(*row) for row in connection.execute(statement))


def in_sector(connection: Connection, sector_key: str, *, after: str | None = None, limit: int = PAGE) -> Page:
    """The public procedures of a sector, those with a form first, then by title."""
    return _page(connection, procedures.c.sector_key == sector_key, after, limit)


def search(
    connection: Connection,
    typed: str,
    *,
    after: str | None = None,
    limit: int = PAGE,
    only_with_form: bool = False,
    audience: str | None = None,
) -> Page:
    """Public procedures that have every word of `typed`, or words that begin so, in title, sector or code.

    Accents and case do not matter; what has the words side by side comes first, then what has them whole, those
    with a form before those without. Without a word there is nothing to find. With `audience` "official" it
    looks through what officials may file.
    """
    wanted = words(typed)[:MOST_WORDS]
    if not wanted:
        return Page((), None)
    has = procedures.c.search_words.contains  # words are letters and digits: nothing in them to escape
    condition = and_(*(has(f" {word}") for word in wanted), _for(audience) if audience else _PUBLIC)
    if only_with_form:
        condition &= procedures.c.has_form
    together = has(f" {' '.join(wanted)}")
    whole = and_(*(has(f" {word} ") for word in wanted))
    start = int(after) if after and after.isascii() and after.isdigit() else 0
    order = (case((together, 0), (whole, 1), else_=2), *_ORDER)
    rows = connection.execute(_SELECT.where(condition).order_by(*order).offset(start).limit(limit + 1)).all()
    return Page(tuple(_entry(row) for row in rows[:limit]), str(start + limit) if len(rows) > limit else None)


def coverage_by_level(connection: Connection) -> tuple[Count, ...]:
    """For each level of government how many procedures it acts in, and how many have a form; one may have several."""
    sums = []
    for level in LEVELS:
        acts = procedures.c.levels.contains(f" {level} ")
        sums += [
            func.sum(case((acts & procedures.c.has_form, 1), else_=0)).label(f"{level}_forms"),
            func.sum(case((acts, 1), else_=0)).label(level),
        ]
    row = connection.execute(select(*sums).where(_PUBLIC)).mappings().one()
    counted = [
        Count(level, name, name_en, row[f"{level}_forms"] or 0, row[level] or 0)
        for level, (name, name_en) in LEVELS.items()
    ]
    return tuple(count for count in counted if count.total)


def coverage(connection: Connection) -> Count:
    """How many public procedures there are, and how many have a form."""
    forms = func.sum(case((procedures.c.has_form, 1), else_=0))
    with_form, total = connection.execute(select(forms, func.count()).where(_PUBLIC)).one()
    return Count("", "", "", with_form or 0, total)


_SELECT = select(
    procedures.c.code,
    procedures.c.title,
    procedures.c.title_en,
    procedures.c.sector,
    procedures.c.sector_en,
    procedures.c.sector_key,
    procedures.c.levels,
    procedures.c.agency,
    procedures.c.applicants,
    procedures.c.owner,
    procedures.c.audience,
    procedures.c.has_form,
    procedures.c.current_version,
)
_ENTRY = _SELECT.where(procedures.c.code == bindparam("code"))
_ORDER = (procedures.c.has_form.desc(), procedures.c.sort_key, procedures.c.code)
_PUBLIC = procedures.c.audience.not_in((" official ", " submission "))


def _for(audience: str) -> ColumnElement[bool]:
    return procedures.c.audience.contains(f" {audience} ", autoescape=True)


def _page(connection: Connection, condition: ColumnElement[bool], after: str | None, limit: int) -> Page:
    statement = _SELECT.where(condition, _PUBLIC)
    if after is not None:
        statement = _following(connection, statement, after)
    rows = connection.execute(statement.order_by(*_ORDER).limit(limit + 1)).all()
    entries = tuple(_entry(row) for row in rows[:limit])
    return Page(entries, entries[-1].code if len(rows) > limit else None)


def _following(connection: Connection, statement: Select, after: str) -> Select:
    last = connection.execute(
        select(procedures.c.has_form, procedures.c.sort_key, procedures.c.code).where(procedures.c.code == after)
    ).one_or_none()
    if last is None:
        return statement
    later = or_(
        procedures.c.sort_key > last.sort_key,
        and_(procedures.c.sort_key == last.sort_key, procedures.c.code > last.code),
    )
    if last.has_form:
        return statement.where(or_(not_(procedures.c.has_form), later))
    return statement.where(not_(procedures.c.has_form), later)


def _entry(row: Row) -> Entry:
    values = row._asdict()
    return Entry(**values | {"levels": tuple(row.levels.split()), "audience": tuple(row.audience.split())})
