"""Acting on a submission: a command becomes events, or is refused; then the plan moves on (`submissions.progress`)."""

from collections.abc import Callable

from submissions import deeds, deeds_beside
from submissions import events as e
from submissions import handovers as h
from submissions.acts import ACTS, in_whose_place
from submissions.capacities import demand_free_to_pass_on
from submissions.chain import DocumentRef, Recorded
from submissions.command import Command
from submissions.progress import Progress
from submissions.refusal import Refused
from submissions.submission import Task
from submissions.undoing import demand_as_seen, pending


class Acting(Progress):
    """Filing, one command, or what happened elsewhere: once, on the submission as it stands."""

    def file(self, submitted: e.Submitted) -> list[Recorded]:
        """The first events of a submission: filed, planned, its first tasks, its acknowledgement."""
        self.add(submitted)
        self.replan("Submitted")
        if submitted.starts == "filed":
            self.start_clock()
        self.progress()
        self.issue("receipt", submitted.receiving, signer="")
        return self.log

    def perform(self, command: Command) -> list[Recorded]:
        """The events of `command`; raises Refused and leaves nothing behind when it is not possible now."""
        task = self._task(command.task)
        act = demand_as_seen(self.submission, self.actor, command.act, task, self.at)
        if act.outcomes and command.outcome not in act.outcomes:
            raise Refused("outcome_unknown")
        if command.reason is None and ("reason" in act.needs or command.outcome in act.reason_for):
            raise Refused("reason_missing")
        if place := in_whose_place(self.submission, self.actor, act, task):
            person, delegation = place
            self.add(h.ActedFor(person=person, delegation=delegation))
        _DEEDS[command.act](self, command, task)
        self.resume_clock()
        return self.log

    def child_ended(self, task_id: str, child: str, outcome: str) -> list[Recorded]:
        """The submission `child` that a step had opened came to its end; nothing where this one ended before."""
        if self.submission.is_concluded or child not in self.submission.children:
            return []
        self.add(h.ChildEnded(task=task_id, submission=child, outcome=outcome))
        self.go_on("ChildEnded")
        self.resume_clock()
        return self.log

    def succeed(self, ended: str, successor: str, reason: DocumentRef | None = None) -> list[Recorded]:
        """What the agency `ended` has in hand here passes to `successor`: it is no more, or, where somebody and not
        time decides that, it cannot do it for the `reason` given. Raises Refused.
        """
        if self.actor.kind == "person":
            demand_free_to_pass_on(self.submission, self.actor)
            if reason is None:
                raise Refused("reason_missing")
        held = {self.submission.receiving, self.submission.competent}
        held |= {task.step.agency for task in self.submission.open_tasks()}
        if self.submission.is_concluded or ended not in held:
            return []
        self.add(h.AgencySucceeded(ended=ended, successor=successor, reason=reason))
        self.replan("AgencySucceeded")
        return self.log

    def free_tasks(self) -> list[Recorded]:
        """Tasks taken by who can do them no longer are everybody's again; not while an act may still be taken back."""
        if pending(self.submission, self.at) is None:
            for task in [*self.submission.open_tasks(), *self.submission.warnings()]:
                if task.assignee and deeds_beside.bar_to_having(self, task.assignee, task):
                    self.add(e.Released(task=task.id))
        return self.log

    def _task(self, task_id: str) -> Task | None:
        if not task_id:
            return None
        task = self.submission.tasks.get(task_id)
        if task is None:
            raise Refused("not_now")
        return task


_DEEDS: dict[str, Callable[..., None]] = {
    "accept": deeds.accept,
    "refuse_to_accept": deeds.refuse_to_accept,
    "return_to_opener": deeds_beside.return_to_opener,
    "transfer": deeds_beside.transfer,
    "claim": deeds.claim,
    "release": deeds.release,
    "assign": deeds_beside.assign,
    "reassign": deeds_beside.assign,
    "recuse": deeds_beside.recuse,
    "opine": deeds.opine,
    "choose_agencies": deeds.choose_agencies,
    "propose": deeds.propose,
    "decide": deeds.decide,
    "sign": deeds.sign,
    "send_back": deeds.send_back,
    "request_supplement": deeds.request_supplement,
    "approve_supplement": deeds.approve_supplement,
    "supplement": deeds.supplement,
    "confirm_draft": deeds.confirm_draft,
    "rate": deeds.rate,
    "withdraw": deeds.withdraw,
    "set_fee": deeds_beside.set_fee,
    "demand_payment": deeds_beside.demand_payment,
    "record_payment": deeds_beside.record_payment,
    "suspend": deeds_beside.suspend,
    "resume": deeds_beside.resume,
    "extend": deeds_beside.extend,
    "stop": deeds_beside.stop,
    "send_again": deeds_beside.send_again,
    "go_on_without": deeds_beside.go_on_without,
    "deliver_result": deeds.deliver,
    "attend": deeds.attend,
    "correct_result": deeds_beside.correct_result,
    "hand_out": deeds_beside.hand_out,
}

if missing := set(ACTS) ^ set(_DEEDS):
    raise TypeError(f"acts in one table only: {sorted(missing)}")

__all__ = ["Acting", "Command"]
