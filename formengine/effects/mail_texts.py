"""The texts of mails: templates/mails/<event kind in kebab-case>.<locale>.txt, framed by frame.<locale>.txt.

The first line of a text is its subject, the rest after an empty line its body. %(name)s is filled in; a line of
which a value is missing is left out.
"""

import re
from collections.abc import Mapping
from functools import cache

from formengine.i18n import LOCALES
from formengine.resources import folder

# TaskOpened is mailed to applicants whose turn it is; Concluded where nothing else told the end.
MAILED = frozenset(
    {
        "Submitted",
        "Accepted",
        "RefusedToAccept",
        "SupplementRequested",
        "Supplemented",
        "TaskOpened",
        "Decided",
        "Delivered",
        "Withdrawn",
        "Concluded",
        "Extended",
        "FeeDemanded",
        "ResultCorrected",
        "Resumed",
        "Stopped",
        "Suspended",
        "Transferred",
        "Warned",
    }
)


def mail_text(kind: str, locale: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """(subject, body) of the mail about an event of `kind`; every value becomes one line."""
    locale, values = _known(locale), _one_line(facts)
    body = _template(_file_name(kind), locale).partition("\n\n")[2]
    values["body"] = "\n".join(_filled(body, values))
    values["subject"] = subject_of(kind, locale, facts)
    return values["subject"], "\n".join(_filled(_template("frame", locale), values)).strip() + "\n"


def subject_of(kind: str, locale: str, facts: Mapping[str, str]) -> str:
    """What an event of `kind` is told with in one line."""
    subject = _template(_file_name(kind), _known(locale)).partition("\n\n")[0]
    return " ".join(_filled(subject, _one_line(facts)))


def _known(locale: str) -> str:
    return locale if locale in LOCALES else LOCALES[0]


def _one_line(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in facts.items()}


def _filled(text: str, values: Mapping[str, str]) -> list[str]:
    lines = []
    for line in text.split("\n"):
        names = re.findall(r"%\((\w+)\)s", line)
        if all(values.get(name) for name in names):
            lines.append(re.sub(r"%\((\w+)\)s", lambda found: values[found[1]], line))
    return lines


def _file_name(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower()


@cache
def _template(name: str, locale: str) -> str:
    path = folder("templates") / "mails" / f"{name}.{locale}.txt"
    return path.read_text("utf-8").strip()
