"""A definition's own tests: each example must be valid and lead where it says."""

from datetime import date
from typing import Any

from formengine.forms.definition import Definition, Example
from formengine.forms.expressions import WorkingDays, weekdays_between
from formengine.forms.problems import Problem


def example_problems(definition: Definition, working_days: WorkingDays = weekdays_between) -> list[Problem]:
    """Where the examples of `definition` are invalid or expect another case, other attachments, steps or fees.

    The due date needs the calendar of an installation and is not looked at here.
    """
    found: list[Problem] = []
    for index, example in enumerate(definition.examples):
        found += _of_one(definition, example, f"/examples/{index}", working_days)
    return found


def _of_one(definition: Definition, example: Example, place: str, working_days: WorkingDays) -> list[Problem]:
    form = definition.form()
    day = date.fromisoformat(str(example.filing["at"])[:10]) if "at" in example.filing else date.today()
    document = form.compute(dict(example.document), day, filed_on=day, working_days=working_days)
    problems = [
        Problem(f"{place}/document{problem.pointer}", problem.keyword, problem.message)
        for problem in form.check(document, today=day, filed_on=day, working_days=working_days)
    ]
    case_object: dict[str, Any] = {"document": document, "forms": dict(example.forms), "filing": dict(example.filing)}
    case_object["settings"] = definition.setting_values()
    case_object["case"] = definition.find_case(case_object).case
    found = {
        "case": case_object["case"],
        "attachments": [item.code for item in definition.needed_attachments(case_object)],
        "steps": [step.step for stage in definition.active_route(case_object) for step in stage.steps],
        "fee": sum(charge.amount for charge in definition.fees_due(case_object)),
    }
    for name, value in found.items():
        if name in example.expect and example.expect[name] != value:
            problems.append(
                Problem(
                    f"{place}/expect/{name}", name, f"the example expects {example.expect[name]!r}, it is {value!r}"
                )
            )
    return problems
