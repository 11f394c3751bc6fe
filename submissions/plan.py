"""The plan of a submission: the stages and steps that its route, its answers and its officials' choices gave.

Stages follow one another; inside a stage steps run side by side and a join rule says when the stage is over.
Such a plan cannot deadlock. A plan is made by the caller (it needs the definition and the registers) and
kept in the log as plain values; here it is only read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from submissions.clock import Limit

Join = Literal["all", "any"] | int


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One agency's (or the applicant's) step.

    key: the step's name, with "@<agency id>" where an official chose several agencies; agency: agency id, empty for
    the applicant; sees: the pointers this agency may see, None for all; signs: outcome -> paper; chooses: types of
    agencies that may be chosen here, with least and most; pauses_clock: the legal clock stands while it is open;
    financial: because a financial duty is set or met (a tax office's step, or the applicant's);
    opens: the procedure of which the step opens a submission; no_wait: without waiting for its end.
    """

    key: str
    step: str
    act: str
    who: Literal["official", "applicant"] = "official"
    agency: str = ""
    role: str = ""
    limit: Limit | None = None
    on_silence: str = ""
    step_form: str = ""
    sees: tuple[str, ...] | None = None
    signs: dict[str, str] = field(default_factory=dict)
    chooses: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    pauses_clock: bool = False
    financial: bool = False
    opens: str = ""
    no_wait: bool = False

    @property
    def is_payment(self) -> bool:
        """Whether the applicant's financial duty is set or met here."""
        return self.financial or self.act == "pay"


@dataclass(frozen=True, slots=True)
class WarnRule:
    """Who is told that a task is nearly due (`hours` of office time before its deadline, at most half of its limit) or
    overdue: the head of the step's agency, by a task, by a letter, or both.
    """

    hours: int
    task: bool = True
    letter: bool = True


@dataclass(frozen=True, slots=True)
class PlannedStage:
    stage: str
    steps: tuple[PlannedStep, ...]
    join: Join = "all"

    def needed(self) -> int:
        """How many of the steps must be done before the next stage opens."""
        if self.join == "all":
            return len(self.steps)
        return min(1 if self.join == "any" else self.join, len(self.steps))


@dataclass(frozen=True, slots=True)
class Plan:
    stages: tuple[PlannedStage, ...] = ()

    def steps(self) -> Iterator[PlannedStep]:
        for stage in self.stages:
            yield from stage.steps

    def stage(self, name: str) -> PlannedStage | None:
        return next((stage for stage in self.stages if stage.stage == name), None)

    def step(self, key: str) -> PlannedStep:
        return next(step for step in self.steps() if step.key == key)

    def stage_of(self, key: str) -> str:
        return next(stage.stage for stage in self.stages for step in stage.steps if step.key == key)

    def after(self, name: str) -> PlannedStage | None:
        """The stage with steps that follows the stage `name`; the first one for an empty name."""
        passed = not name
        for stage in self.stages:
            if passed and stage.steps:
                return stage
            passed = passed or stage.stage == name
        return None


def plan_to_json(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"stage": stage.stage, "steps": [_compact(step) for step in stage.steps], "join": stage.join}
        for stage in plan.stages
    ]


def plan_from_json(stages: list[dict[str, Any]]) -> Plan:
    return Plan(tuple(_stage(stage) for stage in stages))


# What a step need not say; seeing nothing is not the same as seeing everything and is said.
_ABSENT: tuple[object, ...] = ("", None, (), {}, 0, False)


def _compact(step: PlannedStep) -> dict[str, Any]:
    said = {item.name: getattr(step, item.name) for item in fields(step)}
    if step.limit is not None:
        said["limit"] = {item.name: getattr(step.limit, item.name) for item in fields(step.limit)}
    return {
        name: value for name, value in said.items() if value not in _ABSENT or (name == "sees" and value is not None)
    }


def _stage(stage: dict[str, Any]) -> PlannedStage:
    return PlannedStage(stage["stage"], tuple(_step(step) for step in stage["steps"]), stage["join"])


def _step(step: dict[str, Any]) -> PlannedStep:
    values = dict(step)
    if "limit" in values:
        values["limit"] = Limit(**values["limit"])
    for name in ("sees", "chooses"):
        if name in values:
            values[name] = tuple(values[name])
    return PlannedStep(**values)
