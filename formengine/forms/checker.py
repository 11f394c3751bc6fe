"""Every problem of a definition, each with its place and what to do about it."""

from typing import Any

from formengine.forms import strict_json
from formengine.forms.checks.drawing import drawing_problems
from formengine.forms.checks.formulas import formula_problems
from formengine.forms.checks.hopeless import hopeless_problems
from formengine.forms.checks.lookalikes import lookalike_problems
from formengine.forms.checks.places import place_problems
from formengine.forms.checks.route import route_problems
from formengine.forms.checks.schemas import schema_problems
from formengine.forms.checks.texts import text_problems
from formengine.forms.meta import meta_problems
from formengine.forms.problems import DefinitionError, Problem

WARNINGS = frozenset({"translation", "unused", "confusable", "unplaced"})


def check_definition(source: bytes) -> list[Problem]:
    """All problems of a definition's bytes; empty when it may be published. Warnings are not among them."""
    from formengine.forms.loading import bundled_source

    try:
        bundled, _bytes = bundled_source(strict_json.parse(source), source)
        return split(find_problems(bundled))[0]
    except DefinitionError as error:
        return list(error.problems)


def definition_warnings(source: bytes) -> list[Problem]:
    """What a publisher should look at, though it may be published so: missing translations, answers never asked."""
    from formengine.forms.loading import bundled_source

    try:
        bundled, _bytes = bundled_source(strict_json.parse(source), source)
        return split(find_problems(bundled))[1]
    except DefinitionError:
        return []


def split(found: list[Problem]) -> tuple[list[Problem], list[Problem]]:
    """(problems, warnings)."""
    problems = [problem for problem in found if problem.keyword not in WARNINGS]
    return problems, [problem for problem in found if problem.keyword in WARNINGS]


def find_problems(data: dict[str, Any]) -> list[Problem]:
    """Problems and warnings of a bundled definition: the shape first, what stands in it only when that is right."""
    problems = meta_problems(data)
    if not problems:
        problems = schema_problems(data)
    if not split(problems)[0]:
        problems += drawing_problems(data)
    if not split(problems)[0]:
        for look in (place_problems, route_problems, formula_problems, text_problems, lookalike_problems):
            problems += look(data)
    if not split(problems)[0]:
        problems += hopeless_problems(data)
    return list(dict.fromkeys(problems))
