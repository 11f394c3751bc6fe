"""The formats of the dialect, each a plain function, given to both validators alike."""

import datetime
import ipaddress
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?([zZ]|[+-]([01]\d|2[0-3]):[0-5]\d)\Z", re.ASCII)
_HOUR_MINUTE = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z", re.ASCII)
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z",
    re.ASCII,
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*\Z", re.ASCII)
_PHONE = re.compile(r"(?:0|\+84)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}\Z|(?:0|\+84)2\d{9}\Z", re.ASCII)
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def is_date(text: str) -> bool:
    """A day of the calendar, YYYY-MM-DD (RFC 3339 full-date), years 0001 to 9999."""
    if not _DATE.match(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_partial_date(text: str) -> bool:
    """A year, a month of a year or a day: 1980, 1980-05, 1980-05-17."""
    if re.fullmatch(r"[0-9]{4}", text):
        return text != "0000"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        return is_date(text + "-01")
    return is_date(text)


def is_time(text: str) -> bool:
    """RFC 3339 full-time; a leap second only at the end of a day in UTC."""
    match = _TIME.match(text)
    if not match:
        return False
    if match.group(3) != "60":
        return True
    zone = match.group(5)
    offset = 0 if zone in "zZ" else (int(zone[1:3]) * 60 + int(zone[4:])) * (1 if zone[0] == "+" else -1)
    return (int(match.group(1)) * 60 + int(match.group(2)) - offset) % 1440 == 1439


def is_date_time(text: str) -> bool:
    return len(text) > 11 and text[10] in "tT" and is_date(text[:10]) and is_time(text[11:])


def is_hour_minute(text: str) -> bool:
    return bool(_HOUR_MINUTE.match(text))


def is_day_or_minute(text: str) -> bool:
    """A day such as 2026-06-01, or a minute of it such as 2026-06-01T07:00, as a clock's `opens` is written."""
    day, at, hour = text.partition("T")
    return is_date(day) and (not at or is_hour_minute(hour))


def is_email(text: str) -> bool:
    """An address that mail servers take: a dot-atom, and a host name with a dot in it."""
    return len(text) <= 254 and bool(_EMAIL.match(text)) and len(text.rpartition("@")[0]) <= 64


def is_uri(text: str) -> bool:
    if not _URI.match(text) or text.count("#") > 1:
        return False
    try:
        _ = urlsplit(text).port
    except ValueError:
        return False
    return True


def is_uuid(text: str) -> bool:
    return bool(_UUID.match(text))


def is_personal_number(text: str) -> bool:
    """The 12-digit personal identification number (Law on Identification 26/2023/QH15, Decree 70/2024/ND-CP).

    Three digits for the province or country of birth registration, one for century and sex, two for the year
    of birth, six at random; there is no check digit.
    """
    return len(text) == 12 and text.isascii() and text.isdigit() and text[:3] != "000"


def is_tax_code(text: str) -> bool:
    """A tax code: ten digits of which the last checks the others, or those and a branch number "-001".

    A citizen's tax code is the personal number (Circular 86/2024/TT-BTC), so that is taken too.
    """
    if is_personal_number(text):
        return True
    match = re.fullmatch(r"([0-9]{10})(?:-?([0-9]{3}))?", text)
    if not match or match.group(2) == "000":
        return False
    digits = [int(sign) for sign in match.group(1)]
    total = sum(weight * digit for weight, digit in zip(_TAX_WEIGHTS, digits, strict=False))
    return digits[9] == 10 - total % 11


def is_phone_number(text: str) -> bool:
    """A Vietnamese mobile or fixed number, 0… or +84…, without spaces."""
    return bool(_PHONE.match(text))


def _is_address(version: int) -> Callable[[str], bool]:
    kind = ipaddress.IPv4Address if version == 4 else ipaddress.IPv6Address

    def check(text: str) -> bool:
        try:
            kind(text)
        except ValueError:
            return False
        return "%" not in text

    return check


def is_host_name(text: str) -> bool:
    labels = text.removesuffix(".").split(".")
    return len(text) <= 253 and all(
        re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", label) for label in labels
    )


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": is_date,
    "time": is_time,
    "date-time": is_date_time,
    "email": is_email,
    "uri": is_uri,
    "uuid": is_uuid,
    "ipv4": _is_address(4),
    "ipv6": _is_address(6),
    "hostname": is_host_name,
    "personal-number": is_personal_number,
    "tax-code": is_tax_code,
    "phone-number": is_phone_number,
    "partial-date": is_partial_date,
    "hour-minute": is_hour_minute,
}


def judged(check: Callable[[str], bool]) -> Callable[[Any], bool]:
    """The checker as validators call it: a value that is no text is not its business."""
    return lambda value: not isinstance(value, str) or check(value)
