"""What stands whatever becomes of the last act, and what the applicant's side is told of it."""

from datetime import timedelta

import pytest

from submissions.folding import fold
from submissions.refusal import Refused
from submissions.undoing import pending, settled


def accepted(build):
    return build.Story(build.Office()).later(hours=1).act("receptionist", "accept", "accept")


def test_an_act_is_pending_for_its_minute_and_stands_then(build) -> None:
    told = accepted(build)
    first = next(entry.seq for entry in told.log if type(entry.event).__name__ == "Accepted")
    for seconds, open_still in ((0, True), (59, True), (60, False), (3600, False), (-59, True), (-60, False)):
        last = pending(told.submission, told.at + timedelta(seconds=seconds))
        assert (last is not None) == open_still, seconds
        assert last is None or last.first == first


def test_what_stands_is_the_log_before_it(build) -> None:
    told = build.Story(build.Office())
    before = fold(told.log)
    told.later(hours=1).act("receptionist", "accept", "accept")
    seen = settled(told.submission, told.at)
    assert (seen.seq, seen.head, seen.tasks, seen.due) == (before.seq, before.head, before.tasks, None)
    assert seen.ledger.stretches == before.ledger.stretches
    assert settled(told.submission, told.at + timedelta(minutes=1)) is told.submission


def test_what_was_acted_on_stands_at_once_and_only_the_last_act_is_pending(build) -> None:
    told = accepted(build).act("officer", "propose", "examine", outcome="approve")
    seen = settled(told.submission, told.at)
    assert seen.accepted_at == told.at and [task.key for task in seen.open_tasks()] == ["examine"]
    told.act("leader", "decide", "decide", outcome="approve")
    seen = settled(told.submission, told.at)
    assert not seen.decided and [task.key for task in seen.open_tasks()] == ["decide"]


def test_what_was_taken_back_is_not_pending_and_what_was_before_it_stands(build) -> None:
    from submissions.acting import Acting
    from submissions.deeds_beside import undo

    told = accepted(build).act("officer", "propose", "examine", outcome="approve")
    work = Acting(told.submission, build.people["officer"], told.at, told.office)
    undo(work)
    assert pending(told.submission, told.at) is None
    assert settled(told.submission, told.at).accepted_at == told.at


def test_an_applicants_act_is_not_pending(build) -> None:
    told = build.Story(build.Office()).act("citizen", "withdraw")
    assert pending(told.submission, told.at) is None


def test_handing_out_ends_the_minute(build) -> None:
    told = accepted(build)
    paper = max(entry.seq for entry in told.log if type(entry.event).__name__ == "PaperIssued")
    told.act("receptionist", "hand_out", paper=paper)
    assert pending(told.submission, told.at) is None
    assert settled(told.submission, told.at).accepted_at == told.at
    with pytest.raises(Refused, match="not_now"):
        told.act("receptionist", "hand_out", paper=paper)


def test_only_a_paper_that_may_be_taken_back_is_handed_out_so(build) -> None:
    told = build.Story(build.Office())
    with pytest.raises(Refused, match="not_now"):
        told.act("receptionist", "hand_out", paper=told.submission.seq)
    told.later(hours=1).act("receptionist", "accept", "accept")
    with pytest.raises(Refused, match="unknown_paper"):
        told.act("receptionist", "hand_out", paper=1)
    with pytest.raises(Refused, match="applicant_may_not_act"):
        told.act("citizen", "hand_out", paper=told.submission.seq)
    paper = max(entry.seq for entry in told.log if type(entry.event).__name__ == "PaperIssued")
    told.later(minutes=1)
    with pytest.raises(Refused, match="not_now"):
        told.act("receptionist", "hand_out", paper=paper)


def test_the_applicant_is_put_off_only_where_what_is_pending_forbids_it(build) -> None:
    from submissions.acting import Acting, Command

    told = accepted(build).act("officer", "propose", "examine", outcome="approve").later(minutes=2)
    told.act("leader", "decide", "decide", outcome="approve")
    with pytest.raises(Refused, match="being_handled"):
        Acting(told.submission, build.people["citizen"], told.at, told.office).perform(Command("withdraw"))
    with pytest.raises(Refused, match="not_now"):  # not possible on what is shown either
        work = Acting(told.submission, build.people["citizen"], told.at, told.office)
        work.perform(Command("supplement", document=build.ref("answers", 2)))
    with pytest.raises(Refused, match="not_now"):  # the desk is told what is the case
        Acting(told.submission, build.people["receptionist"], told.at, told.office).perform(Command("withdraw"))
