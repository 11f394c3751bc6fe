"""How long a paper takes to make once its template has been used: every template, each time with other data."""

import statistics
import time
from datetime import UTC, datetime

from formengine.papers import compile_paper, paper_templates

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ROUNDS = 15
PAPER = {
    "agency": {
        "name": "Ủy ban nhân dân phường Mẫu",
        "superior": "Ủy ban nhân dân Thành phố Mẫu",
        "phone": "0274 000 0000",
    },
    "number": "01/MAU",
    "place": "Phường Mẫu",
    "date": AT.date(),
    "signer": {"name": "Trần Thị Mẫu", "title": "Chủ tịch"},
    "submission": {
        "number": "H29.31.01-261123-0001",
        "procedure": "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
        "filed_at": AT,
        "accepted_at": AT,
        "due": AT,
        "channel": "online",
        "lookup_url": "https://dichvucong.example.vn/track?number=H29.31.01-261123-0001",
    },
    "attachments": [{"title": f"Giấy tờ {place}", "originals": 1, "copies": 0} for place in range(5)],
    "fees": [{"title": "Lệ phí", "amount": 75000, "paid": True}],
    "reason": "Lý do thứ nhất.\nLý do thứ hai.",
}


def medians() -> dict[str, float]:
    """Milliseconds by template: the median of warm compiles, none of which may take another's result."""
    found = {}
    for template in paper_templates():
        compile_paper(template, PAPER, AT)
        taken = []
        for turn in range(ROUNDS):
            data = {**PAPER, "number": f"{turn}/MAU", "requester": {"full_name": f"Nguyễn Văn Mẫu {turn}"}}
            began = time.perf_counter()
            compile_paper(template, data, AT)
            taken.append(1000 * (time.perf_counter() - began))
        found[template] = statistics.median(taken)
    return found
