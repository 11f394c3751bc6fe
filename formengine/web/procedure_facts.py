"""What a procedure's page says before anybody has filed: limits, fees, papers to have at hand, the route.

Conditions look at answers that nobody has given yet: what depends on them is said to do so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from markupsafe import Markup

from formengine.campaigns import Window, window_of
from formengine.explaining import limit_text
from formengine.forms.conditions import always
from formengine.forms.conditions_told import told
from formengine.forms.definition import Attachment, Definition, Fee, Stage, Step
from formengine.forms.markdown import to_html
from formengine.i18n import current_locale, format_money, ngettext
from formengine.i18n import gettext as _
from formengine.registers.agencies import Agencies
from formengine.web.context import house
from formengine.web.offices import office_in_words

CHANNELS = ("online", "counter", "post")
# More cases than these with one limit are called the others.
FEW = 2
# Hours of a unit, to tell the longer of two limits.
HOURS = {"working_hours": 1, "working_days": 8, "days": 6, "months": 170}


@dataclass(frozen=True, slots=True)
class Facts:
    """A definition with the figures that count today."""

    definition: Definition
    settings: Mapping[str, Any]
    agencies: Agencies
    on: date

    def text(self, vietnamese: str) -> str:
        return self.definition.text(vietnamese, current_locale())

    @property
    def competent(self) -> str:
        """Who decides."""
        return office_in_words(self.definition.competent, self.definition, self.agencies, self.on)

    def limits(self) -> list[tuple[str, str]]:
        """(cases, limit) pairs: cases of one limit together, many of them as the others; no case where all agree."""
        by_limit: dict[str, list[str]] = {}
        for case in self.definition.cases:
            limit = self._limit(case.time_limit) or _("as the periodic plan says")
            by_limit.setdefault(limit, []).append(self.text(case.title))
        if len(by_limit) == 1:
            return [("", next(iter(by_limit)))]
        pairs = sorted(by_limit.items(), key=lambda pair: len(pair[1]))
        most, cases = pairs.pop()
        others = _("Other cases") if len(cases) > FEW else "; ".join(cases)
        return [("; ".join(cases), limit) for limit, cases in pairs] + [(others, most)]

    def shortest(self) -> str:
        """The time limit in a few words, for a card: the shortest and the longest of the cases."""
        resolved = [self._resolved(case.time_limit) for case in self.definition.cases]
        lengths = sorted((one["amount"] * HOURS[one["unit"]], one["amount"], one["unit"]) for one in resolved if one)
        ends = list(dict.fromkeys(limit_text(amount, unit) for _hours, amount, unit in lengths[:1] + lengths[-1:]))
        return " – ".join(ends) or _("as the periodic plan says")

    def taken(self) -> str:
        """When submissions are taken, empty where it is at any time."""
        return self._window().told(house().config.zone)

    def countdown(self) -> str:
        """Days until submissions are taken, or days that are left; empty where it is at any time."""
        return self._window().countdown(house().now(), house().config.zone)

    def not_taken(self) -> str:
        """Why nobody can file now; empty where one can."""
        window = self._window()
        return window.refusal(house().now(), house().config.zone) if window.announced else ""

    def _window(self) -> Window:
        return window_of(self.definition, self.definition.setting_values(self.settings), house().config.zone)

    def description(self) -> Markup:
        return to_html(self.text(self.definition.description))

    def fees(self) -> list[dict[str, Any]]:
        """Fees as {title, amounts: {channel: text}, same: text or None, note}."""
        rows = []
        for fee in self.definition.fees:
            amounts = {channel: self._amount(fee, channel) for channel in CHANNELS}
            same = amounts["online"] if len(set(amounts.values())) == 1 else None
            note = self._only_if(fee.when)
            rows.append({"title": self.text(fee.title), "amounts": amounts, "same": same, "note": note})
        return rows

    def papers(self) -> list[dict[str, Any]]:
        """What to have at hand, what is always needed first: {title, help, note, tag}."""
        rows = [self._paper(one) for one in self.definition.attachments]
        return sorted(rows, key=lambda row: not row["always"])

    def results(self) -> list[str]:
        approved = [result for result in self.definition.results if result.outcome == "approve"]
        return [self.text(result.title) for result in approved]

    def route(self) -> list[dict[str, Any]]:
        """The stages as components/route.html draws them."""
        return [
            {
                "title": self.text(stage.title),
                "join": _join(stage),
                "steps": [self._drawn(step, stage) for step in stage.steps],
            }
            for stage in self.definition.route
        ]

    def _drawn(self, step: Step, stage: Stage) -> dict[str, str]:
        who = step.who == "applicant"
        return {
            "title": self.text(step.title),
            "agency": _("Applicant") if who else office_in_words(step.agency, self.definition, self.agencies, self.on),
            "limit": self._limit(step.limit),
            "note": _("In certain cases only") if step.when or stage.when else "",
        }

    def _limit(self, limit: Mapping[str, Any] | None) -> str:
        resolved = self._resolved(limit)
        return limit_text(resolved["amount"], resolved["unit"]) if resolved else ""

    def _resolved(self, limit: Mapping[str, Any] | None) -> dict[str, Any] | None:
        return self.definition.resolve_limit(limit, self._nobody_yet("online"))

    def _amount(self, fee: Fee, channel: str) -> str:
        alone = replace(self.definition, fees=(replace(fee, when=(), applies=always),))
        charges = alone.fees_due(self._nobody_yet(channel))
        if not charges:
            return _("Depends on what you ask for")
        return format_money(charges[0].amount) if charges[0].amount else _("Free of charge")

    def _paper(self, one: Attachment) -> dict[str, Any]:
        always_needed = one.required and not one.when
        counted = []
        if one.originals:
            counted.append(ngettext("%(n)s original", "%(n)s originals", one.originals))
        if one.copies:
            counted.append(ngettext("%(n)s copy", "%(n)s copies", one.copies))
        if one.keep == "shown":
            counted.append(_("only shown, you keep it"))
        return {
            "title": self.text(one.title),
            "help": self.text(one.help),
            "note": "; ".join(counted),
            "always": always_needed,
            "when": "" if always_needed else self._only_if(one.when) if one.required else _("If you have it"),
            "waived": bool(one.waived_by),
        }

    def _only_if(self, when: Sequence[Any]) -> str:
        """In which cases a paper is needed or a fee falls due, in words; empty where always."""
        if not when:
            return ""
        return _("Only if %(condition)s", condition=told(when, self.definition.form(current_locale()).root))

    def _nobody_yet(self, channel: str) -> dict[str, Any]:
        return {"document": {}, "forms": {}, "filing": {"channel": channel}, "case": "", "settings": self.settings}


def _join(stage: Stage) -> str:
    if stage.join == "all":
        return _("all of them")
    return _("one of them is enough") if stage.join == "any" else _("at least %(n)s of them", n=stage.join)
