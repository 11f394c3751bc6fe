"""Leaders' figures against a recount: random histories told by the core, counted again from their logs alone."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from formengine.reports import figures, handovers, register
from formengine.reports.periods import Span
from submissions import events as e
from submissions.acting import Acting, Command
from submissions.actors import CLOCK, Actor, Position
from submissions.calendar import Calendar
from submissions.chain import DocumentRef
from submissions.clock import Limit
from submissions.folding import fold
from submissions.plan import Plan, PlannedStage, PlannedStep
from submissions.progress import Ruling
from submissions.refusal import Refused
from submissions.status import status_of
from submissions.store import editions, log
from submissions.store.columns import new_id
from submissions.store.tables import submissions
from submissions.submission import Submission
from submissions.waking import Waking

pytestmark = pytest.mark.storage

BEGAN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALENDAR = Calendar()
DESK, WARD, CITY, TAX = (letter * 32 for letter in "abcd")
PLACES = {DESK: "receptionist", WARD: "officer", CITY: "officer", TAX: "officer"}
CITIZEN = Actor("person", "1" * 32)
RECEPTIONIST = Actor("person", "2" * 32, (Position(DESK, "receptionist"),))
OFFICERS = {
    agency: Actor("person", str(number) * 32, (Position(agency, "officer"),))
    for number, agency in enumerate((WARD, CITY, TAX), start=3)
}
LEADERS = {
    agency: Actor("person", str(number) * 32, (Position(agency, "leader"),))
    for number, agency in enumerate((WARD, CITY, TAX), start=6)
}
ENDS = ("done", "delivered", "not_accepted", "withdrawn", "stopped")
# What may happen next to a submission, whatever its state: most of it is refused at any one time.
DEEDS = (
    ("accept", "accept", {}), ("refuse_to_accept", "accept", {"reason": True}),
    ("request_supplement", "accept", {"reason": True}), ("request_supplement", "examine", {"reason": True}),
    ("supplement", "", {}), ("propose", "examine", {"outcome": "approve"}), ("opine", "ask", {"outcome": "agree"}),
    ("decide", "decide", {"outcome": "approve"}), ("decide", "decide", {"outcome": "refuse", "reason": True}),
    ("send_back", "decide", {"stage": "work", "reason": True}), ("deliver_result", "deliver", {"outcome": "online"}),
    ("withdraw", "", {}), ("stop", "", {"reason": True}), ("extend", "", {"reason": True}), ("wake", "", {}),
)  # fmt: skip


@dataclass
class Office:
    """What a definition and the registers would say; `competent` decides, the tax office is asked beside it."""

    competent: str
    limited: bool
    issued: list[str] = field(default_factory=list)

    def ruling(self, submission: Submission) -> Ruling:
        hours, days = Limit(4, "working_hours"), Limit(2, "working_days")
        accept = PlannedStep("accept", "accept", "accept", agency=DESK, role="receptionist", limit=hours)
        examine = PlannedStep("examine", "examine", "propose", agency=self.competent, role="officer", limit=days)
        ask = PlannedStep("ask", "ask", "opine", agency=TAX, role="officer", limit=hours)
        decide = PlannedStep("decide", "decide", "decide", agency=self.competent, role="leader")
        deliver = PlannedStep("deliver", "deliver", "deliver_result", agency=DESK, role="receptionist", limit=hours)
        stages = {"intake": (accept,), "work": (examine, ask), "end": (decide,), "result": (deliver,)}
        plan = Plan(tuple(PlannedStage(name, steps) for name, steps in stages.items()))
        return Ruling("usual", plan, Limit(5, "working_days") if self.limited else None, time(15))

    def calendar(self, agency: str) -> Calendar:
        return CALENDAR

    def edition(self, digest: str) -> Calendar:
        return CALENDAR

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued:
        return e.PaperIssued(paper=paper, title=paper, template=paper, number="", on=at.date().isoformat())

    def supplements_allowed(self, submission: Submission) -> int:
        return 3

    def supplement_needs_head(self, submission: Submission) -> bool:
        return False

    def repeats_allowed(self, submission: Submission) -> int:
        return 10

    def extensions_allowed(self, submission: Submission) -> int:
        return 1


def actor_for(submission: Submission, deed: str, task: str, competent: str) -> Actor:
    if deed in ("supplement", "withdraw"):
        return CITIZEN
    if task in ("accept", "deliver"):
        return RECEPTIONIST
    if task == "ask":
        return OFFICERS[TAX]
    return LEADERS[competent] if task == "decide" or deed in ("stop", "extend") else OFFICERS[competent]


def tell(connection, chance: random.Random, parent: str = "") -> str:
    """A submission to which things happen at random for some weeks, written as the product writes it; its id."""
    id, competent = new_id(), chance.choice([WARD, CITY])
    office = Office(competent, limited=chance.random() < 0.8)
    at = BEGAN + timedelta(minutes=chance.randrange(60 * 24 * 40))
    submission = Submission()
    filed = e.Submitted(
        number=f"W-{id}", procedure=chance.choice(["1.0", "2.0"]), definition="v1",
        channel=chance.choice(["online", "counter", "post"]), on_behalf="self", receiving=DESK, competent=competent,
        filer=CITIZEN.person, document=DocumentRef("answers", 1, "0" * 64), parent=parent,
    )  # fmt: skip
    entries = Acting(submission, CITIZEN, at, office).file(filed)
    log.begin(connection, id, submission, entries, title="", locale="vi", secret="ABCD2345")
    for _deed in range(chance.randrange(40)):
        at += timedelta(minutes=chance.choice([3, 40, 300, 1500, 4000]))
        entries = happen(submission, office, at, *chance.choice(likely(submission) if chance.random() < 0.7 else DEEDS))
        log.append(connection, id, submission, entries)
    return id


def likely(submission: Submission) -> list:
    """The deeds on tasks that are open, or all where none is."""
    keys = {task.key for task in submission.open_tasks()} | (
        {"supplement"} if submission.waits_for_supplement else set()
    )
    return [deed for deed in DEEDS if {deed[0], deed[1]} & keys] or list(DEEDS)


def happen(submission: Submission, office: Office, at, deed: str, task: str, more) -> list:
    """What the deed records; nothing where it is refused."""
    if deed == "wake":
        return Waking(submission, CLOCK, at, office).wake()
    values: dict[str, Any] = {"answers": submission.answers.version if submission.answers else 0, **more}
    if more.get("reason"):
        values["reason"] = DocumentRef("reason", submission.seq + 1, "0" * 64)
    if deed == "supplement":
        values["document"] = DocumentRef("answers", submission.seq + 1, "0" * 64)
    if deed == "extend":
        values["due"] = at + timedelta(days=9)
    task_id = f"{task}~{submission.rounds.get(task, 0)}" if task else ""
    try:
        actor = actor_for(submission, deed, task, office.competent)
        return Acting(submission, actor, at, office).perform(Command(deed, task=task_id, **values))
    except Refused:
        return []


@pytest.fixture
def told(database) -> Iterator[tuple[Any, list[str]]]:
    """A hundred random histories, a fifth of them parts of others."""
    chance = random.Random(20260302)
    with database.transaction() as connection:
        editions.keep(connection, CALENDAR)
        ids: list[str] = []
        for _one in range(100):
            ids.append(tell(connection, chance, chance.choice(ids) if ids and chance.random() < 0.2 else ""))
    with database.reading() as connection:
        yield connection, ids


def span_of(first: date, last: date, now: datetime = BEGAN + timedelta(days=200)) -> Span:
    return Span(first, last, "Asia/Ho_Chi_Minh", now)


def spans(chance: random.Random, how_many: int) -> Iterator[Span]:
    for _one in range(how_many):
        first = BEGAN.date() + timedelta(days=chance.randrange(90))
        yield span_of(first, first + timedelta(days=chance.choice([0, 6, 30, 90])))


def recounted(stories: list, span: Span) -> dict[tuple[str, str, bool], Counter[str]]:
    """The figures as somebody would count them who reads the logs; nothing of the projections is looked at."""
    found: dict[tuple[str, str, bool], Counter[str]] = {}
    for history, submission, ended in stories:
        filed = history[0].at
        place = (submission.competent, submission.facts.procedure, bool(submission.facts.parent))
        counts = Counter(asked_in(history, span))
        if filed < span.until and (ended is None or ended >= span.since):
            counts.update(kinds(submission, filed, ended, span))
        if counts:
            found.setdefault(place, Counter()).update(counts)
    return found


def ended_in(history: list) -> datetime | None:
    """When the last unbroken run of ended states in a log began."""
    began = None
    for length in range(1, len(history) + 1):
        if status_of(fold(history[:length])) not in ENDS:
            began = None
        elif began is None:
            began = history[length - 1].at
    return began


def asked_in(history: list, span: Span) -> list[str]:
    asked = [one for one in history if isinstance(one.event, e.SupplementRequested)]
    return ["supplements" for one in asked if span.since <= one.at < span.until]


def kinds(submission: Submission, filed: datetime, ended: datetime | None, span: Span) -> list[str]:
    new = "online" if submission.facts.channel == "online" else "elsewhere"
    names = ["received", new if filed >= span.since else "carried"]
    if ended is None or ended >= span.until:
        stood_still = submission.paused_since is not None and submission.due is not None
        late = submission.due is not None and submission.due < span.until
        late = late and not (stood_still and submission.paused_since <= submission.due)
        waits = ended is None and submission.paused_since is not None
        return [*names, "in_hand", "overdue" if late else "within", *(["waiting"] if waits else [])]
    if status_of(submission) in ("done", "delivered"):
        refused = ["refused"] if submission.decided == "refuse" else []
        return [*names, "handled", how(ended, submission.due), *refused]
    return [*names, "ended", status_of(submission)]


def how(ended: datetime, due: datetime | None) -> str:
    vietnam = timedelta(hours=7)
    if due is None or (ended <= due and (ended + vietnam).date() == (due + vietnam).date()):
        return "on_time"
    return "late" if ended > due else "early"


AGENCIES = (DESK, WARD, CITY, TAX)


def test_the_figures_are_those_of_a_recount_from_the_logs(told) -> None:
    connection, ids = told
    histories = [log.read_log(connection, id) for id in ids]
    stories = [(history, fold(history), ended_in(history)) for history in histories]
    whole: Counter[str] = Counter()
    for span in [span_of(date(2026, 3, 1), date(2026, 9, 1)), *spans(random.Random(1), 12)]:
        found = figures.sums_of(connection, AGENCIES, span)
        expected = recounted(stories, span)
        assert {(one.agency, one.procedure, one.part): +one.counts for one in found} == expected, span
        whole.update(figures.total(found))
    # Something of everything happened, or the comparison would say little.
    assert set(figures.FIGURES) == set(+whole)


def test_what_came_in_is_what_went_out_and_what_is_in_hand(told) -> None:
    connection, _ids = told
    for span in spans(random.Random(2), 60):
        for one in figures.sums_of(connection, AGENCIES, span):
            n = one.counts
            assert n["received"] == n["carried"] + n["online"] + n["elsewhere"]
            assert n["received"] == n["handled"] + n["ended"] + n["in_hand"]
            assert n["handled"] == n["early"] + n["on_time"] + n["late"]
            assert n["ended"] == n["not_accepted"] + n["withdrawn"] + n["stopped"]
            assert n["in_hand"] == n["within"] + n["overdue"]


def test_what_is_in_hand_at_the_end_is_carried_over_by_the_next_period(told) -> None:
    connection, _ids = told
    for span in spans(random.Random(3), 20):
        next_one = span_of(span.last + timedelta(days=1), span.last + timedelta(days=30))
        before, after = (figures.total(figures.sums_of(connection, AGENCIES, one)) for one in (span, next_one))
        assert before["in_hand"] == after["carried"]


def test_behind_each_figure_are_as_many_submissions_as_it_says(told) -> None:
    connection, _ids = told
    span = span_of(date(2026, 3, 10), date(2026, 4, 20))
    for one in figures.sums_of(connection, AGENCIES, span):
        for name in set(figures.FIGURES) - {"supplements"}:
            cell = figures.Cell(name, (one.agency,), one.procedure, one.part)
            rows = connection.execute(select(submissions.c.id).where(figures.meant(cell, span))).all()
            assert len(rows) == one.counts[name], (name, one)


def test_hand_overs_are_those_of_the_ledgers(told) -> None:
    connection, ids = told
    span = span_of(date(2026, 3, 10), date(2026, 4, 20))
    expected: dict[tuple[str, str, str], list[float]] = {}
    for id in ids:
        submission = fold(log.read_log(connection, id))
        for one in submission.ledger.stretches:
            if one.clock.whose != "agency" or one.until is None or not span.since <= one.until < span.until:
                continue
            row = expected.setdefault((one.clock.agency, submission.facts.procedure, one.clock.step), [0] * 7)
            verdict = one.verdict(CALENDAR)
            for place, counts in enumerate(
                (one.ends, verdict == "early", verdict == "on_time", verdict == "late", one.ends and not verdict)
            ):
                row[place] += counts
            row[5] += int(one.worked(CALENDAR, one.until).total_seconds())
            row[6] += int(one.late(CALENDAR, one.until).total_seconds())
    names = ("done", "early", "on_time", "late", "unlimited")
    found = {
        (one.agency, one.procedure, one.step): [*(one.counts[name] for name in names), one.worked, one.late]
        for one in handovers.held_by(connection, AGENCIES, span)
        if one.counts.keys() - {"overdue"}
    }
    assert found == expected
    whole = [sum(column) for column in zip(*found.values(), strict=True)]
    assert all(whole), "some kind of hand-over never happened"
    assert whole[0] == sum(whole[1:5])


def test_the_rows_that_figures_count_are_made_anew_equal(told) -> None:
    connection, ids = told
    assert not any(log.rebuild(connection, id) for id in ids)


def test_lines_of_a_register_say_what_is_part_of_what(told) -> None:
    connection, ids = told
    rows = connection.execute(select(submissions).where(submissions.c.id.in_(ids))).all()
    numbers = {row.id: row.number for row in rows}
    found = register._joint(connection, rows)
    assert {id: one["part_of"] for id, one in found.items() if "part_of" in one} == {
        row.id: numbers[row.parent] for row in rows if row.parent
    }
    parents = Counter(row.parent for row in rows if row.parent)
    assert {id: len(one["parts"]) for id, one in found.items() if "parts" in one} == parents
