"""What a person is told when an answer does not do: one sentence for each keyword of JSON Schema."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from formengine.forms.figures import write_number
from formengine.forms.kinds.numbers import readings_of
from formengine.forms.pointers import ABSENT
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.node import Node

_CHOSEN = {"radios", "select", "list", "yes-no", "checkboxes", "either"}
_DIGITS = re.compile(r"\^(?:\[0-9\]|\\d)(?:\{(\d+)(?:,(\d+))?\}|[+*])\$\Z")
_FORMATS = {
    "email": "Write %(label)s as a full e-mail address, for example ten@example.vn",
    "date-time": "Write %(label)s as a date and time with its zone, for example 2026-02-13T16:20:00+07:00",
    "time": "Write %(label)s as a time with its zone, for example 16:20:00+07:00",
    "hour-minute": "Write %(label)s as hours and minutes, for example 14:30",
    "uri": "Write %(label)s as a full web address, for example https://example.vn",
    "uuid": "%(Label)s is not a valid identifier: copy it again from where you have it",
    "ipv4": "Write %(label)s as four numbers with dots, for example 192.0.2.1",
    "ipv6": "Write %(label)s as an IPv6 address, for example 2001:db8::1",
    "hostname": "Write %(label)s as the name of a server, for example www.example.vn",
    "personal-number": "%(Label)s must have exactly 12 digits, as on the identity card",
    "tax-code": "%(Label)s is not a valid tax code: check its 10 digits (a branch adds 3 more)",
    "phone-number": "Write %(label)s as a Vietnamese phone number, for example 0912345678",
    "partial-date": "Write %(label)s as a year, or as day, month and year",
}
_BOUNDS = {
    "minimum": "%(Label)s must be at least %(bound)s",
    "maximum": "%(Label)s must be at most %(bound)s",
    "exclusiveMinimum": "%(Label)s must be greater than %(bound)s",
    "exclusiveMaximum": "%(Label)s must be less than %(bound)s",
    "multipleOf": "%(Label)s must be a multiple of %(bound)s",
    "minLength": "%(Label)s must have at least %(bound)s characters",
    "maxLength": "%(Label)s must have at most %(bound)s characters",
    "minItems": "%(Label)s: add at least %(bound)s entries",
    "maxItems": "%(Label)s: at most %(bound)s entries are allowed",
    "minProperties": "%(Label)s: fill in at least %(bound)s answers",
    "maxProperties": "%(Label)s: at most %(bound)s answers are allowed",
    "minContains": "%(Label)s: at least %(bound)s entries must be of the kind asked for",
    "maxContains": "%(Label)s: at most %(bound)s entries may be of this kind",
    "depth": "%(Label)s has too many levels inside each other: at most %(bound)s",
    "propertyNames": "“%(bound)s” cannot be a name here: choose another",
}
_OTHERS = {
    "uniqueItems": "%(Label)s is entered twice: change or remove one of them",
    "contains": "%(Label)s lacks an entry that is needed",
    "const": "Choose or enter %(label)s as the form offers it",
    "enum": "Choose %(label)s from the options offered",
    "list": "Choose %(label)s from the list",
    "within": "Choose %(label)s again: it does not belong to the place chosen above",
    "oneOf": "Check what you entered under %(label)s",
    "anyOf": "Check what you entered under %(label)s",
    "not": "What you entered under %(label)s is not accepted: change it",
    "unevaluatedProperties": "%(Label)s has answers that are not asked for here: remove them",
    "unevaluatedItems": "%(Label)s has more entries than are asked for: remove the last ones",
    "items": "%(Label)s has more entries than are asked for: remove the last ones",
    "additionalItems": "%(Label)s has more entries than are asked for: remove the last ones",
    "work": "%(Label)s is too intricate to be checked: leave something out",
    "additionalProperties": "%(Label)s is not asked for here: remove it",
    "false schema": "%(Label)s does not apply here: leave it empty",
    "characters": "%(Label)s has characters that cannot be stored: type it again",
}


def plain(label: str) -> str:
    """A label inside a sentence: its first letter small, unless the word is an abbreviation or a name in capitals."""
    label = label.strip().rstrip(":?")
    if len(label) > 1 and label[0].isupper() and not label[1].isupper():
        return label[0].lower() + label[1:]
    return label


def message_for(keyword: str, bound: Any, value: Any, node: "Node | None", label: str) -> str:
    """The sentence for a broken `keyword` whose value is `bound`, at a control that holds `value`."""
    words = {"label": plain(label), "Label": label.strip().rstrip(":?"), "bound": _bound(bound, node)}
    own = _own_message(keyword, node)
    if own:
        return own
    if keyword in ("required", "dependentRequired") or (keyword == "type" and value == ""):
        return _missing(node, words)
    if keyword == "number":
        return _say("Write %(label)s as a number, in digits", words)
    if keyword == "type":
        return _type_message(value, node, words)
    if keyword == "format":
        if bound == "date":
            return _date_message(value, words)
        return _say(_FORMATS.get(str(bound), "%(Label)s is not written as it should be"), words)
    if keyword == "pattern":
        return _pattern_message(str(bound), words)
    if keyword == "minLength" and bound == 1:
        return _missing(node, words)
    if keyword == "minItems" and bound == 1:
        return _say("%(Label)s: add at least one entry", words)
    return _of_bound(keyword, bound, node, words) or _say(
        _OTHERS.get(keyword, "Check what you entered under %(label)s"), words
    )


def _of_bound(keyword: str, bound: Any, node: "Node | None", words: dict[str, str]) -> str:
    """The sentence that names the bound; "" where the keyword has none to name."""
    if keyword == "const" and bound is True:
        return _say("Tick the box: %(Label)s", words)
    if keyword == "const" and isinstance(bound, str | int | float) and bound != "":
        return _say("%(Label)s must be “%(bound)s”", words)
    if keyword in ("minLength", "maxLength") and node and node.shape.get("minLength") == node.shape.get("maxLength"):
        return _say("%(Label)s must have exactly %(bound)s characters", words)
    if keyword == "multipleOf" and bound < 1 and str(bound).strip("0.") == "1":
        places = str(-Decimal(str(bound)).adjusted())
        return _say("%(Label)s may have at most %(bound)s digits after the decimal mark", {**words, "bound": places})
    return _say(_BOUNDS[keyword], words) if keyword in _BOUNDS else ""


def _say(message: str, words: dict[str, str]) -> str:
    return _(message, **words)


def _own_message(keyword: str, node: "Node | None") -> str:
    own = node.facts.get("messages") if node else None
    if isinstance(own, str):
        return own
    if isinstance(own, dict):
        return str(own.get(keyword) or "")
    return ""


def _missing(node: "Node | None", words: dict[str, str]) -> str:
    name = node.kind.name if node else ""
    if name == "checkbox":
        return _say("Tick the box: %(Label)s", words)
    if name in _CHOSEN:
        return _say("Choose %(label)s", words)
    if name == "file":
        return _say("Attach %(label)s", words)
    if name == "rows":
        return _say("%(Label)s: add at least one entry", words)
    return _say("Enter %(label)s", words)


def _type_message(value: Any, node: "Node | None", words: dict[str, str]) -> str:
    name = node.kind.name if node else ""
    if isinstance(value, list) and name != "rows":
        return _say("%(Label)s was sent twice: answer it once", words)
    if name in ("number", "integer", "money") and node:
        if isinstance(value, str):
            figures = [write_number(one, node.locale, grouped=True) for one in readings_of(node, value)]
            if len(figures) > 1:
                asked = {**words, "text": value, "first": figures[0], "second": figures[1]}
                return _say("%(Label)s: “%(text)s” could be %(first)s or %(second)s. Choose which one you mean", asked)
            if figures:
                return _say("%(Label)s: say whether you mean %(first)s", {**words, "first": figures[0]})
        if name in ("integer", "money"):
            return _say("Write %(label)s as a whole number, in digits", words)
        return _say("Write %(label)s as a number, in digits", words)
    if name in _CHOSEN:
        return _say("Choose %(label)s", words)
    return _say("%(Label)s is not written as it should be", words)


def _pattern_message(pattern: str, words: dict[str, str]) -> str:
    digits = _DIGITS.match(pattern)
    if not digits:
        return _say("%(Label)s is not written as it should be", words)
    least, most = digits.groups()
    if least is None:
        return _say("%(Label)s may have digits only", words)
    if most is None:
        return _say("%(Label)s must have exactly %(bound)s digits", {**words, "bound": least})
    return _say("%(Label)s must have %(least)s to %(most)s digits", {**words, "least": least, "most": most})


def _date_message(value: Any, words: dict[str, str]) -> str:
    parts = str(value).split("-", 2)
    if len(parts) == 3 and not all(parts):
        names = (_("year"), _("month"), _("day"))
        missing = ", ".join(name for name, part in zip(reversed(names), reversed(parts), strict=True) if not part)
        return _say("%(Label)s lacks its %(missing)s", {**words, "missing": missing})
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        if len(parts[0]) != 4:
            return _say("%(Label)s: write the year in 4 digits", words)
        return _say("%(Label)s is not a day of the calendar: check day, month and year", words)
    return _say("Write %(label)s as day, month and year, in digits", words)


def _bound(bound: Any, node: "Node | None") -> str:
    if isinstance(bound, int | float) and not isinstance(bound, bool):
        return write_number(bound, node.locale if node else "vi", grouped=abs(bound) >= 10_000)
    return "" if bound is ABSENT else str(bound)
