"""Where to go next: addresses that come with a request are followed only within this site."""

from urllib.parse import urlsplit

from flask import request, url_for

from formengine.web.context import current_user


def safe(address: str | None) -> str:
    """`address` if it is a path of this site, else empty.

    Browsers drop tabs and line ends and take a backslash for a slash, so neither may stand in it.
    """
    if not address or not address.startswith("/"):
        return ""
    if "\\" in address or any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in address):
        return ""
    parts = urlsplit(address)
    return "" if parts.scheme or parts.netloc else address


def onward() -> str:
    """The page that the request wanted to go on to; empty when it named none of this site."""
    return safe(request.values.get("next"))


def home() -> str:
    """Where a person begins: officials at their desk, others with the procedures."""
    return url_for("desk.index") if current_user.is_official else url_for("catalogue.index")
