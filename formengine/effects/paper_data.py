"""What a paper or a mail about an event says, as plain data; read-only.

A paper tells the submission as it stood when the paper was issued: the fold up to its own place in the log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from formengine.accounts.staff import positions_of
from formengine.config import Config
from formengine.dossier import Dossier
from formengine.dossier_reading import dossier_by_id
from formengine.effects.facts import PaperOrder
from formengine.effects.letterhead import agency_told, place_told, signer_told
from formengine.effects.parties import people_told
from formengine.forms.definition import Definition
from formengine.forms.lists import Lists
from formengine.forms.pointers import look_up
from formengine.forms.summary import Section
from formengine.i18n import current_locale, format_moment, speaking
from submissions import events as e
from submissions import handovers as h
from submissions.chain import Event
from submissions.clock import add_months
from submissions.folding import fold
from submissions.submission import Submission

# The event whose reason and dates a paper tells.
WORD_OF: Mapping[str, type[Event]] = {
    "apology": h.Extended,
    "stop_notice": h.Stopped,
    "correction": h.ResultCorrected,
}
RESULT_PLACES = {"online": "Trực tuyến (bản điện tử)", "post": "Bưu chính công ích"}


def paper_order(connection: Connection, submission_id: str, seq: int, config: Config) -> PaperOrder | None:
    """The paper that the event at `seq` issued; None where it issued none."""
    dossier = dossier_by_id(connection, submission_id, config)
    if dossier is None or not 0 < seq <= len(dossier.log):
        return None
    entry = dossier.log[seq - 1]
    if not isinstance(entry.event, e.PaperIssued):
        return None
    data = paper_data(connection, dossier, entry.event, seq, config)
    return PaperOrder(entry.event.template, data, entry.at, data["agency"]["code"])


def as_draft(order: PaperOrder | None) -> PaperOrder | None:
    """The paper marked as a draft across its pages."""
    return None if order is None else replace(order, data={**order.data, "draft": True})


def draft_result(connection: Connection, dossier: Dossier, config: Config) -> PaperOrder | None:
    """The result as it would be issued now, marked as a draft; None where the procedure issues none."""
    results = [result for result in dossier.definition.results if result.outcome == "approve" and result.paper]
    if not results:
        return None
    paper = dossier.definition.papers[results[0].paper]
    now = dossier.log[-1].at
    issued = e.PaperIssued(
        paper=paper.name,
        title=paper.title,
        template=paper.template,
        number="",
        on=dossier.filed_on.isoformat(),
        signer_agency=dossier.submission.competent,
    )
    data = paper_data(connection, dossier, issued, len(dossier.log), config)
    return PaperOrder(paper.template, {**data, "draft": True, "date": None}, now, data["agency"]["code"])


def answers_order(connection: Connection, dossier: Dossier, config: Config) -> PaperOrder:
    """The answers as a paper of their own, in the current language."""
    issued = e.PaperIssued(paper="answers", title="", template="answers", number="", on=dossier.filed_on.isoformat())
    data = paper_data(connection, dossier, issued, len(dossier.log), config)
    version = dossier.submission.answers.version if dossier.submission.answers else 1
    locale = current_locale()
    extra = {
        "locale": locale,
        "sections": told_sections(dossier.summary()),
        "answers_version": version,
        "title": dossier.definition.text(dossier.definition.title, locale),
    }
    return PaperOrder("answers", {**data, **extra}, dossier.row.filed_at, data["agency"]["code"])


def told_sections(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The answers as the paper sets them: {title, groups: [{title, rows: [{label, value}]}]}."""
    return [
        {
            "title": section.title,
            "groups": [
                {
                    "title": "" if group == section.title else group,
                    "rows": [{"label": row.label, "value": row.value} for row in rows],
                }
                for group, rows in groupby(section.rows, key=attrgetter("group"))
            ],
        }
        for section in sections
    ]


