"""A small definition to begin with: it passes the checker and its own example."""

import json
import re
from typing import Any

CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{2,31}")


def small_definition(code: str) -> str:
    """The text of a definition with the code `code`; ValueError for a code that cannot be an address."""
    if not CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no code: 3 to 32 capital letters, digits, dots and hyphens, e.g. NB-TAISAN")
    return json.dumps(_definition(code), ensure_ascii=False, indent=2) + "\n"


def _definition(code: str) -> dict[str, Any]:
    return {
        "$schema": "../formengine/forms/meta_schema.json",
        "code": code,
        "title": "Tên thủ tục",
        "description": "Một hai câu cho người nộp: thủ tục này để làm gì, ai nên nộp.",
        "sector": "Lĩnh vực khác",
        "owner": "ubnd-xa",
        "competent": {"type": "ubnd-xa", "serving": "/office/ward"},
        "audience": ["citizen"],
        "service_level": "full",
        "minutes": 5,
        "applicants": ["Công dân Việt Nam"],
        "legal_basis": ["Văn bản quy định thủ tục"],
        "valid_from": "2026-01-01",
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": ["office", "full_name", "request"],
            "properties": {
                "office": {
                    "type": "object",
                    "title": "Nơi giải quyết",
                    "required": ["province", "ward"],
                    "properties": {
                        "province": {"type": "string", "title": "Tỉnh, thành phố", "list": "province"},
                        "ward": {"type": "string", "title": "Xã, phường", "list": "commune", "within": "1/province"},
                    },
                },
                "full_name": {
                    "type": "string",
                    "title": "Họ và tên",
                    "minLength": 2,
                    "maxLength": 100,
                    "x-data-item": "person.full_name",
                    "x-list-column": True,
                },
                "request": {
                    "type": "string",
                    "title": "Nội dung đề nghị",
                    "maxLength": 2000,
                    "minLength": 1,
                    "x-widget": "textarea",
                },
            },
        },
        "pages": [{"title": "Nội dung đề nghị", "items": ["/office", "/full_name", "/request"]}],
        "cases": [{"case": "standard", "title": "Thông thường", "time_limit": {"working_days": 5}}],
        "clock": {"starts": "accepted", "cut_off": "15:00"},
        "route": [_stage(*row) for row in STAGES],
        "results": [{"title": "Văn bản trả lời", "paper": "answer", "outcome": "approve"}],
        "papers": {"answer": {"title": "Văn bản trả lời", "template": "result", "series": "VB"}},
        "translations": {"en": ENGLISH},
        "examples": [
            {
                "title": "Ví dụ",
                "filing": {"channel": "online", "at": "2026-03-02T09:00+07:00", "on_behalf": "self"},
                "document": {
                    "office": {"province": "79", "ward": "25747"},
                    "full_name": "Nguyễn Văn Mẫu",
                    "request": "Đề nghị mẫu.",
                },
                "expect": {
                    "case": "standard",
                    "attachments": [],
                    "steps": ["accept", "examine", "decide", "deliver"],
                    "fee": 0,
                    "due": "2026-03-09",
                },
            }
        ],
    }


STAGES = (
    ("intake", "Tiếp nhận", "accept", {"receiving": True}, "receptionist", "accept", {"working_hours": 4}),
    ("examination", "Thẩm tra", "examine", {"competent": True}, "officer", "propose", {"working_days": 2}),
    ("decision", "Quyết định", "decide", {"competent": True}, "leader", "decide", {"working_days": 1}),
    ("result", "Trả kết quả", "deliver", {"receiving": True}, "receptionist", "deliver_result", {"working_hours": 4}),
)


def _stage(
    stage: str, title: str, step: str, agency: dict[str, Any], role: str, act: str, limit: dict[str, int]
) -> dict[str, Any]:
    only: dict[str, Any] = {"step": step, "title": title, "agency": agency, "role": role, "act": act, "limit": limit}
    if act == "decide":
        only["signs"] = {"approve": "answer"}
    return {"stage": stage, "title": title, "steps": [only]}


ENGLISH = {
    "Tên thủ tục": "Name of the procedure",
    "Một hai câu cho người nộp: thủ tục này để làm gì, ai nên nộp.": "A sentence or two for applicants.",
    "Lĩnh vực khác": "Other",
    "Công dân Việt Nam": "Vietnamese citizens",
    "Văn bản quy định thủ tục": "The legal text",
    "Nơi giải quyết": "Responsible office",
    "Tỉnh, thành phố": "Province, city",
    "Xã, phường": "Commune, ward",
    "Họ và tên": "Full name",
    "Nội dung đề nghị": "Request",
    "Thông thường": "Standard",
    "Tiếp nhận": "Reception",
    "Thẩm tra": "Examination",
    "Quyết định": "Decision",
    "Trả kết quả": "Delivery of the result",
    "Văn bản trả lời": "Written answer",
    "Ví dụ": "Example",
}
