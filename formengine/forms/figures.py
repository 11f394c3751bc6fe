"""Numbers as people write them in Vietnamese (1.234.567,5) and English (1,234,567.5)."""

import re
from decimal import Decimal

MAX_WHOLE = 2**53


class Ambiguous(ValueError):
    """A text that could be two numbers; `readings` are both, as they should be written."""

    def __init__(self, readings: tuple[str, str]) -> None:
        self.readings = readings
        super().__init__(" / ".join(readings))


def _marks(locale: str) -> tuple[str, str]:
    return (".", ",") if locale == "vi" else (",", ".")


def write_number(value: int | float, locale: str, *, grouped: bool = False) -> str:
    """`value` with the locale's decimal mark, every digit of it kept."""
    thousands, point = _marks(locale)
    exact = Decimal(repr(value))
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
    """The number that `text` writes. Raises Ambiguous where it could be two, ValueError where it is none."""
    thousands, point = _marks(locale)
    plain = text.strip().replace("\u00a0", " ").replace("\u2212", "-")
    grouping = rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+|[0-9]{{1,3}}(?: [0-9]{{3}})+|[0-9]+"
    match = re.fullmatch(rf"([+-]?)({grouping})?(?:{re.escape(point)}([0-9]+))?(?:[eE]([+-]?[0-9]{{1,3}}))?", plain)
    if not match or not (match.group(2) or match.group(3)):
        _ask_back(plain, thousands, point)
        raise ValueError(text)
    sign, whole, rest, exponent = match.groups()
    digits = (whole or "0").replace(thousands, "").replace(" ", "")
    exact = Decimal(f"{sign}{digits}.{rest or '0'}e{exponent or 0}")
    if (not rest and not exponent) or (exact == exact.to_integral_value() and abs(exact) <= MAX_WHOLE):
        if abs(exact) > MAX_WHOLE:
            raise ValueError(text)
        return int(exact)
    value = float(exact)
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def _ask_back(text: str, thousands: str, point: str) -> None:
    match = re.fullmatch(rf"([+-]?[0-9]+){re.escape(thousands)}([0-9]+)", text)
    if match:
        whole, rest = match.groups()
        raise Ambiguous((f"{whole}{point}{rest}", f"{whole}{rest}"))