def paper_data(
    connection: Connection, dossier: Dossier, issued: e.PaperIssued, seq: int, config: Config
) -> dict[str, Any]:
    """Everything a template may print; a template takes what it needs."""
    past = replace_state(dossier, seq)
    with speaking("vi"):
        agency = dossier.agencies.by_id(issued.signer_agency or dossier.submission.receiving)
        return {
            "agency": agency_told(agency, dossier.agencies),
            "title": issued.title,
            "number": issued.number,
            "form_number": issued.form_number,
            "place": place_told(agency, date.fromisoformat(issued.on)),
            "date": issued.on,
            "valid_until": _valid_until(past, issued),
            "signer": _signer(connection, dossier, issued),
            "submission": _submission(past, issued, config),
            "book": _book(past.number),
            "handling": past.agency_name(past.submission.competent),
            "expected": issued.expected,
            **people_told(connection, past),
            "document": past.answers,
            "forms": past.case_object["forms"],
            "labels": dict(_labels(past)),
            "attachments": _attachments(past),
            "fees": _fees(past),
            **_reason(past, issued.paper),
            "legal_basis": list(past.definition.legal_basis),
            "zone": agency.zone,
        }


def replace_state(dossier: Dossier, seq: int) -> Dossier:
    """The dossier as it stood after the event at `seq`."""
    return replace(dossier, submission=fold(dossier.log[:seq]), log=dossier.log[:seq], _steps={})


def _valid_until(dossier: Dossier, issued: e.PaperIssued) -> str | None:
    for result in dossier.definition.results:
        if result.paper == issued.paper and result.valid_for:
            day, amount = date.fromisoformat(issued.on), result.valid_for
            if "days" in amount:
                return date.fromordinal(day.toordinal() + amount["days"]).isoformat()
            return add_months(day, amount.get("months", 0) + 12 * amount.get("years", 0)).isoformat()
    return None


def _signer(connection: Connection, dossier: Dossier, issued: e.PaperIssued) -> dict[str, str]:
    if not issued.signer:
        return {}
    held = positions_of(connection, issued.signer, date.fromisoformat(issued.on))
    titles = [position.title for position in held if position.agency == issued.signer_agency and position.title]
    agency = dossier.agencies.by_id(issued.signer_agency)
    return signer_told(dossier.names.get(issued.signer, ""), titles[0] if titles else "", agency)


def _submission(dossier: Dossier, issued: e.PaperIssued, config: Config) -> dict[str, Any]:
    submission, row = dossier.submission, dossier.row
    limit = submission.limit
    delivery = look_up(dossier.answers, "/delivery")
    receiving = dossier.agencies.by_id(submission.receiving)
    return {
        "number": dossier.number,
        "procedure": dossier.definition.title,
        "subject": dossier.definition.title,
        "filed_at": row.filed_at,
        "accepted_at": submission.accepted_at,
        "due": datetime.fromisoformat(issued.due) if issued.due else submission.due,
        "channel": row.channel,
        "secret": row.secret,
        "lookup_url": f"{config.public_url}/track?number={dossier.number}",
        "lookup_site": f"{config.public_url}/track",
        "time_limit": {"amount": limit.amount, "unit": limit.unit} if limit else None,
        "result_place": RESULT_PLACES.get(str(delivery), receiving.name),
        "sets": 1,
    }


def _book(number: str) -> dict[str, str]:
    """Where the submission stands in the electronic register: the volume of its year, its day and place in the day."""
    day, place = number.split("-")[-2:]
    return {"volume": f"20{day[:2]}", "entry": f"{day}-{place}"}


def _labels(dossier: Dossier) -> Iterator[tuple[str, str]]:
    form = dossier.form("vi")
    for pointer in leaves(dossier.answers, ""):
        yield pointer, form.value_text(pointer, dossier.answers, dossier.filed_on)
    forms = {key.partition("@")[0]: dossier.documents.get(ref) for key, ref in dossier.submission.forms.items()}
    yield from form_labels(dossier.definition, forms, dossier.lists, dossier.filed_on)


