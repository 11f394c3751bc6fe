"""A paper as it would look: its template filled with a definition's own example, marked as a draft."""

import copy
from datetime import datetime, timedelta
from typing import Any

from formengine.config import Config
from formengine.effects.facts import PaperOrder
from formengine.effects.letterhead import agency_told, place_told, signer_told
from formengine.effects.paper_data import form_labels, leaves
from formengine.effects.parties import address_told, party_of
from formengine.forms.definition import Definition, Paper
from formengine.forms.lists import Lists
from formengine.i18n import speaking
from formengine.planning import local_day
from formengine.registers.agencies import Agencies, Agency
from formengine.registers.paper_sets import PAPERS, HousePaper, paper_set

SAMPLE = {
    "full_name": "Nguyễn Văn Mẫu",
    "id_number": "099000000000",
    "phone": "0900000000",
    "email": "mau@example.vn",
    "address": "Số 1 đường Mẫu, phường Mẫu, tỉnh Mẫu",
}
REASON = "Đây là lý do mẫu, chỉ để xem trước cách trình bày của giấy tờ."
ATTACHMENTS = (
    {"title": "Tờ khai theo mẫu", "originals": 1, "copies": 0},
    {"title": "Giấy tờ chứng minh điều kiện, có tên dài để xem cách ngắt dòng trong bảng", "originals": 0, "copies": 2},
    {"title": "Giấy tờ mà cơ quan tra cứu được", "originals": 0, "copies": 0, "note": "Cơ quan khai thác dữ liệu"},
)
FEES = ({"title": "Lệ phí mẫu", "amount": 75000, "paid": False}, {"title": "Phí mẫu", "amount": 24000, "paid": True})


def papers_of(definition: Definition | None, config: Config, now: datetime) -> dict[str, Paper | HousePaper]:
    """The papers by name: those of a definition, or without one those of the house that are in force."""
    if definition is not None:
        return {**definition.papers}
    day = local_day(now, config.zone)
    return {name: paper_set(config.home, day).papers[name] for name in PAPERS}


def example_order(
    name: str,
    agency: Agency,
    agencies: Agencies,
    definition: Definition | None,
    config: Config,
    lists: Lists,
    now: datetime,
) -> PaperOrder | None:
    """The paper `name` of an agency with example data; None where there is no such paper."""
    paper = papers_of(definition, config, now).get(name)
    if paper is None:
        return None
    day, due = local_day(now, agency.zone), now + timedelta(days=7)
    data: dict[str, Any] = {
        "draft": True,
        "title": paper.title,
        "form_number": paper.form_number,
        "number": f"01/{paper.series}" if paper.series else "",
        "agency": agency_told(agency, agencies),
        "place": place_told(agency, day),
        "date": day,
        "signer": signer_told("Trần Thị Mẫu", "Phó Thủ trưởng cơ quan", agency),
        "requester": SAMPLE,
        "submitter": {**SAMPLE, "name": SAMPLE["full_name"]},
        "owner": {**SAMPLE, "name": SAMPLE["full_name"]},
        "attachments": ATTACHMENTS,
        "fees": FEES,
        "book": {"volume": f"{day.year}", "entry": f"{day:%y%m%d}-0001"},
        "handling": agency.name,
        "legal_basis": ["Luật mẫu", "Nghị định mẫu"],
        "corrected": {"title": "Giấy phép mẫu", "number": "01/GPM", "on": day},
        "submission": _submission(agency, config, now, due, definition),
        "reason": REASON,
        "items": [{"title": "Giấy tờ mẫu", "what": REASON}],
        "before": now,
        "due": due,
        "zone": agency.zone,
        **_hand_over(agency, now, due),
        **(_answers(definition, lists, now, agency) if definition is not None else {}),
    }
    return PaperOrder(paper.template, data, now, agency.code)


def _submission(
    agency: Agency, config: Config, now: datetime, due: datetime, definition: Definition | None
) -> dict[str, Any]:
    return {
        "number": f"{agency.code}-{now:%y%m%d}-0001",
        "procedure": definition.title if definition is not None else "Thủ tục mẫu",
        "filed_at": now,
        "accepted_at": now,
        "due": due,
        "channel": "online",
        "secret": "MAUMAU23",
        "lookup_site": f"{config.public_url}/track",
        "lookup_url": f"{config.public_url}/track",
        "time_limit": {"amount": 5, "unit": "working_days"},
        "result_place": agency.name,
        "sets": 1,
    }


def _hand_over(agency: Agency, now: datetime, due: datetime) -> dict[str, Any]:
    person = SAMPLE["full_name"]
    row = {"giver": "Bộ phận Tiếp nhận và Trả kết quả", "taker": agency.name, "taken_by": person, "since": now}
    late = {**row, "giver": agency.name, "until": due, "verdict": "late", "note": "trễ 2,0 giờ làm việc"}
    return {
        "lead": agency.name,
        "helping": ["Cơ quan phối hợp mẫu"],
        "hand_overs": [{**row, "until": due, "verdict": "on_time"}, late],
        "work": "Việc mẫu",
        "work_due": due,
        "giver": row["giver"],
        "given_by": person,
        "taker": agency.name,
        "taken_by": person,
        "handed_at": now,
        "results": [{"title": "Kết quả mẫu", "number": "01/KQ", "on": now.date()}],
        "delivered_at": now,
        "delivered_how": "Trực tuyến",
        "period": "Kỳ mẫu",
        "entries": [{"number": f"{agency.code}-000000-0001", "applicant": person, "title": "Thủ tục mẫu", "due": due}],
    }


def _answers(definition: Definition, lists: Lists, now: datetime, agency: Agency) -> dict[str, Any]:
    """The first example's document with its labels and the people it names."""
    if not definition.examples:
        return {}
    example = definition.examples[0]
    day = local_day(now, agency.zone)
    forms = {step: dict(form) for step, form in example.forms.items()}
    with speaking("vi"):
        form = definition.form("vi", lists)
        document = form.compute(copy.deepcopy(dict(example.document)), day)
        labels = {pointer: form.value_text(pointer, document, day) for pointer in leaves(document, "")}
        labels |= dict(form_labels(definition, forms, lists, day))
        named = {
            role: {**party_of(document, pointer), "address": address_told(form, document, pointer, day)}
            for role, pointer in definition.parties.items()
            if isinstance(pointer, str)
        }
    requester = named.get("requester", {})
    owner = named.get("owner") or requester
    found = {"document": document, "forms": forms, "labels": labels, "legal_basis": list(definition.legal_basis)}
    if requester:
        name = requester.get("full_name", "")
        found |= {
            "requester": requester,
            "submitter": {**requester, "name": name},
            "owner": {**owner, "name": owner.get("full_name", "")},
        }
    return found
