"""Proving a definition before anybody files with it: its examples, its due dates, its critical path."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from formengine.campaigns import window_of
from formengine.forms.definition import SETTING, ActiveStage, Definition, Example
from formengine.forms.examples import example_problems
from formengine.forms.loading import load_definition
from formengine.forms.problems import DefinitionError, Problem
from formengine.i18n import gettext as _
from formengine.planning import PAUSING
from formengine.registers.calendars import public_calendar
from submissions.calendar import Calendar
from submissions.clock import Limit, due

HOURS_A_DAY = 8
# Working hours of a unit, at least.
A_UNIT = {"working_hours": 1, "working_days": HOURS_A_DAY, "days": HOURS_A_DAY, "months": 20 * HOURS_A_DAY}


def prove(source: bytes) -> tuple[Definition | None, list[Problem], list[Problem]]:
    """(definition, problems, warnings) of a definition's bytes, its examples run on the country's calendar.

    A problem forbids publishing; a warning wants to be acknowledged with a reason.
    """
    try:
        definition = load_definition(source)
    except DefinitionError as error:
        return None, list(error.problems), []
    calendar = public_calendar()
    problems = example_problems(definition, calendar.working_days_between) + _window_problems(definition, calendar.zone)
    for place, example in enumerate(definition.examples):
        problems += _due_problems(definition, example, f"/examples/{place}/expect/due", calendar)
    return definition, problems, [*definition.warnings, *_path_warnings(definition), *_answer_warnings(definition)]


def _window_problems(definition: Definition, zone: str) -> list[Problem]:
    """Where the days on which submissions are taken are no days, none that can be set, or the wrong way round."""
    named = [(key, definition.clock.get(key, "")) for key in ("opens", "closes")]
    unknown = [
        Problem(f"/clock/{key}", "setting", _("There is no setting “%(name)s”.", name=written.removeprefix(SETTING)))
        for key, written in named
        if written.startswith(SETTING) and written.removeprefix(SETTING) not in definition.settings
    ]
    try:
        window = window_of(definition, definition.setting_values(), zone)
    except ValueError:
        return [*unknown, Problem("/clock", "opens", _("Write days that exist as 2026-06-01 or 2026-06-01T07:00."))]
    if window.opens and window.closes and window.closes <= window.opens:
        return [*unknown, Problem("/clock/closes", "closes", _("It closes before it opens."))]
    return unknown


def _answer_warnings(definition: Definition) -> list[Problem]:
    """Where a desk may take longer to answer an online filing than the hours that the clock allows for it."""
    allowed = definition.clock.get("answer", {}).get("working_hours", HOURS_A_DAY)
    found = {}
    for example in definition.examples:
        made = {**_plain_case(definition, example), "filing": {**example.filing, "channel": "online"}}
        for place, stage in enumerate(definition.route):
            for number, step in enumerate(stage.steps):
                limit = definition.resolve_limit(step.limit, made) if step.act == "accept" else None
                hours = limit["amount"] * A_UNIT[limit["unit"]] if limit else 0
                if hours > allowed:
                    message = _("An online filing is answered within %(n)s working hours.", n=allowed)
                    pointer = f"/route/{place}/steps/{number}/limit"
                    found[pointer] = Problem(pointer, "answer", message)
    return list(found.values())


def _plain_case(definition: Definition, example: Example) -> dict[str, Any]:
    return {"document": dict(example.document), "forms": {}, "settings": definition.setting_values(), "case": ""}


def _case_object(definition: Definition, example: Example, calendar: Calendar) -> dict[str, Any]:
    day = datetime.fromisoformat(str(example.filing["at"])).date() if "at" in example.filing else date.today()
    document = definition.form().compute(
        dict(example.document), day, filed_on=day, working_days=calendar.working_days_between
    )
    made: dict[str, Any] = {
        "document": document,
        "forms": dict(example.forms),
        "filing": dict(example.filing),
        "settings": definition.setting_values(),
    }
    made["case"] = definition.find_case(made).case if definition.cases else ""
    return made


def _due_problems(definition: Definition, example: Example, pointer: str, calendar: Calendar) -> list[Problem]:
    expected = example.expect.get("due")
    if "due" not in example.expect or "at" not in example.filing:
        return []
    found = due_of(definition, example, calendar)
    text = found.isoformat() if found else None
    if text == expected:
        return []
    return [Problem(pointer, "expect", _("Expected %(expected)s, found %(found)s.", expected=expected, found=text))]


def due_of(definition: Definition, example: Example, calendar: Calendar) -> date | None:
    """The appointment of an example that is accepted at the instant of its filing; None where there is none."""
    made = _case_object(definition, example, calendar)
    if not definition.cases:
        return None
    case = definition.find_case(made)
    limit = definition.resolve_limit(case.time_limit, made)
    if limit is None or case.no_appointment:
        return None
    at = datetime.fromisoformat(str(example.filing["at"])).astimezone(UTC)
    counted = Limit(limit["amount"], limit["unit"], limit["from"])
    return calendar.local(due(counted, at, calendar, definition.cut_off(made["settings"])).at).date()


def _path_warnings(definition: Definition) -> list[Problem]:
    """One warning per case whose steps, without the applicant's, need longer than the legal limit allows."""
    calendar = public_calendar()
    worst: dict[str, Problem] = {}
    for example in definition.examples:
        if problem := _path_warning(definition, example, calendar):
            worst.setdefault(problem.pointer, problem)
    return list(worst.values())


def _path_warning(definition: Definition, example: Example, calendar: Calendar) -> Problem | None:
    if not definition.cases or "at" not in example.filing:
        return None
    made = _case_object(definition, example, calendar)
    case = definition.find_case(made)
    legal = definition.resolve_limit(case.time_limit, made)
    if legal is None:
        return None
    start = calendar.opening(calendar.this_or_next_working_day(date(2026, 3, 2)))
    end = _path_end(definition, definition.active_route(made), made, start, calendar)
    allowed = due(Limit(legal["amount"], legal["unit"]), start, calendar).at
    if end <= allowed:
        return None
    late = calendar.worked(allowed, end) / timedelta(hours=HOURS_A_DAY)
    place = next(n for n, one in enumerate(definition.cases) if one.case == case.case)
    message = _(
        "The steps of the case “%(case)s” may together take %(days)s working days longer than its time limit.",
        case=case.case,
        days=f"{late:.1f}",
    )
    return Problem(f"/cases/{place}/time_limit", "critical-path", message)


def _path_end(
    definition: Definition, route: tuple[ActiveStage, ...], made: dict[str, Any], start: datetime, calendar: Calendar
) -> datetime:
    """When the slowest way through the route ends; the time of intake and of steps that stop the clock is left out."""
    at, ended = start, {"accepted": start, "filed": start}
    for stage in route:
        ends = [at]
        for step in stage.steps:
            limit = definition.resolve_limit(step.limit, made)
            if step.act == "accept" or step.who == "applicant" or step.clock in PAUSING or limit is None:
                ended[step.step] = at
                continue
            begin = ended.get(limit["from"], at)
            ended[step.step] = max(at, due(Limit(limit["amount"], limit["unit"]), begin, calendar).at)
            ends.append(ended[step.step])
        at = max(ends)
    return at
