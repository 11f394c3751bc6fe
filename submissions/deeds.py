"""The usual way: what each act of reception, judging, supplement and delivery records."""

from datetime import datetime

from submissions import events as e
from submissions import handovers as h
from submissions.chain import DocumentRef
from submissions.command import Command
from submissions.progress import Progress
from submissions.refusal import Refused
from submissions.submission import Task
from submissions.timing import text_of


def accept(work: Progress, command: Command, task: Task) -> None:
    due, calendar = "", ""
    if work.submission.clock_started_at is None:
        work.replan("Accepted")  # the rules of the day on which it is accepted
        due, calendar = work.started()
    work.add(e.Accepted(task=task.id, due=due, calendar=calendar, document=command.document))
    work.issue("receipt", task.step.agency)
    work.go_on("Accepted")


def refuse_to_accept(work: Progress, command: Command, task: Task) -> None:
    assert command.reason is not None
    work.add(e.RefusedToAccept(task=task.id, reason=command.reason))
    work.issue("refusal", task.step.agency)
    work.drop(None, "refused")
    work.add(e.Concluded(outcome="not_accepted"))


def request_supplement(work: Progress, command: Command, task: Task) -> None:
    assert command.reason is not None
    submission = work.submission
    asked = sum(request.phase == submission.phase for request in submission.supplements)
    if asked >= (allowed := work.office.supplements_allowed(submission)):
        raise Refused("too_many_supplements", allowed=allowed)
    if work.office.supplement_needs_head(submission) and task.step.role != "leader":
        work.demand_repeat(h.SupplementDrafted)
        work.add(h.SupplementDrafted(task=task.id, reason=command.reason, due=text_of(command.due)))
    else:
        _ask(work, task, command.reason, command.due)


def approve_supplement(work: Progress, command: Command, task: Task) -> None:
    assert task.request is not None
    if command.outcome == "decline":
        assert command.reason is not None
        work.add(h.SupplementDeclined(task=task.id, reason=command.reason))
    else:
        _ask(work, task, task.request.reason, task.request.due)


def _ask(work: Progress, task: Task, reason: DocumentRef, due: datetime | None) -> None:
    work.add(e.SupplementRequested(task=task.id, phase=work.submission.phase, reason=reason, due=text_of(due)))
    work.issue("supplement_request", work.submission.receiving)


def supplement(work: Progress, command: Command, task: Task | None) -> None:
    assert command.document is not None
    submission = work.submission
    anew = submission.resume == "anew" and submission.clock_started_at is not None
    moves = submission.held == ("supplement",) and not anew
    due = text_of(work.moved_due() if moves else submission.due)
    work.add(e.Supplemented(document=command.document, files=command.files, waived=command.waived, due=due))
    work.resume_clock()
    if anew:
        work.drop(None, "anew")
        work.count_anew()
    work.go_on("Supplemented")


def claim(work: Progress, command: Command, task: Task) -> None:
    work.add(e.Claimed(task=task.id, person=work.actor.person))


def release(work: Progress, command: Command, task: Task) -> None:
    work.add(e.Released(task=task.id))


def opine(work: Progress, command: Command, task: Task) -> None:
    work.add(e.Opined(task=task.id, opinion=command.outcome, document=command.document, reason=command.reason))
    work.go_on("Opined")


def choose_agencies(work: Progress, command: Command, task: Task) -> None:
    chosen = tuple(dict.fromkeys(command.agencies))
    if len(chosen) < task.step.least:
        raise Refused("too_few_agencies", least=task.step.least)
    if task.step.most and len(chosen) > task.step.most:
        raise Refused("too_many_agencies", most=task.step.most)
    work.add(e.AgenciesChosen(task=task.id, agencies=chosen, document=command.document))
    work.go_on("AgenciesChosen")


def propose(work: Progress, command: Command, task: Task) -> None:
    work.add(e.Proposed(task=task.id, proposal=command.outcome, document=command.document, reason=command.reason))
    work.go_on("Proposed")


def decide(work: Progress, command: Command, task: Task) -> None:
    current = work.submission.answers
    if current is not None and command.answers != current.version:
        raise Refused("document_changed", version=current.version)
    work.add(
        e.Decided(
            task=task.id,
            outcome=command.outcome,
            answers=command.answers,
            document=command.document,
            reason=command.reason,
        )
    )
    if paper := task.step.signs.get(command.outcome):
        work.issue(paper, task.step.agency)
    work.go_on("Decided")


def sign(work: Progress, command: Command, task: Task) -> None:
    paper = task.step.signs.get(work.submission.decided)
    if paper is None:
        raise Refused("not_now")
    work.add(h.Signed(task=task.id, document=command.document))
    work.issue(paper, task.step.agency)
    work.go_on("Signed")


def send_back(work: Progress, command: Command, task: Task) -> None:
    assert command.reason is not None
    names = [stage.stage for stage in work.submission.plan.stages]
    been = {each.stage for each in work.submission.tasks.values()}
    earlier = names[: names.index(task.stage)] if task.stage in names else []
    if command.stage not in been or command.stage not in earlier:
        raise Refused("unknown_stage")
    work.demand_repeat(e.SentBack)
    work.add(e.SentBack(task=task.id, stage=command.stage, reason=command.reason))
    work.drop(None, "sent_back")
    work.go_on("SentBack")


def deliver(work: Progress, command: Command, task: Task) -> None:
    work.add(e.Delivered(task=task.id, manner=command.outcome, document=command.document))
    work.go_on("Delivered")


def confirm_draft(work: Progress, command: Command, task: Task) -> None:
    confirmed = command.outcome == "confirmed"
    work.add(e.DraftConfirmed(task=task.id, confirmed=confirmed, document=command.reason))
    work.go_on("DraftConfirmed")


def rate(work: Progress, command: Command, task: Task) -> None:
    if not 1 <= command.score <= 5:
        raise Refused("outcome_unknown")
    work.add(e.Rated(task=task.id, score=command.score, document=command.document))
    work.go_on("Rated")


def withdraw(work: Progress, command: Command, task: Task | None) -> None:
    work.add(e.Withdrawn(reason=command.reason))
    work.drop(None, "withdrawn")
    work.add(e.Concluded(outcome="withdrawn"))


def attend(work: Progress, command: Command, task: Task) -> None:
    work.add(e.Attended(task=task.id))
