"""Papers that no event issues, made for whoever asks: control slip, receipts of hand-over and result, register.

A slip is told from the log and its ledger alone (TT 03/2025, form 06; one row per hand-over, which nobody can edit).
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from formengine.config import Config
from formengine.dossier import Dossier
from formengine.effects.facts import PaperOrder
from formengine.effects.letterhead import agency_told, place_told
from formengine.effects.paper_data import paper_data
from formengine.i18n import format_date, speaking
from formengine.planning import local_day
from formengine.registers.agencies import agencies_of
from formengine.registers.paper_sets import paper_set
from formengine.reports.register import Period, register_of
from formengine.standing import verdict_text
from submissions import events as e
from submissions.actors import Actor
from submissions.ledger import Stretch
from submissions.store import editions
from submissions.submission import Child

SLIPS = ("control_slip", "hand_over", "result_receipt")


def slips_of(dossier: Dossier) -> tuple[str, ...]:
    """Which of SLIPS can be made for a submission as it stands."""
    submission = dossier.submission
    there = {
        "control_slip": bool(submission.ledger.stretches),
        "hand_over": len(_agencies(submission.ledger.stretches)) > 1,
        "result_receipt": _delivery(dossier) is not None,
    }
    return tuple(name for name in SLIPS if there[name])


def slip_order(connection: Connection, dossier: Dossier, name: str, person: str, config: Config) -> PaperOrder | None:
    """The slip `name` as of the last event, drawn up by `person` (their name); None where it cannot be made."""
    if name not in slips_of(dossier):
        return None
    kind = paper_set(config.home, dossier.filed_on).papers[name]
    at = dossier.log[-1].at
    issued = e.PaperIssued(
        paper=name,
        title=kind.title,
        template=kind.template,
        form_number=kind.form_number,
        number="",
        on=at.date().isoformat(),
    )
    data = paper_data(connection, dossier, issued, len(dossier.log), config)
    with speaking("vi"):
        told = {"control_slip": _control, "hand_over": _hand_over, "result_receipt": _result_receipt}
        more = told[name](connection, dossier)
    return PaperOrder(kind.template, {**data, "signer": {"name": person}, **more}, at, data["agency"]["code"])


def _agencies(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches with which a task came to an agency that did not have the submission just before."""
    found: list[Stretch] = []
    for stretch in stretches:
        if stretch.clock.agency and (not found or found[-1].clock.agency != stretch.clock.agency):
            found.append(stretch)
    return found


def _control(connection: Connection, dossier: Dossier) -> dict[str, Any]:
    submission = dossier.submission
    asked = {stretch.clock.agency for stretch in submission.ledger.stretches}
    asked |= {child.agency for child in submission.children.values()}
    helping = asked - {"", submission.competent, submission.receiving}
    return {
        "lead": dossier.agency_name(submission.competent),
        "helping": sorted(dossier.agency_name(agency) for agency in helping),
        "hand_overs": list(_rows(connection, dossier)),
        "taken_back": list(_taken_back(dossier)),
    }


