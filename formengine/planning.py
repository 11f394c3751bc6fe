"""From a definition and a case to a plan: which steps, which agencies, which limits, which due date.

Reads registers, writes nothing. The case object is what conditions look at:
{document, forms: {step: document}, filing: {channel, at, on_behalf, requester_kind}, case, settings}.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from formengine.config import Config
from formengine.forms.definition import Definition, Step
from formengine.forms.pointers import ABSENT, follow, split_pointer
from formengine.registers.agencies import Agencies, Agency, UnknownAgency, agencies_of
from formengine.registers.calendars import calendar_for
from formengine.registers.settings import settings_on
from submissions.calendar import Calendar
from submissions.clock import Limit
from submissions.plan import Plan, PlannedStage, PlannedStep, WarnRule
from submissions.progress import Ruling
from submissions.submission import Submission

# Hours of office time in a working day, for whatever is told in days and counted in hours.
WORKING_DAY = 8

# Words of a step's `clock` with which the legal clock stands while the step is open.
PAUSING = ("paused", "financial_duty")

CASE_OBJECT = ("document", "forms", "filing", "case", "settings")


@dataclass(frozen=True)
class Places:
    """Where the case's agencies are: register, day, and the agencies known so far."""

    agencies: Agencies
    on: date
    receiving: Agency | None = None
    competent: Agency | None = None
    of_filer: Agency | None = None


def look(case_object: Mapping[str, Any], pointer: str) -> Any:
    """The value at a pointer into the case object; without one of its own words first, into the document."""
    tokens = split_pointer(pointer)
    if not tokens or tokens[0] not in CASE_OBJECT:
        tokens = ["document", *tokens]
    return follow(case_object, tokens)