def form_labels(definition: Definition, forms: Mapping[str, Any], lists: Lists, day: date) -> Iterator[tuple[str, str]]:
    """What officials filled in at steps, in words: ("/forms/<step>/…", text)."""
    named = {step.step: step.step_form for stage in definition.route for step in stage.steps if step.step_form}
    for step, content in forms.items():
        if step not in named or content is None:
            continue
        form = definition.step_form(named[step], "vi", lists)
        for pointer in leaves(content, ""):
            yield f"/forms/{step}{pointer}", form.value_text(pointer, content, day)


def leaves(value: Any, pointer: str) -> Iterator[str]:
    """Pointers of text, and of arrays of text as one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            yield pointer
        for place, inner in enumerate(value):
            yield from leaves(inner, f"{pointer}/{place}")
    elif isinstance(value, str):
        yield pointer


def _attachments(dossier: Dossier) -> list[dict[str, Any]]:
    """What lies in the file: enclosed or looked up by the agency."""
    needed = {item.code: item for item in dossier.definition.needed_attachments(dossier.case_object)}
    rows = []
    for code, title, held, waived in dossier.enclosed():
        item = needed.get(code)
        if not held and not waived:
            continue
        originals = sum(file.copy_kind == "original" for file in held)
        row = {"title": title, "originals": originals, "copies": len(held) - originals}
        if waived:
            row |= {"originals": 0, "copies": 0, "note": "Cơ quan khai thác dữ liệu"}
        elif item is not None and dossier.row.channel == "online":
            row["note"] = "Bản điện tử"
        rows.append(row)
    return rows


def _fees(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {"title": charge.title, "amount": charge.amount, "paid": paid is not None} for charge, paid in dossier.charges()
    ]


def _reason(dossier: Dossier, paper: str) -> dict[str, Any]:
    """The reason and items that a request, a refusal or a refusing decision gives."""
    submission = dossier.submission
    if paper == "supplement_request":
        asked = dossier.supplement() or {}
        return {"reason": asked.get("reason", ""), "items": asked.get("items", []), "due": asked.get("due")}
    if paper == "stop_notice" and (unanswered := _unanswered_until(submission)):
        return {"reason": f"Đã quá thời hạn bổ sung hồ sơ ({unanswered}) nhưng cơ quan không nhận được bổ sung."}
    if paper in WORD_OF and (event := _last(submission, WORD_OF[paper])):
        content = (dossier.documents.get(event.reason) if event.reason else None) or {}
        told = {name: getattr(event, name) for name in ("before", "due") if getattr(event, name, "")}
        if isinstance(event, h.ResultCorrected):
            told["corrected"] = _issued(dossier, event.paper)
        return {"reason": content.get("reason", ""), **told}
    if submission.decided == "refuse" or paper == "refusal":
        refs = [
            ref for task, ref in submission.reasons.items() if submission.tasks[task].outcome in ("refuse", "refused")
        ]
        content = (dossier.documents.get(refs[-1]) if refs else None) or {}
        return {"reason": content.get("reason", "")}
    return {}


def _issued(dossier: Dossier, seq: int) -> dict[str, str]:
    """The paper that the event at `seq` issued: title, number, date."""
    event = dossier.log[seq - 1].event
    assert isinstance(event, e.PaperIssued)
    return {"title": event.title, "number": event.number, "on": event.on}


def _last(submission: Submission, kind: type[Event]) -> Any:
    """The last event of a kind that counts; None where there is none."""
    return next((entry.event for entry in reversed(submission.history) if isinstance(entry.event, kind)), None)


def _unanswered_until(submission: Submission) -> str:
    """The day on which the applicant's own limit ran out, where handling stops for that."""
    if not submission.waits_for_supplement or submission.supplements[-1].due is None:
        return ""
    return format_moment(submission.supplements[-1].due)


__all__ = ["answers_order", "as_draft", "draft_result", "form_labels", "leaves", "paper_data", "paper_order"]
