"""What the tests of forms share: a browser that posts, schemas made at random, a small definition to break."""

import copy
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

SMALL: dict[str, Any] = {
    "code": "VD.000001",
    "title": "Cấp phép mẫu",
    "sector": "Ví dụ",
    "owner": "so-mau",
    "competent": {"type": "ubnd-xa", "serving": "/ward"},
    "audience": ["citizen"],
    "service_level": "full",
    "legal_basis": ["Luật Mẫu"],
    "valid_from": "2025-07-01",
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["name", "kind"],
        "properties": {
            "name": {"type": "string", "title": "Họ và tên", "minLength": 1, "maxLength": 100},
            "kind": {
                "type": "string",
                "title": "Loại",
                "oneOf": [{"const": "house", "title": "Nhà ở"}, {"const": "other", "title": "Công trình khác"}],
            },
            "floors": {
                "type": "array",
                "title": "Các tầng",
                "items": {
                    "type": "object",
                    "title": "Tầng",
                    "required": ["area"],
                    "properties": {
                        "area": {"type": "number", "title": "Diện tích", "exclusiveMinimum": 0},
                        "price": {"type": "integer", "title": "Đơn giá", "x-widget": "money"},
                        "total": {"type": "number", "title": "Thành tiền"},
                    },
                },
            },
            "area": {"type": "number", "title": "Tổng diện tích"},
            "purpose": {"type": "string", "title": "Mục đích", "maxLength": 200},
            "ward": {"type": "string", "title": "Phường, xã", "list": "commune"},
        },
    },
    "computed": {"/area": "sum(doc.floors.map(f, f.area))", "/floors/*/total": "row.area * double(row.price)"},
    "rules": [{"at": "/area", "assert": "doc.area < 1000.0", "message": "Tổng diện tích phải dưới 1.000 m²"}],
    "pages": [
        {"title": "Người nộp", "items": ["/name", "/ward"]},
        {
            "title": "Công trình",
            "items": [
                "/kind",
                {"at": "/purpose", "when": [{"at": "/kind", "is": {"const": "other"}}], "required": True},
                {"section": "Quy mô", "items": ["/floors", "/area"]},
            ],
        },
    ],
    "cases": [
        {"case": "big", "when": [{"at": "/document/area", "is": {"minimum": 500}}], "time_limit": {"days": 20}},
        {"case": "small", "time_limit": {"days": 15, "by_channel": {"online": {"working_days": "settings.fast"}}}},
    ],
    "attachments": [
        {"code": "DON", "title": "Đơn", "required": True},
        {
            "code": "BV",
            "title": "Bản vẽ",
            "required": True,
            "when": [{"any": [{"at": "/kind", "is": {"const": "house"}}, {"not": {"at": "/area", "is": True}}]}],
        },
    ],
    "fees": [
        {
            "code": "LP",
            "title": "Lệ phí",
            "amount": "settings.fee",
            "by_channel": {"online": "settings.fee / 2"},
            "due": "acceptance",
        }
    ],
    "settings": {
        "fee": {"title": "Lệ phí", "type": "integer", "default": 75000, "set_by": "competent", "basis": "Nghị quyết"},
        "fast": {"title": "Ngày", "type": "integer", "default": 3, "set_by": "owner", "basis": "Quy trình"},
    },
    "route": [
        {
            "stage": "intake",
            "title": "Tiếp nhận",
            "steps": [
                {
                    "step": "accept",
                    "title": "Tiếp nhận hồ sơ",
                    "agency": {"receiving": True},
                    "role": "receptionist",
                    "act": "accept",
                    "limit": {"working_hours": 8, "from": "filed"},
                }
            ],
        },
        {
            "stage": "decision",
            "title": "Quyết định",
            "steps": [
                {
                    "step": "inspect",
                    "title": "Kiểm tra",
                    "agency": {"competent": True},
                    "role": "officer",
                    "act": "opine",
                    "when": [{"at": "/forms/accept/found", "is": {"const": "doubt"}}],
                },
                {
                    "step": "decide",
                    "title": "Ký",
                    "agency": {"competent": True},
                    "role": "leader",
                    "act": "decide",
                    "signs": {"approve": "permit", "refuse": "refusal"},
                },
            ],
        },
    ],
    "step_forms": {"reception": {"type": "object", "properties": {"found": {"type": "string", "title": "Nhận xét"}}}},
    "papers": {"permit": {"title": "Giấy phép", "template": "permit"}},
    "translations": {"en": {"Họ và tên": "Full name"}},
}
SMALL["route"][0]["steps"][0]["step_form"] = "reception"


@pytest.fixture
def small() -> dict[str, Any]:
    """A definition that passes every check; the test may change it."""
    return copy.deepcopy(SMALL)


@pytest.fixture
def load() -> Callable[[dict[str, Any]], Any]:
    """Loads a definition from plain data."""
    from formengine import load_definition

    return lambda data: load_definition(json.dumps(data, ensure_ascii=False).encode())
