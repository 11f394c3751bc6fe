"""Filing the shipped examples for tests of the desk, and acting on them through its pages."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from formengine.accounts.signing_in import Account, find_by_sign_in, load_account
from formengine.registers.agencies import agencies_of
from formengine.registers.calendars import public_calendar
from formengine.resources import folder
from formengine.services import drafting, enclosing, filing, starting
from formengine.services.house import House
from submissions.store import drafts

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"
RECEPTIONIST = "tiepnhan1.trungtam@mau.example"
OFFICER = "chuyenvien1.taichinh@mau.example"
OTHER_OFFICER = "chuyenvien1.soxaydung@mau.example"
CLERK_OF_THE_OFFICE = "chuyenvien1.vanphong@mau.example"
# The attachment, the file's name and what it holds.
Enclosure = tuple[str, str, bytes]
CHAIR = "chutich.thanhpho@mau.example"


def account(house: House, sign_in: str) -> Account:
    with house.database.reading() as connection:
        credentials = find_by_sign_in(connection, sign_in, key=house.key)
        assert credentials is not None, sign_in
        found = load_account(connection, credentials.account, credentials.epoch)
    assert found is not None
    return found


def example(code: str, place: int = 0) -> Mapping[str, Any]:
    return json.loads((folder("form_definitions") / f"{code}.json").read_bytes())["examples"][place]


def file(
    app: Flask, sign_in: str, code: str, place: int = 0, enclosing_too: Sequence[Enclosure] = (), **changes: Any
) -> str:
    """File a shipped example as the account `sign_in`; `changes` replace answers, `enclosing_too` are its files, and
    empty ones stand for what else has to be enclosed. Returns the number."""
    house = app.extensions["house"]
    who = account(house, sign_in)
    draft = starting.start_draft(house, who, code)
    with house.database.transaction() as connection:
        empty = drafts.read(connection, who.id, draft)
        body = {**example(code, place)["document"], **changes}
        drafts.save(connection, empty, at=house.now(), body=body, saved_pages=[])
    for paper, name, content in enclosing_too:
        enclosing.enclose(house, who, draft, code=paper, name=name, content=content)
    for view in enclosing.attachments_of(drafting.open_draft(house, who, draft)):
        if view.missing:
            name = f"{view.attachment.code}.pdf"
            enclosing.enclose(house, who, draft, code=view.attachment.code, name=name, content=PDF)
    return filing.submit(house, who, draft, "vi")


def browser(app: Flask, sign_in: str) -> FlaskClient:
    made = app.test_client()
    made.sign_in(sign_in)
    return made


def tasks_on(page: str, number: str) -> list[str]:
    """The tasks of a submission that a page links to."""
    return re.findall(rf"/desk/{number}/([^\"/?#]+)\"", page)


def first_task(client: FlaskClient, number: str) -> str:
    page = client.get(f"/desk/{number}").text
    found = tasks_on(page, number)
    assert found, page
    return found[0]


def hidden_fields(page: str, name: str) -> dict[str, str]:
    """The hidden fields of the form of an act, which a browser sends along."""
    form = re.search(rf'<form method="post" action="[^"]*/{name}".*?</form>', page, re.DOTALL)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]) if form else []
    return {name: html.unescape(value) for name, value in found}


def act(client: FlaskClient, number: str, name: str, *, task: str = "", **fields: Any):
    """Do an act on a task (the clerk's only one in the submission), as the browser sends its form."""
    task = task or first_task(client, number)
    page = client.get(f"/desk/{number}/{task}").text
    return client.post(f"/desk/{number}/{task}/{name}", data={**hidden_fields(page, name), **fields})


def agency_id(app: Flask, code: str) -> str:
    with app.extensions["house"].database.reading() as connection:
        return agencies_of(connection).by_code(code).id


def in_days(days: int) -> str:
    """The first day that is worked so many days from now, as it is typed."""
    return f"{public_calendar().this_or_next_working_day(date.today() + timedelta(days=days)):%d/%m/%Y}"
