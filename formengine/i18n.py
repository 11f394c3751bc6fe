"""Words and figures in the person's language; English in the code, other languages as gettext catalogues.

The locale is a context variable, so that services, papers and mails speak it as well as pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages import pofile

from formengine.resources import folder

LOCALES = ("vi", "en")
_locale: ContextVar[str] = ContextVar("locale", default="vi")


@cache
def _catalogue(locale: str) -> dict[str, str]:
    """Every message of `locale`: the .po files of its folder, one per area of the product."""
    if locale == "en":
        return {}
    messages: dict[str, str] = {}
    for path in sorted((folder("translations") / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in pofile.read_po(file, locale=locale):
                texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
                names = [message.id] if isinstance(message.id, str) else list(message.id)
                messages.update({name: texts[0] for name in names if name and texts and texts[0]})
    return messages


def current_locale() -> str:
    return _locale.get()


def set_locale(locale: str) -> None:
    """Speak `locale` until the end of the current context (a request, a task)."""
    _locale.set(locale if locale in LOCALES else LOCALES[0])


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak `locale` inside the with-block."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


def N_(message: str) -> str:
    """Marks a text of a table that is translated later, when it is shown."""
    return message


def gettext(message: str, **values: object) -> str:
    """`message` in the current language, its %(name)s filled with `values`."""
    text = _catalogue(_locale.get()).get(message, message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    """The form for `n` things, %(n)s in it filled."""
    return gettext(singular if n == 1 else plural, n=n, **values)


def pick(texts: dict[str, str] | str) -> str:
    """The text of the current language from `{"vi": …, "en": …}`, else the first one there is."""
    if isinstance(texts, str):
        return texts
    return texts.get(_locale.get()) or next(iter(texts.values()), "")


def format_date(day: date | None) -> str:
    """Day/month/year, as written on Vietnamese papers; English with the month's name."""
    if day is None:
        return ""
    if _locale.get() == "vi":
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
    return dates.format_date(day, "d MMMM yyyy", locale="en")


def format_moment(at: datetime | None, zone: str = "Asia/Ho_Chi_Minh") -> str:
    """Hour:minute and day of the UTC instant `at`, told in `zone`."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M} {format_date(local.date())}"


def format_time(at: datetime, zone: str) -> str:
    """Hour:minute of the UTC instant `at`, told in `zone`."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def format_money(amount: int) -> str:
    """Whole đồng with its sign; "0 ₫" is said as free by the caller, not here."""
    return numbers.format_currency(amount, "VND", locale=Locale(_locale.get()), format="#,##0 ¤")


def format_number(value: int | float) -> str:
    return numbers.format_decimal(value, locale=_locale.get())
