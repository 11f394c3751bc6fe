"""Rules and computed values of a form: CEL over the document, its numbers typed as the schema says."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from formengine.forms.conditions import Condition, compile_when
from formengine.forms.expressions import UNANSWERED, WorkingDays, evaluate, functions_for
from formengine.forms.kinds.rows import row_node
from formengine.forms.node import Node
from formengine.forms.pointers import ABSENT, as_index, drop, expand, follow, join_pointer, put
from formengine.forms.problems import Problem


@dataclass(frozen=True)
class Computed:
    """A value made from others; a segment * in the pointer stands for each row."""

    pointer: str
    text: str


@dataclass(frozen=True)
class Rule:
    """What must hold between answers, told at `pointer` where it does not."""

    pointer: str
    text: str
    message: str
    when: Condition

    @classmethod
    def of(cls, rule: Mapping[str, Any], translate: Callable[[str], str]) -> "Rule":
        return cls(rule["at"], rule["assert"], translate(rule["message"]), compile_when(rule.get("when")))


@dataclass(frozen=True)
class Arithmetic:
    """The rules and computed values of one form."""

    root: Node
    locale: str
    computed: Sequence[Computed]
    rules: Sequence[Rule]

    def compute(
        self, document: Any, today: date, settings: Mapping[str, Any], filed_on: date | None, working_days: WorkingDays
    ) -> None:
        """Write every computed value into `document`; one that looks at an absent value becomes absent."""
        functions = functions_for(self.locale, working_days)
        for _pass in range(len(self.computed)):
            before = [follow(document, place) for item in self.computed for place in expand(document, item.pointer)]
            for item in self.computed:
                variables = self._variables(document, today, settings, filed_on)
                for place in expand(document, item.pointer):
                    self._compute_one(document, item, place, variables, functions)
            after = [follow(document, place) for item in self.computed for place in expand(document, item.pointer)]
            if after == before:
                return

    def copied(self, source: Any, target: Any) -> Any:
        """`target` with the computed values of `source`."""
        made = copy.deepcopy(target)
        for item in self.computed:
            for place in expand(source, item.pointer):
                value = follow(source, place)
                if value is ABSENT:
                    drop(made, place)
                elif follow(made, place[:-1]) is not ABSENT:
                    put(made, place, value)
        return made

    def _compute_one(
        self, document: Any, item: Computed, place: list[str], variables: dict[str, Any], functions: Mapping[str, Any]
    ) -> None:
        value = _value(item.text, {**variables, **_row(variables["doc"], item.pointer, place)}, functions)
        parent = follow(document, place[:-1])
        if value is ABSENT:
            drop(document, place)
        elif isinstance(parent, dict) or len(place) == 1:
            put(document, place, int(value) if isinstance(value, float) and value.is_integer() else value)

    def judge(
        self, document: Any, today: date, settings: Mapping[str, Any], filed_on: date | None, working_days: WorkingDays
    ) -> list[Problem]:
        """The rules that do not hold; one that looks at an absent value holds."""
        if not self.rules:
            return []
        functions = functions_for(self.locale, working_days)
        variables = self._variables(document, today, settings, filed_on)
        problems = []
        for rule in self.rules:
            if not rule.when(document):
                continue
            for place in expand(document, rule.pointer):
                held = _value(rule.text, {**variables, **_row(variables["doc"], rule.pointer, place)}, functions)
                if held is False:
                    problems.append(Problem(join_pointer(place), "rule", rule.message))
        return problems

    def _variables(
        self, document: Any, today: date, settings: Mapping[str, Any], filed_on: date | None
    ) -> dict[str, Any]:
        return {
            "doc": typed(self.root, document),
            "today": today.isoformat(),
            "filed_on": (filed_on or today).isoformat(),
            "settings": dict(settings),
        }


def _row(document: Any, pointer: str, place: list[str]) -> dict[str, Any]:
    """`row` and `index` of the innermost row on the way to `place`."""
    if "*" not in pointer.split("/"):
        return {}
    tokens = pointer.split("/")[1:]
    last = max(position for position, name in enumerate(tokens) if name == "*")
    return {"row": follow(document, place[: last + 1]), "index": as_index(place[last]) or 0}


def _value(text: str, variables: Mapping[str, Any], functions: Mapping[str, Any]) -> Any:
    """The value of an expression; ABSENT where it looks at something absent or at text that is no such value."""
    try:
        return evaluate(text, variables, functions)
    except UNANSWERED:
        return ABSENT


def typed(node: Node | None, value: Any) -> Any:
    """`value` with numbers as CEL wants them: doubles where the schema says number, integers where it says integer."""
    if isinstance(value, bool) or node is None:
        return value
    if isinstance(value, int | float):
        types = node.shape.types
        if "number" in types:
            return float(value)
        return int(value) if "integer" in types and float(value).is_integer() else value
    if isinstance(value, dict):
        return {name: typed(node.children.get(name), item) for name, item in value.items()}
    if isinstance(value, list):
        return [typed(row_node(node, index), item) for index, item in enumerate(value)]
    return value
