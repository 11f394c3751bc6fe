"""Numbers as people write them in Vietnamese (1.234.567,5) and English (1,234,567.5)."""

import re
from decimal import Decimal

MAX_WHOLE = 2**53


class Ambiguous(ValueError):
    """A text that is no number of its locale, or could be another one; `readings` are the numbers it may mean."""

    def __init__(self, readings: tuple[int | float, ...]) -> None:
        self.readings = readings
        super().__init__(" / ".join(map(str, readings)))


def _marks(locale: str) -> tuple[str, str]:
    return (".", ",") if locale == "vi" else (",", ".")


def write_number(value: int | float, locale: str, *, grouped: bool = False) -> str:
    """`value` with the locale's decimal mark, every digit of it kept."""
    thousands, point = _marks(locale)
    exact = Decimal(repr(value))
    if isinstance(value, float) and abs(value) > MAX_WHOLE:  # with a mark or an exponent, so that it is read as it was
        return repr(value).replace(".", point)
    text = format(exact, "f") if -12 < exact.adjusted() < 21 else repr(value)
    if "e" in text or "E" in text:
        return text.replace(".", point)
    whole, _, rest = text.partition(".")
    if rest.strip("0") == "":
        rest = ""
    if grouped:
        sign = "-" if whole.startswith("-") else ""
        whole = sign + f"{int(whole.lstrip('-')):,}".replace(",", thousands)
    return whole + (point + rest if rest else "")


def read_number(text: str, locale: str) -> int | float:
    """The number that `text` writes. Raises Ambiguous where it could be another, ValueError where it is none.

    Thousands marked as the locale marks them (1.234 in Vietnamese) are read; a decimal mark with just three figures
    after it (1,234) may be the other language's mark of thousands, so it is not.
    """
    thousands, point = _marks(locale)
    plain = _plain(text)
    found, other = _parsed(plain, thousands, point), _parsed(plain, point, thousands)
    if found is None:
        readings = [other, _unmarked(plain, thousands)]
        known = tuple(dict.fromkeys(reading for reading in readings if reading is not None))
        if known:
            raise Ambiguous(known)
        raise ValueError(text)
    if other is not None and other != found and thousands not in plain:
        raise Ambiguous((found, other))
    return found


def whole_reading(text: str) -> int | None:
    """The whole number that `text` writes if its marks, whichever they are, part thousands; None where they do not."""
    match = re.fullmatch(r"([+-]?)([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\3[0-9]{3})*)", _plain(text))
    if not match:
        return None
    value = int(match[1] + re.sub("[.,]", "", match[2]))
    return value if abs(value) <= MAX_WHOLE else None


def _plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text.strip()).replace("\u2212", "-")


def _parsed(plain: str, thousands: str, point: str) -> int | float | None:
    """The number that `plain` writes with these marks; None where it writes none that can be kept exactly."""
    grouping = rf"[1-9][0-9]{{0,2}}(?:{re.escape(thousands)}[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+|[0-9]+"
    match = re.fullmatch(rf"([+-]?)({grouping})?(?:{re.escape(point)}([0-9]+))?(?:[eE]([+-]?[0-9]{{1,3}}))?", plain)
    if not match or not (match.group(2) or match.group(3)):
        return None
    sign, whole, rest, exponent = match.groups()
    digits = (whole or "0").replace(thousands, "").replace(" ", "")
    exact = Decimal(f"{sign}{digits}.{rest or '0'}e{exponent or 0}")
    if (not rest and not exponent) or (exact == exact.to_integral_value() and abs(exact) <= MAX_WHOLE):
        return int(exact) if abs(exact) <= MAX_WHOLE else None
    value = float(exact)
    kept = value not in (float("inf"), float("-inf")) and Decimal(repr(value)) == exact
    return value if kept else None


def _unmarked(plain: str, thousands: str) -> int | float | None:
    """1.5 as 15: one mark of thousands at a wrong place, left out."""
    match = re.fullmatch(rf"([+-]?[1-9][0-9]*){re.escape(thousands)}([0-9]+)", plain)
    return _parsed(match[1] + match[2], ",", ".") if match else None
