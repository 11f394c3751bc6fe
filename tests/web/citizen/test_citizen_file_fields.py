"""A file that the form itself asks for: kept when the page fails, looked at, replaced, left out."""

import json
import re
from io import BytesIO

import pytest
from citizen_at_browser import PDF, body_of, errors

from formengine.catalog.versions import publish
from formengine.new_definition import small_definition
from formengine.services.house import now_utc
from submissions.store import files


@pytest.fixture
def draft(an, app):
    """A draft of a small procedure whose form asks for a plan and a name."""
    source = json.loads(small_definition("VD.000009"))
    schema = source["schema"]
    schema["properties"]["plan"] = {"type": "string", "title": "Bản vẽ", "x-widget": "file"}
    schema["required"].append("plan")
    source["pages"] = [
        {"title": "Hồ sơ", "items": ["/full_name", "/plan"]},
        {"title": "Đề nghị", "items": ["/office", "/request"]},
    ]
    for one in source["examples"]:
        one["document"]["plan"] = "x"
    with app.extensions["house"].database.transaction() as connection:
        publish(connection, json.dumps(source).encode(), at=now_utc())
    return an.start("VD.000009")


def send(an, draft, **changes):
    data = an.page_data(draft, 1) | {name.replace("__", ":/"): value for name, value in changes.items()}
    return an.post(f"/drafts/{draft}/pages/1", data, content_type="multipart/form-data")


def held(app, draft):
    with app.extensions["house"].database.reading() as connection:
        return [file.name for file in files.of_draft(connection, draft)]


def test_the_file_stays_when_the_page_fails_and_is_shown_by_its_name(an, app, draft):
    answer = send(an, draft, **{"_file__plan": (BytesIO(PDF), "ban-ve.pdf"), "/full_name": ""})
    assert answer.status_code == 422
    assert "Hãy nhập họ và tên" in errors(answer.text)
    assert re.search(r'type="checkbox"[^>]* name="/plan" value="\w+" checked', answer.text)
    assert "ban-ve.pdf" in answer.text
    assert body_of(app, draft)["plan"]
    preview = re.search(rf'href="(/drafts/{draft}/files/\w+/preview)"', answer.text)[1]
    assert an.get(preview).status_code == 200


def test_another_file_takes_its_place_and_without_the_tick_it_is_gone(an, app, draft):
    send(an, draft, _file__plan=(BytesIO(PDF), "ban-ve.pdf"))
    first = body_of(app, draft)["plan"]
    send(an, draft, _file__plan=(BytesIO(PDF), "ban-ve-moi.pdf"))
    assert body_of(app, draft)["plan"] != first
    assert held(app, draft) == ["ban-ve-moi.pdf"]
    data = an.page_data(draft, 1)
    data.pop("/plan")
    an.post(f"/drafts/{draft}/pages/1", data)
    assert "plan" not in body_of(app, draft)
    assert held(app, draft) == []


def test_a_refused_file_is_told_at_its_field_once(an, app, draft):
    answer = send(an, draft, _file__plan=(BytesIO(b"MZ"), "ban-ve.exe"))
    assert "ban-ve.exe" in errors(answer.text)
    assert "Hãy đính kèm" not in errors(answer.text)
    assert held(app, draft) == []


def test_a_file_is_taken_only_where_the_form_asks_for_one(an, app, draft):
    send(an, draft, _file__full_name=(BytesIO(PDF), "a.pdf"), _file__made_up=(BytesIO(PDF), "b.pdf"))
    assert held(app, draft) == []
