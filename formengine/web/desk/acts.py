"""The forms of a desk's acts: which are offered, what they ask for, and what was wrong with them when posted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from sqlalchemy import Connection

from formengine.accounts.staff import holders_not_kin_of
from formengine.dossier import Dossier
from formengine.forms.problems import Problem
from formengine.i18n import current_locale, format_money, speaking
from formengine.i18n import gettext as _
from formengine.planning import offered_agencies, transfer_targets
from formengine.registers.agencies import Agency
from formengine.services.errors import refusal_text
from formengine.services.house import House
from formengine.web.desk import words
from formengine.web.desk.wishes import PAGE, VERDICTS
from submissions.acts import ACTS
from submissions.refusal import Refused
from submissions.submission import Task

# Acts beside the one that the step is for, in the order in which they are offered.
BESIDE = (
    "request_supplement", "send_back", "transfer", "return_to_opener", "refuse_to_accept", "assign", "reassign",
    "recuse", "send_again", "go_on_without",
)  # fmt: skip
# Acts on the submission as a whole, which every page of it offers.
WHOLE = ("resume", "suspend", "extend", "set_fee", "demand_payment", "correct_result", "stop")
# Which control a refused act is about.
FIELD_OF = {
    "reason_missing": "reason",
    "outcome_unknown": "outcome",
    "unknown_stage": "stage",
    "too_few_agencies": "agencies",
    "too_many_agencies": "agencies",
    "agency_not_offered": "agencies",
    "not_in_role": "person",
    "person_barred": "person",
    "nothing_due": "fee",
    "already_recorded": "fee",
    "already_demanded": "fee",
    "date_not_later": "day",
    "unknown_paper": "paper",
}
# Texts of a step form that are the reason for one of the VERDICTS.
REASONS = ("reason", "content")


@dataclass(frozen=True)
class Tried:
    """An act that did not go through, with what was typed; `stay` when only a row of the step form was asked for."""

    act: str
    form: Any
    problems: tuple[Problem, ...] = ()
    refused: Refused | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    stay: bool = False

    def message(self, drawn: bool) -> str:
        """Why the act did not go through; empty where a control of its form says it, if that is `drawn` again."""
        if self.refused is not None:
            said_there = drawn and self.refused.code in FIELD_OF
            return "" if said_there else refusal_text(self.refused, self.names)
        return self.problems[0].message if self.problems and not drawn else ""

    def form_problems(self) -> list[Problem]:
        """The problems of the step form, with what is wrong about the outcome and the reason that it holds."""
        found = [problem for problem in self.problems if problem.pointer.startswith("/")]
        said, reason = {problem.pointer for problem in found}, self.form.get("reason_from", "")
        for problem in self.problems:
            if problem.pointer == "#reason" and reason and reason not in said:
                found.append(Problem(reason, problem.keyword, problem.message))
        return found

    def errors(self) -> dict[str, str]:
        """The message of each of the act's own controls."""
        own = {problem.pointer[1:]: problem.message for problem in self.problems if problem.pointer.startswith("#")}
        found = {name: message for name, message in own.items() if not self.form.get(f"{name}_from")}
        if self.refused is not None and self.refused.code in FIELD_OF:
            found[FIELD_OF[self.refused.code]] = refusal_text(self.refused, self.names)
        return found