def _taken_back(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Papers whose issuing was undone: their numbers are given to no other paper."""
    counts = {entry.seq for entry in dossier.submission.history}
    for entry in dossier.log:
        if isinstance(entry.event, e.PaperIssued) and entry.event.number and entry.seq not in counts:
            yield {"title": entry.event.title, "number": entry.event.number, "on": entry.event.on}


def _rows(connection: Connection, dossier: Dossier) -> Iterator[dict[str, Any]]:
    told = dossier.submission.ledger.stretches
    for stretch in told:
        calendar = editions.edition(connection, stretch.calendar)
        late = stretch.late(calendar, dossier.log[-1].at)
        before = _before(stretch, told)
        notes = (_work(dossier, stretch), _joined(dossier, stretch), _lateness(late))
        yield {
            "giver": _taker(dossier, before) if before else "",
            "given_by": dossier.names.get(before.by, "") if before else "",
            "taker": _taker(dossier, stretch),
            "taken_by": dossier.names.get(stretch.by, ""),
            "since": stretch.since,
            "until": stretch.until,
            "verdict": stretch.verdict(calendar),
            "note": "; ".join(note for note in notes if note),
        }


def _taker(dossier: Dossier, stretch: Stretch) -> str:
    """Who had it: where the step is done by a submission of another agency, that agency."""
    child = _child(dossier, stretch)
    return dossier.agency_name(child.agency if child else stretch.clock.agency)


def _before(stretch: Stretch, told: Sequence[Stretch]) -> Stretch | None:
    """The stretch that handed over to this one: of those that run side by side none has it from another."""
    ended = [(one.until, one.number) for one in told if one.until is not None and one.until <= stretch.since]
    earlier = [number for _until, number in sorted(ended) if number < stretch.number]
    return told[earlier[-1] - 1] if earlier else None


def _child(dossier: Dossier, stretch: Stretch) -> Child | None:
    """The submission that the step opened, the last where it was sent again."""
    opened = [one for one in dossier.submission.children.values() if one.task == stretch.clock.task]
    return opened[-1] if opened else None


def _joined(dossier: Dossier, stretch: Stretch) -> str:
    child = _child(dossier, stretch)
    return f"hồ sơ số {child.number}" if child else ""


def _work(dossier: Dossier, stretch: Stretch) -> str:
    return dossier.step_title(stretch.clock.step) if stretch.clock.step else ""


def _lateness(late: timedelta) -> str:
    hours = late.total_seconds() / 3600
    return f"trễ {hours:.1f} giờ làm việc".replace(".", ",") if late else ""


def _hand_over(_connection: Connection, dossier: Dossier) -> dict[str, Any]:
    """The last time that the submission went from one agency to another."""
    giver, taker = _agencies(dossier.submission.ledger.stretches)[-2:]
    task = dossier.submission.tasks.get(taker.clock.task)
    return {
        "giver": dossier.agency_name(giver.clock.agency),
        "given_by": dossier.names.get(giver.by, ""),
        "taker": dossier.agency_name(taker.clock.agency),
        "taken_by": dossier.names.get(task.assignee or task.by, "") if task else "",
        "handed_at": taker.since,
        "work": _work(dossier, taker),
        "work_due": task.due if task else None,
    }


def _delivery(dossier: Dossier) -> tuple[e.Delivered, datetime] | None:
    told = ((entry.event, entry.at) for entry in reversed(dossier.submission.history))
    return next(((event, at) for event, at in told if isinstance(event, e.Delivered)), None)


def _result_receipt(_connection: Connection, dossier: Dossier) -> dict[str, Any]:
    delivery = _delivery(dossier)
    assert delivery is not None
    event, at = delivery
    results = [
        {"title": paper["title"], "number": paper["number"], "on": paper["on"]} for paper in dossier.result_papers()
    ]
    return {"manner": event.manner, "delivered_how": verdict_text(event.manner), "delivered_at": at, "results": results}


def register_order(connection: Connection, actor: Actor, period: Period, config: Config, now: datetime) -> PaperOrder:
    """The register of an agency's period as a paper (form 07)."""
    kind = paper_set(config.home, period.last).papers["register"]
    register = agencies_of(connection)
    agency = register.by_id(period.agency)
    with speaking("vi"):
        entries = register_of(connection, actor, period, "vi")
        days = f"Từ ngày {format_date(period.first)} đến ngày {format_date(period.last)}"
    data = {
        "title": kind.title,
        "form_number": kind.form_number,
        "agency": agency_told(agency, register),
        "place": place_told(agency, period.last),
        "date": local_day(now, agency.zone),
        "period": days,
        "entries": [asdict(entry) for entry in entries],
        "zone": agency.zone,
    }
    return PaperOrder(kind.template, data, now, agency.code)
