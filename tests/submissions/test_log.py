"""The chain and the events: what was recorded can be read again, and no link can be changed unseen."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest

from submissions import events as e
from submissions.actors import Actor, Position
from submissions.chain import FIRST, KINDS, DocumentRef, Event, FileRef, body_of, chain_fault, event_from, kind, record
from submissions.clock import Limit
from submissions.folding import fold
from submissions.plan import Plan, PlannedStage, PlannedStep, plan_from_json, plan_to_json

SAMPLES = {
    "Submitted": {"files": (FileRef("f1", "GCS", "d"),), "waived": ("CUTRU",)},
    "Planned": {"limit": {"amount": 3, "unit": "days", "counted_from": "opened"}, "stages": []},
    "Accepted": {"notes": (("received", "2026-03-09", ""), ("due", "2026-03-10", "Tết"))},
    "ClockStarted": {"notes": (("due", "2026-03-10", ""),)},
    "AgenciesChosen": {"agencies": ("a", "b")},
    "Supplemented": {"files": (FileRef("f2", "GCS", "d"),)},
}


def sample(kind: str) -> Event:
    """An event of the kind with every field filled."""
    cls, values = KINDS[kind], {}
    for item in dataclasses.fields(cls):
        if item.name in ("document", "reason"):
            values[item.name] = DocumentRef("answers", 2, "ab" * 32)
        elif item.name in ("files", "agencies", "waived", "notes"):
            values[item.name] = ()
        elif item.name in ("amount", "score", "answers"):
            values[item.name] = 3
        elif item.name in ("confirmed", "filed_by_official"):
            values[item.name] = True
        else:
            values[item.name] = f"{item.name} “đủ” 1"
    return cls(**values | SAMPLES.get(kind, {}))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_event_is_read_as_it_was_written(kind: str) -> None:
    event = sample(kind)
    assert event_from(kind, body_of(event)) == event


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_body_written_before_a_field_was_added_is_still_read(kind: str) -> None:
    body = json.loads(body_of(sample(kind)))
    for item in dataclasses.fields(KINDS[kind]):
        if item.default is not dataclasses.MISSING:
            body.pop(item.name)
    read = event_from(kind, json.dumps(body))
    assert [getattr(read, i.name) == i.default for i in dataclasses.fields(read) if i.name not in body] == [True] * (
        len(dataclasses.fields(read)) - len(body)
    )


def test_an_unknown_kind_is_refused_by_its_name() -> None:
    with pytest.raises(LookupError, match="Vanished"):
        event_from("Vanished", "{}")


def test_a_kind_declared_twice_stops_the_import() -> None:
    with pytest.raises(TypeError, match="Claimed"):
        kind(type("Claimed", (Event,), {}))


def test_no_event_has_room_for_words_of_persons() -> None:
    """Answers, reasons and opinions lie in documents: an event names them, and its other fields are codes and ids."""
    for name_of_kind, cls in KINDS.items():
        names = {item.name for item in dataclasses.fields(cls)}
        assert not names & {"text", "answer", "comment", "body", "name", "content"}, name_of_kind
    assert {item.name for item in dataclasses.fields(DocumentRef)} == {"kind", "version", "digest"}


def test_the_log_of_a_whole_route_verifies(build) -> None:
    assert chain_fault(_handled(build).log) is None


def test_a_change_to_any_field_of_any_link_is_found(build) -> None:
    log = _handled(build).log
    changes = {
        "seq": lambda entry: entry.seq + 1,
        "at": lambda entry: entry.at + timedelta(microseconds=1),
        "actor": lambda entry: "system",
        "person": lambda entry: "somebody",
        "body": lambda entry: entry.body.replace("{", "{ ", 1),
        "prev": lambda entry: "1" * 64,
        "hash": lambda entry: "1" * 64,
        "version": lambda entry: entry.version + 1,
        "event": lambda entry: e.Released(task="other") if not isinstance(entry.event, e.Released) else e.Withdrawn(),
    }
    for place in range(len(log)):
        for name, change in changes.items():
            altered = list(log)
            altered[place] = dataclasses.replace(log[place], **{name: change(log[place])})
            assert chain_fault(altered) == place + 1, (place, name)


def test_a_missing_doubled_or_swapped_link_is_found(build) -> None:
    log = _handled(build).log
    assert chain_fault(log[1:]) == 1
    assert chain_fault(log[:3] + log[4:]) == 4
    assert chain_fault([*log[:3], log[2], *log[3:]]) == 4
    assert chain_fault([log[0], log[2], log[1], *log[3:]]) == 2


def test_a_link_written_by_an_older_version_of_its_kind_still_verifies(build, monkeypatch) -> None:
    log = _handled(build).log
    monkeypatch.setattr(e.Claimed, "version", 2)
    assert any(isinstance(entry.event, e.Claimed) for entry in log)
    assert chain_fault(log) is None
    assert record(e.Claimed(task="t", person="p"), 1, datetime.now(UTC), Actor("clock"), FIRST).version == 2


def test_folding_the_read_log_gives_the_submission_that_acted(build) -> None:
    told = _handled(build)
    read = [dataclasses.replace(x, event=event_from(type(x.event).__name__, x.body)) for x in told.log]
    assert _plain(fold(read)) == _plain(told.submission)


def test_a_log_that_does_not_begin_with_filing_is_no_submission(build) -> None:
    log = _handled(build).log
    with pytest.raises(ValueError, match="does not begin with Submitted"):
        fold(log[1:2]).facts


def test_an_event_that_no_fold_knows_stops_the_import() -> None:
    from submissions import folding

    assert set(folding.FOLDS) == set(KINDS.values())


PLAN = Plan(
    (
        PlannedStage("intake", (PlannedStep("accept", "accept", "accept", agency="a", role="receptionist"),)),
        PlannedStage(
            "consult",
            (
                PlannedStep(
                    "ask@b",
                    "ask",
                    "opine",
                    agency="b",
                    role="officer",
                    limit=Limit(0, "working_days", "accepted"),
                    on_silence="agree",
                    step_form="opinion",
                    sees=("/site", "/name"),
                    pauses_clock=True,
                ),
                PlannedStep("blind", "blind", "opine", agency="c", role="officer", sees=()),
                PlannedStep("choose", "choose", "choose_agencies", chooses=("x", "y"), least=1, most=9),
            ),
            2,
        ),
        PlannedStage("end", (PlannedStep("d", "d", "decide", signs={"approve": "p"}, who="applicant"),), "any"),
    )
)


def test_a_plan_is_read_as_it_was_written() -> None:
    assert plan_from_json(json.loads(json.dumps(plan_to_json(PLAN)))) == PLAN


def test_who_may_see_nothing_does_not_see_everything_after_reading() -> None:
    read = plan_from_json(json.loads(json.dumps(plan_to_json(PLAN))))
    assert read.step("blind").sees == ()
    assert read.step("choose").sees is None


def test_the_place_after_a_stage_is_the_next_one_with_steps() -> None:
    plan = Plan(
        (PlannedStage("a", PLAN.stages[0].steps), PlannedStage("b", ()), PlannedStage("c", PLAN.stages[2].steps))
    )
    assert plan.after("").stage == "a"
    assert plan.after("a").stage == "c"
    assert plan.after("b").stage == "c"
    assert plan.after("c") is None


def _handled(build):
    told = build.Story(build.Office())
    told.act("receptionist", "claim", "accept").act("receptionist", "release", "accept")
    told.act("receptionist", "request_supplement", "accept", reason=True).later(days=1)
    told.act("citizen", "supplement", document=build.ref("answers", 2)).act("receptionist", "accept", "accept")
    told.act("officer", "propose", "examine", outcome="approve", document=build.ref("form:examine~1", 9))
    told.act("leader", "send_back", "decide", stage="work", reason=True).later(hours=1)
    told.act("officer", "propose", "examine", outcome="approve").act("leader", "decide", "decide", outcome="approve")
    told.act("receptionist", "record_payment", fee="F", amount=1000, outcome="cash")
    return told.act("receptionist", "deliver_result", "deliver", outcome="counter")


def _plain(submission):
    return {name: getattr(submission, name) for name in submission.__dataclass_fields__}


def test_positions_are_compared_by_agency_and_role() -> None:
    actor = Actor("person", "p", (Position("a", "officer"),))
    assert actor.holds("a", "officer")
    assert not actor.holds("a", "leader")
    assert not actor.holds("b", "officer")
