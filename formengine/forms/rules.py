"""Rules and computed values of a form: CEL over the document, its numbers typed as the schema says."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from formengine.forms.conditions import Condition, compile_when
from formengine.forms.expressions import UNANSWERED, Scope, WorkingDays, functions_for, paths_in
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
    """What must hold between answers, told at `pointer` where it does not; `when` is `condition`, compiled."""

    pointer: str
    text: str
    message: str
    when: Condition
    condition: tuple[Any, ...] = ()

    @classmethod
    def of(cls, rule: Mapping[str, Any], translate: Callable[[str], str]) -> "Rule":
        when = rule.get("when")
        return cls(rule["at"], rule["assert"], translate(rule["message"]), compile_when(when), tuple(when or ()))


@dataclass(frozen=True)
class Arithmetic:
    """The rules and computed values of one form."""

    root: Node
    locale: str
    computed: Sequence[Computed]
    rules: Sequence[Rule]

    @cached_property
    def _ordered(self) -> list[Computed]:
        return in_order(self.computed)

    def compute(
        self, document: Any, today: date, settings: Mapping[str, Any], filed_on: date | None, working_days: WorkingDays
    ) -> None:
        """Write every computed value into `document`; one that looks at an absent value becomes absent."""
        functions = functions_for(self.locale, working_days)
        for item in self._ordered:
            variables = self._variables(document, today, settings, filed_on)
            scope = Scope(variables, functions)
            for place in expand(document, item.pointer):
                self._compute_one(document, item, place, scope, variables["doc"])

    def copied(self, source: Any, target: Any) -> Any:
        """`target` with the computed values of `source`."""
        if not self.computed:
            return target
        made = copy.deepcopy(target)
        for item in self.computed:
            for place in expand(source, item.pointer):
                value = follow(source, place)
                if value is ABSENT:
                    drop(made, place)
                elif follow(made, place[:-1]) is not ABSENT:
                    put(made, place, value)
        return made

    def _compute_one(self, document: Any, item: Computed, place: list[str], scope: Scope, typed_document: Any) -> None:
        value = _value(scope, item.text, _row(typed_document, item.pointer, place))
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
        scope = Scope(variables, functions)
        problems = []
        for rule in self.rules:
            if not rule.when(document):
                continue
            for place in expand(document, rule.pointer):
                held = _value(scope, rule.text, _row(variables["doc"], rule.pointer, place))
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


def _value(scope: Scope, text: str, here: Mapping[str, Any]) -> Any:
    """The value of an expression; ABSENT where it looks at something absent or at text that is no such value."""
    try:
        return scope.value(text, here)
    except UNANSWERED:
        return ABSENT


def looks_at(text: str, pointer: str, other: str) -> bool:
    """Whether the expression `text`, which makes or judges `pointer`, looks at the value at `other` or into it."""
    row = pointer.split("/")[1:]
    base = row[: len(row) - row[::-1].index("*")] if "*" in row else []
    there = other.split("/")[1:]
    for variable, names in paths_in(text):
        seen = [*(base if variable == "row" else ()), *names]
        if variable != "settings" and all(
            one in (two, "*") or two == "*" for one, two in zip(seen, there, strict=False)
        ):
            return True
    return False


def in_order(computed: Sequence[Computed]) -> list[Computed]:
    """Each after those it is made from; what goes in a circle stays as written."""
    waiting, done = list(computed), []
    while waiting:
        ready = [
            item
            for item in waiting
            if not any(looks_at(item.text, item.pointer, other.pointer) for other in waiting if other is not item)
        ]
        done += ready or waiting
        waiting = [item for item in waiting if item not in ready] if ready else []
    return done


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
