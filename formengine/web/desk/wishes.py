"""What the posted form of a desk's act asks for."""

import re
from collections.abc import Mapping
from typing import Any

from formengine.i18n import current_locale
from formengine.services.deciding import Wish
from formengine.web.typed import read_day

# A required choice of a step form with these codes is the act's outcome: it is not asked for a second time.
VERDICTS: Mapping[str, Mapping[str, str]] = {
    "opine": {"agree": "agree", "agree_with_conditions": "conditions", "disagree": "disagree"},
    "propose": {"approve": "approve", "refuse": "refuse", "eligible": "approve", "not_eligible": "refuse"},
    "decide": {"approve": "approve", "refuse": "refuse", "eligible": "approve", "not_eligible": "refuse"},
}
# The items of a supplement in the form: item:<attachment>, item:page-<index> for a page of the answers.
ITEM, PAGE = "item:", "page-"
MOST_DAYS = 365
AMOUNT = re.compile(r"[0-9]+|[0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,3}( [0-9]{3})+")
LONGEST_AMOUNT = 24


def wish_from(act: str, task: str, form: Any) -> Wish:
    """What the posted form asks for; figures that are none count as not given."""
    outcome = VERDICTS.get(act, {}).get(form.get(form.get("outcome_from", ""), ""), "")
    return Wish(
        act,
        task=task,
        outcome=form.get("outcome", "") or outcome,
        reason=(form.get("reason", "") or form.get(form.get("reason_from", ""), "")).strip(),
        items=tuple(_items(form)),
        days=min(_figure(form.get("days", "")), MOST_DAYS),
        agencies=tuple(filter(None, form.getlist("agencies"))),
        stage=form.get("stage", ""),
        fee=form.get("fee", ""),
        method=form.get("method", ""),
        receipt=form.get("receipt", "").strip(),
        person=form.get("person", ""),
        amount=_amount(form.get("amount", "")),
        day=read_day(form.get("day", "")),
        paper=_figure(form.get("paper", "")),
        answers=_figure(form.get("answers", "")),
        formdata=form,
        locale=current_locale(),
    )


def _items(form: Any) -> list[dict[str, str]]:
    """What a supplement has to mend or add; a page of the answers, which has no code of its own, is named in words."""
    found = []
    for name, value in form.items():
        if name.startswith(ITEM) and value.strip():
            code, what = name[len(ITEM) :], value.strip()
            title = form.get(f"title:{code}", "")[:300]
            found.append({"code": code, "what": f"{title}: {what}" if code.startswith(PAGE) and title else what})
    return found


def _amount(text: str) -> int | None:
    """Whole đồng, in thousands by dots or spaces or without; None for anything else, such as 1.5."""
    plain = text.strip().replace("\u00a0", " ")
    if len(plain) > LONGEST_AMOUNT or not AMOUNT.fullmatch(plain):
        return None
    return int(plain.replace(".", "").replace(" ", ""))


def _figure(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