def case_object_of(
    definition: Definition,
    document: Any,
    *,
    filing: Mapping[str, Any],
    settings: Mapping[str, Any],
    forms: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The case object with its case found."""
    made = {"document": document, "forms": dict(forms or {}), "filing": dict(filing), "case": "", "settings": settings}
    if definition.cases:
        made["case"] = definition.find_case(made).case
    return made


def settings_for(
    connection: Connection, definition: Definition, competent: str | None, on: date, known: datetime | None = None
) -> dict[str, Any]:
    """Every setting's value at the competent agency on a day, as it was known at an instant (None: as it is now)."""
    return definition.setting_values(settings_on(connection, definition.code, competent, on, known))


def competent_agency(definition: Definition, case_object: Mapping[str, Any], places: Places) -> Agency:
    """The agency that decides; raises UnknownAgency where the registers know none."""
    return agency_of(definition.competent, case_object, places)


def agency_of(reference: Mapping[str, Any], case_object: Mapping[str, Any], places: Places) -> Agency:
    """The agency that a step's reference means for this case; raises UnknownAgency."""
    register = places.agencies
    if reference.get("receiving"):
        return _known(places.receiving, "receiving")
    if reference.get("competent"):
        return _known(places.competent, "competent")
    if reference.get("of_filer"):
        return _known(places.of_filer, "of the filing official")
    if "code" in reference:
        return register.in_force(register.by_code(reference["code"]), places.on)
    if "named_at" in reference:
        code = look(case_object, reference["named_at"])
        return register.in_force(register.by_code(str(code)), places.on)
    if "serving" in reference:
        area = look(case_object, reference["serving"])
        if area is ABSENT:
            raise UnknownAgency(f"the answers name no place at {reference['serving']}", type=reference["type"])
        return register.serving(reference["type"], str(area), places.on)
    near = places.competent or places.receiving or places.of_filer
    return register.near(near, reference["type"], places.on) if near else register.only(reference["type"], places.on)


def _known(agency: Agency | None, word: str) -> Agency:
    if agency is None:
        raise UnknownAgency(f"there is no agency {word} for this case")
    return agency


class Planner:
    """Plans the submissions of one definition version; the house that `submissions.acting` asks."""

    def __init__(
        self,
        definition: Definition,
        agencies: Agencies,
        case_object: Mapping[str, Any],
        places: Places,
        chosen: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.definition = definition
        self.agencies = agencies
        self.case_object = case_object
        self.places = places
        self.chosen = chosen or {}
        self._placed: dict[str, list[PlannedStep]] = {}

    def ruling(self, accepted: Mapping[str, Any] | None = None) -> Ruling:
        """Case, plan and legal limit as the definition gives them for the case object.

        `accepted`: the same with the settings of the day of acceptance, which the legal limit follows.
        """
        case = self.definition.find_case(self.case_object) if self.definition.cases else None
        limited = case is not None and not case.no_appointment
        in_force = accepted or self.case_object
        resolved = self.definition.resolve_limit(case.time_limit, in_force) if case and limited else None
        return Ruling(
            case.case if case else "",
            self.plan(),
            _limit(resolved),
            self.definition.cut_off(in_force["settings"]),
            self.definition.clock.get("resume", "shift"),
            self.definition.clock.get("no_answer", {}).get("then", ""),
            _warn_rule(self.definition.clock.get("warn", {})),
        )

    def plan(self) -> Plan:
        stages = []
        for stage in self.definition.active_route(self.case_object):
            steps = [planned for step in stage.steps for planned in self._planned(step)]
            stages.append(PlannedStage(stage.stage, tuple(steps), stage.join))  # type: ignore[arg-type]
        return Plan(tuple(self._offering(stage) for stage in stages if stage.steps))

    def _planned(self, step: Step) -> list[PlannedStep]:
        base = self._bare(step)
        if step.who == "applicant":
            planned = [base]
        elif "chosen_at" in step.agency:
            chosen = self.chosen.get(step.agency["chosen_at"], ())
            planned = [replace(base, key=f"{step.step}@{agency}", agency=agency) for agency in chosen]
        elif "same_as" in step.agency:
            same = self._placed.get(step.agency["same_as"], [])
            planned = [replace(base, agency=same[0].agency)] if same else []
        elif "above" in step.agency:
            below = self._placed.get(step.agency["above"], [])
            found = [self.agencies.above(self.agencies.by_id(one.agency), step.agency["type"]) for one in below[:1]]
            planned = [replace(base, agency=agency.id) for agency in found]
        else:
            planned = [replace(base, agency=agency_of(step.agency, self.case_object, self.places).id)]
        self._placed[step.step] = planned
        return planned

    def _bare(self, step: Step) -> PlannedStep:
        return PlannedStep(
            key=step.step,
            step=step.step,
            act=step.act,
            who="applicant" if step.who == "applicant" else "official",
            role=step.role,
            limit=self._limit_of(step),
            on_silence=step.on_silence,
            step_form=step.step_form,
            sees=step.sees,
            signs=dict(step.signs),
            opens=(step.opens or {}).get("procedure", ""),
            no_wait=(step.opens or {}).get("then") == "no_wait",
            pauses_clock=step.clock in PAUSING,
            financial=step.clock == "financial_duty",
        )

    def _limit_of(self, step: Step) -> Limit | None:
        """The step's limit; an online filing is answered within the hours the clock allows, whatever the step names.

        A limit of a working day ends with the next one: up to sixteen hours of office time. So hours that are allowed
        come before it; only a limit in hours, or on the same day, can be shorter.
        """
        limit = _limit(self.definition.resolve_limit(step.limit, self.case_object))
        if step.act != "accept" or self.case_object["filing"].get("channel") != "online":
            return limit
        hours = self.definition.clock.get("answer", {}).get("working_hours", WORKING_DAY)
        if limit is not None and limit.amount <= (hours if limit.unit == "working_hours" else 0):
            return limit
        return Limit(hours, "working_hours", "filed")

    def _offering(self, stage: PlannedStage) -> PlannedStage:
        """The stage with what its choosing steps may choose from, as the steps that follow their choice say."""
        return replace(stage, steps=tuple(self._offer(step) for step in stage.steps))

    def _offer(self, step: PlannedStep) -> PlannedStep:
        if step.act != "choose_agencies":
            return step
        for stage in self.definition.active_route(self.case_object):
            for follower in stage.steps:
                if follower.agency.get("chosen_at") == step.step:
                    offer = follower.agency
                    types = tuple(offer.get("from", ()))
                    return replace(step, chooses=types, least=offer.get("min", 0), most=offer.get("max", 0))
        return step


def _limit(resolved: Mapping[str, Any] | None) -> Limit | None:
    return Limit(resolved["amount"], resolved["unit"], resolved["from"]) if resolved else None


def _warn_rule(rule: Mapping[str, Any]) -> WarnRule | None:
    """Who is told that time runs out, as the definition says; a day of work before, by a task and a letter."""
    by = rule.get("by", ("task", "letter"))
    return WarnRule(rule.get("working_hours", WORKING_DAY), "task" in by, "letter" in by) if by else None


class Clockwork:
    """The calendars that agencies' limits are counted with."""

    def __init__(self, connection: Connection, config: Config, agencies: Agencies, today: date) -> None:
        self._connection = connection
        self._config = config
        self._agencies = agencies
        self._today = today

    def calendar(self, agency: str) -> Calendar:
        """The calendar of the agency with this id; the country's for none."""
        found = self._agencies.by_id(agency) if agency else None
        config = self._config
        return calendar_for(self._connection, found, country=config.country, zone=config.zone, today=self._today)

    def working_days(self, agency: str) -> Callable[[date, date], int]:
        """`working_days_between` for rules: the working days after the first day up to the last."""
        return self.calendar(agency).working_days_between


def offered_agencies(agencies: Agencies, step: PlannedStep, on: date) -> list[Agency]:
    """The agencies that may be chosen at a step, by type and code."""
    return [agency for kind in step.chooses for agency in agencies.of_type(kind, on)]


def transfer_targets(agencies: Agencies, competent: Agency, on: date) -> list[Agency]:
    """The agencies that a submission can be passed to: those of the competent one's type, then its other neighbours."""
    same = [agency for agency in agencies.of_type(competent.type, on) if agency.id != competent.id]
    near = [agency for agency in agencies.all(on) if competent.parent and agency.parent == competent.parent]
    return same + [agency for agency in near if agency.type != competent.type]


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def filing_of(submission: Submission) -> dict[str, Any]:
    """The `filing` part of the case object of something filed."""
    facts = submission.facts
    kind = "official" if facts.requester_kind == "official" else "organisation" if facts.organisation else "citizen"
    at = submission.filed_at.isoformat(timespec="seconds") if submission.filed_at else ""
    return {"channel": facts.channel, "at": at, "on_behalf": facts.on_behalf, "requester_kind": kind}


def places_of(submission: Submission, agencies: Agencies, on: date) -> Places:
    """The agencies that a filed submission is tied to."""
    facts = submission.facts
    receiving, competent = agencies.by_id(submission.receiving), agencies.by_id(submission.competent)
    own = agencies.by_id(facts.of_filer) if facts.of_filer else None
    return Places(agencies, on, receiving, competent, own)


__all__ = ["Clockwork", "Places", "Planner", "agencies_of", "case_object_of", "filing_of", "places_of"]