@dataclass(frozen=True)
class ActForm:
    """One act as it is offered: its controls' choices, what was typed, and what is wrong with it."""

    name: str
    title: str
    button: str
    needs: frozenset[str]
    outcomes: tuple[tuple[str, str], ...] = ()
    reason_for: tuple[str, ...] = ()
    agencies: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    least: int = 0
    most: int = 0
    stages: tuple[tuple[str, str], ...] = ()
    action: str = ""
    people: tuple[tuple[str, str], ...] = ()
    fees: tuple[tuple[str, str], ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    request: Mapping[str, Any] | None = None
    items: tuple[tuple[str, str, str], ...] = ()
    days: int = 30
    step_form: Any = None
    outcome_from: str = ""
    reason_from: str = ""
    typed: Any = None
    errors: Mapping[str, str] = field(default_factory=dict)
    summary: tuple[tuple[str, str, str], ...] = ()
    opened: bool = False
    usual: str = ""

    def value(self, name: str, default: str = "") -> str:
        return self.typed.get(name, default) if self.typed is not None else default

    def values(self, name: str) -> list[str]:
        return self.typed.getlist(name) if self.typed is not None else []

    def id(self, name: str) -> str:
        return f"{self.name}-{name}"


def forms_for(
    connection: Connection,
    house: House,
    dossier: Dossier,
    task: Task,
    possible: tuple[str, ...],
    tried: Tried | None,
) -> tuple[ActForm | None, list[ActForm]]:
    """The form of the act that the step is for, and those beside it."""
    maker = _Maker(connection, house, dossier, task, tried)
    main = next((name for name in ("approve_supplement", task.step.act) if name in possible), None)
    return maker.make(main) if main else None, [maker.make(name) for name in BESIDE if name in possible]


def forms_for_whole(
    connection: Connection, house: House, dossier: Dossier, possible: tuple[str, ...], tried: Tried | None
) -> list[ActForm]:
    """The forms of the acts on the submission as a whole."""
    maker = _Maker(connection, house, dossier, None, tried)
    forms = [maker.make(name) for name in WHOLE if name in possible]
    return [form for form in forms if form.fees or "fee" not in form.needs]


class _Maker:
    def __init__(
        self, connection: Connection, house: House, dossier: Dossier, task: Task | None, tried: Tried | None
    ) -> None:
        self.connection, self.house, self.dossier, self.task, self.tried = connection, house, dossier, task, tried
        self.locale = current_locale()

    def make(self, name: str) -> ActForm:
        row = ACTS[name]
        tried = self.tried if self.tried is not None and self.tried.act == name else None
        needs = frozenset(row.needs) | ({"reason"} if row.reason_for else frozenset())
        step_form, summary = self._step_form(tried) if self._has_step_form(name) else (None, ())
        outcome_from, reason_from = self._said_by_the_form(name)
        errors = tried.errors() if tried else {}
        return ActForm(
            name,
            words.act_title(name),
            words.act_button(name),
            needs,
            outcomes=tuple((code, words.outcome(name, code)) for code in row.outcomes),
            reason_for=row.reason_for,
            agencies=self._agencies() if "agencies" in needs else self._targets() if "agency" in needs else (),
            least=self.task.step.least if self.task else 0,
            most=self.task.step.most if self.task else 0,
            stages=tuple(self.dossier.stages_to_go_back_to(self.task)) if self.task and "stage" in needs else (),
            action=self._action(name),
            people=self._people() if "person" in needs else (),
            fees=self._fees() if "fee" in needs else (),
            papers=self._papers() if "paper" in needs else (),
            request=self._request() if name == "approve_supplement" else None,
            items=self._items() if "supplement" in needs else (),
            days=self._days(),
            step_form=step_form,
            outcome_from=outcome_from,
            reason_from=reason_from,
            typed=tried.form if tried else None,
            errors=errors,
            summary=(*summary, *((f"{name}-{at}", "", text) for at, text in errors.items())),
            opened=tried is not None,
            usual=self.dossier.row.channel if name == "deliver_result" else "",
        )

    def _has_step_form(self, name: str) -> bool:
        return self.task is not None and bool(self.task.step.step_form) and "step_form" in ACTS[name].needs

    def _action(self, name: str) -> str:
        if self.task is None:
            return url_for("desk.whole", number=self.dossier.number, act=name)
        return url_for("desk.act", number=self.dossier.number, task=self.task.id, act=name)

    def _people(self) -> tuple[tuple[str, str], ...]:
        """Who may be given the task, those who hold it and who may not act left out."""
        if self.task is None:
            return ()
        submission, step = self.dossier.submission, self.task.step
        today = self.house.today()
        found = holders_not_kin_of(self.connection, submission.applicants, step.agency, step.role, today)
        barred = {self.task.assignee} | submission.applicants | submission.recused
        return tuple(sorted(((id, name) for id, name in found.items() if id not in barred), key=lambda one: one[1]))

    def _fees(self) -> tuple[tuple[str, str], ...]:
        """The fees of the case that are not paid yet, with what is due."""
        submission = self.dossier.submission
        return tuple(
            (charge.code, f"{self.dossier.fee_title(charge.code)} – {format_money(amount)}")
            for charge, paid in self.dossier.charges()
            if paid is None
            for amount in (submission.amounts.get(charge.code, charge.amount),)
        )

    def _papers(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (str(paper["seq"]), " ".join(filter(None, (paper["title"], paper["number"]))))
            for paper in self.dossier.result_papers()
        )

    def _targets(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """The agencies that the submission can be transferred to."""
        register = self.dossier.agencies
        competent = register.by_id(self.dossier.submission.competent)
        targets = transfer_targets(register, competent, self.house.today())
        return (("", tuple((agency.id, register.name(agency.id, self.locale)) for agency in targets)),)

    def _request(self) -> Mapping[str, Any] | None:
        """The request for supplement that waits for the head's word."""
        if self.task is None or self.task.request is None:
            return None
        return self.dossier.request_told(self.task.request)

    def _step_form(self, tried: Tried | None) -> tuple[Any, tuple[tuple[str, str, str], ...]]:
        assert self.task is not None
        form = self.dossier.definition.step_form(self.task.step.step_form, self.locale, self.dossier.lists)
        today = self.house.today()
        if tried is None:
            return form.render(today=today), ()
        problems = tried.form_problems()
        summary = tuple((element, "", message) for element, message in form.error_summary(problems))
        return form.render(form.read(tried.form), problems, today=today), summary

    def _said_by_the_form(self, name: str) -> tuple[str, str]:
        """Where the step form itself asks for the outcome and for the reason; empty where it does not."""
        if not self._has_step_form(name) or name not in VERDICTS:
            return "", ""
        assert self.task is not None
        schema = self.dossier.definition.step_forms[self.task.step.step_form]
        for key, question in schema.get("properties", {}).items():
            codes = {choice.get("const") for choice in question.get("oneOf", ())}
            if codes and codes <= VERDICTS[name].keys() and key in schema.get("required", ()):
                reason = next((text for text in REASONS if text in schema["properties"]), "")
                return f"/{key}", f"/{reason}" if reason else ""
        return "", ""

    def _agencies(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """The agencies offered, those of a type together."""
        assert self.task is not None
        register = self.dossier.agencies
        by_type: dict[str, list[Agency]] = {}
        for agency in offered_agencies(register, self.task.step, self.house.today()):
            by_type.setdefault(agency.type, []).append(agency)
        return tuple(
            (kind, tuple((agency.id, register.name(agency.id, self.locale)) for agency in agencies))
            for kind, agencies in by_type.items()
        )

    def _items(self) -> tuple[tuple[str, str, str], ...]:
        """What can be asked for: each page of the answers, each attachment; as (code, title here, title there).

        The applicant reads the title in the language in which the submission was filed.
        """
        here, there = self._things(self.locale), self._things(self.dossier.row.locale)
        return tuple((code, title, there[code]) for code, title in here.items())

    def _things(self, locale: str) -> dict[str, str]:
        definition, dossier = self.dossier.definition, self.dossier
        with speaking(locale):
            things = {
                f"{PAGE}{page.index}": _("Answers: %(title)s", title=page.title) if page.title else _("Answers")
                for page in definition.form(locale).pages(dossier.answers)
                if page.shown
            }
        for attachment in definition.needed_attachments(dossier.case_object):
            things[attachment.code] = definition.text(attachment.title, locale)
        return things

    def _days(self) -> int:
        return int((self.dossier.definition.clock.get("no_answer") or {}).get("days", 30))
