"""How a submission moves on by itself: the plan asked for anew, stages opened and closed, the clock held and started.

Pure: what needs a definition, a register or a counter is asked of the `Office` that the caller brings.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from typing import Protocol

from submissions import events as e
from submissions import handovers as h
from submissions.clock import Limit, Resume
from submissions.plan import Plan, PlannedStage, PlannedStep, WarnRule, plan_to_json
from submissions.submission import Submission
from submissions.timing import Calendars, Timing


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the definition says of the submission as it now stands.

    resume: how the clock goes on after a supplement; no_answer: "stop" where an unanswered one ends the handling;
    warn: who is told that a task is nearly due or overdue.
    """

    case: str
    plan: Plan
    limit: Limit | None
    cut_off: time | None
    resume: Resume = "shift"
    no_answer: str = ""
    warn: WarnRule | None = None


class Office(Calendars, Protocol):
    """What acting needs from the house around it."""

    def ruling(self, submission: Submission) -> Ruling: ...

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued: ...

    def supplements_allowed(self, submission: Submission) -> int: ...


class Progress(Timing):
    """One unit of work on one submission: collects events, and those that follow from them by themselves."""

    office: Office

    def replan(self, because: str) -> None:
        """Ask for the plan anew and record it where it changed."""
        ruling = self.office.ruling(self.submission)
        ruling = replace(ruling, plan=_with_place(ruling.plan, self.submission))
        if ruling == _ruling_of(self.submission):
            return
        self.add(
            e.Planned(
                case=ruling.case,
                because=because,
                limit=asdict(ruling.limit) if ruling.limit else None,
                cut_off=ruling.cut_off.isoformat("minutes") if ruling.cut_off else "",
                stages=plan_to_json(ruling.plan),
                resume=ruling.resume,
                no_answer=ruling.no_answer,
                warn=asdict(ruling.warn) if ruling.warn else None,
            )
        )

    def progress(self) -> None:
        """Open what can be opened, until the plan waits for somebody or is over."""
        while not self.submission.waits_for_supplement and self.submission.outcome not in STOPPED:
            stage = self.submission.plan.stage(self.submission.stage)
            if stage is not None and not self._fulfilled(stage):
                self._drop_replanned(stage)
                self._open(stage)
                return
            if stage is not None:
                self.drop(stage, "join")
            if self.submission.delivered_at and not self.submission.is_concluded:
                self.add(e.Concluded(outcome=self.submission.decided or "approve"))
            following = self._following()
            if following is None:
                if not self.submission.is_concluded:
                    self.add(e.Concluded(outcome=self.submission.decided or "approve"))
                return
            self._open(following)

    def _following(self) -> PlannedStage | None:
        stage = self.submission.plan.after(self.submission.stage)
        if self.submission.decided != "refuse" or self.submission.delivered_at:
            return stage
        while stage is not None and not any(step.act == "deliver_result" for step in stage.steps):
            stage = self.submission.plan.after(stage.stage)
        return stage

    def _fulfilled(self, stage: PlannedStage) -> bool:
        if self.submission.decided == "refuse" and any(step.act == "decide" for step in stage.steps):
            return True
        tasks = [self.submission.task_now(step.key) for step in stage.steps]
        return sum(task is not None and task.state == "done" for task in tasks) >= stage.needed()

    def _open(self, stage: PlannedStage) -> None:
        for step in stage.steps:
            task = self.submission.task_now(step.key) if self.submission.stage == stage.stage else None
            if task is None or task.state == "dropped":
                self._open_task(step)

    def _drop_replanned(self, stage: PlannedStage) -> None:
        """Take back tasks of steps that the plan no longer holds, as after a supplement that changed the case."""
        keys = {step.key for step in stage.steps}
        for task in self.submission.open_tasks():
            if task.stage == stage.stage and task.key not in keys:
                self.add(e.TaskDropped(task=task.id, because="replanned"))

    def _open_task(self, step: PlannedStep) -> None:
        turn = self.submission.rounds.get(step.key, 0) + 1
        self.add(e.TaskOpened(task=f"{step.key}~{turn}", key=step.key, **self.opened(step)))

    def drop(self, stage: PlannedStage | None, because: str) -> None:
        for task in self.submission.open_tasks():
            if stage is None or task.stage == stage.stage:
                self.add(e.TaskDropped(task=task.id, because=because))

    def issue(self, paper: str, agency: str, signer: str | None = None) -> None:
        by = self.actor.person if signer is None else signer
        self.add(self.office.paper(self.submission, paper, agency, by, self.at))

    def stop(self, stopped: h.Stopped) -> None:
        """End the handling without a decision, with notice to the applicant."""
        self.add(stopped)
        self.issue("stop_notice", self.submission.receiving, signer=None if self.actor.person else "")
        self.drop(None, "stopped")
        self.add(e.Concluded(outcome="stopped"))

    def go_on(self, because: str) -> None:
        self.replan(because)
        self.progress()


def _ruling_of(known: Submission) -> Ruling:
    return Ruling(known.case, known.plan, known.limit, known.cut_off, known.resume, known.no_answer, known.warn)


STOPPED = ("not_accepted", "withdrawn", "stopped")


def _with_place(plan: Plan, submission: Submission) -> Plan:
    """`plan` with the present stage kept as an empty one where its condition ceased to hold: handling goes on after it.

    Without it nobody could tell which stage comes next.
    """
    here, names = submission.stage, {stage.stage for stage in plan.stages}
    if not here or here in names:
        return plan
    known = [stage.stage for stage in submission.plan.stages]
    before = known[: known.index(here)] if here in known else []
    place = max((i + 1 for i, stage in enumerate(plan.stages) if stage.stage in before), default=0)
    return Plan((*plan.stages[:place], PlannedStage(here, ()), *plan.stages[place:]))
