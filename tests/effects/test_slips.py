"""The control slip: who handed over to whom when several agencies work side by side."""

from datetime import UTC, datetime, timedelta

from formengine.effects.slips import _before
from submissions.ledger import Clock, Stretch

BEGAN = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)


def stretch(number: int, agency: str, since: int, until: int | None) -> Stretch:
    ended = None if until is None else BEGAN + timedelta(hours=until)
    return Stretch(number, Clock("agency", agency), BEGAN + timedelta(hours=since), "TaskOpened", until=ended)


def test_those_who_work_side_by_side_have_it_from_whoever_had_it_before_them() -> None:
    desk, ward = stretch(1, "desk", 0, 1), stretch(2, "ward", 1, 3)
    police, insurance, deliver = stretch(3, "police", 3, 9), stretch(4, "insurance", 3, 5), stretch(5, "desk", 9, None)
    told = [desk, ward, police, insurance, deliver]
    givers = [before.clock.agency if (before := _before(one, told)) else "" for one in told]
    assert givers == ["", "desk", "ward", "ward", "police"]


def test_what_begins_and_ends_at_one_instant_has_it_from_the_one_before() -> None:
    told = [stretch(1, "desk", 0, 1), stretch(2, "ward", 1, 1), stretch(3, "city", 1, None)]
    givers = [before.clock.agency if (before := _before(one, told)) else "" for one in told]
    assert givers == ["", "desk", "ward"]
