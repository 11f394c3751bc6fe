"""A person at the browser who files: pages are filled in as the example of a definition says."""

import io
import json
import re
from typing import Any

from flask import Flask
from form_browser import posted
from sqlalchemy import select

from formengine.accounts.officials import lists_of
from formengine.accounts.signing_in import Account, find_by_sign_in, load_account
from formengine.catalog.versions import current_definition
from formengine.forms.definition import Definition
from submissions.store.tables import drafts

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
BIRTH, BUSINESS, MARITAL_STATUS = "1.001193", "1.001612", "1.004873"
FOREIGN_WORKER, LEAVE = "2.000205", "NB-NGHIPHEP"


class Person:
    """Somebody with a browser, signed in, filling in what the examples of the definitions hold."""

    def __init__(self, app: Flask, identifier: str) -> None:
        self.app = app
        self.browser = app.test_client()
        self.browser.sign_in(identifier)
        self.identifier = identifier

    def get(self, address: str, **more: Any) -> Any:
        return self.browser.get(address, **more)

    def post(self, address: str, data: Any = None, **more: Any) -> Any:
        return self.browser.post(address, data=data or {}, **more)

    def start(self, code: str, who: str = "self") -> str:
        """Begin a draft; returns its id."""
        self.get(f"/procedures/{code}/apply")
        answer = self.post(f"/procedures/{code}/apply", {"for": who})
        assert answer.status_code == 302, errors(answer.text)
        return answer.location.split("/")[2]

    def page_data(self, draft: str, page: int, document: Any = None, **changes: Any) -> dict[str, Any]:
        """What a browser posts of a page as it stands, or as `document` would fill it."""
        shown = self.get(f"/drafts/{draft}/pages/{page}")
        assert shown.status_code == 200, shown.status_code
        data = posted(form_in(shown.text)).to_dict(flat=False)
        if document is not None:
            form = definition(self.app, code_of(self.app, draft)).form("vi", house_lists(self.app))
            kept = {name: data[name] for name in ("csrf_token", "revision")}
            data = kept | posted(form.render(document, page=page - 1)).to_dict(flat=False)
        return data | {"_go": "next"} | changes

    def save(self, draft: str, page: int, document: Any = None, **changes: Any) -> Any:
        return self.post(f"/drafts/{draft}/pages/{page}", self.page_data(draft, page, document, **changes))

    def fill(self, draft: str, document: Any) -> str:
        """Save page after page; returns the address that follows the last one."""
        address = self.get(f"/drafts/{draft}").location
        while "/pages/" in address:
            page = int(address.rsplit("/", 1)[1])
            answer = self.save(draft, page, document)
            assert answer.status_code == 302, (address, errors(answer.text))
            address = answer.location
        return address

    def enclose(self, draft: str, go: str = "next", **files: tuple[bytes, str]) -> Any:
        address = f"/drafts/{draft}/attachments"
        self.get(address)
        data: dict[str, Any] = {"_go": go}
        for code, (content, name) in files.items():
            data[f"file:{code.replace('_', '-')}"] = (io.BytesIO(content), name)
        return self.post(address, data, content_type="multipart/form-data")

    def submit(self, draft: str) -> str:
        """File it; returns the number."""
        self.get(f"/drafts/{draft}/review")
        answer = self.post(f"/drafts/{draft}/submit")
        assert answer.status_code == 302, errors(answer.text)
        return answer.location.split("/")[2]

    def file(self, code: str, **changes: Any) -> str:
        """From the first page to the number."""
        draft = self.start(code)
        if self.fill(draft, example(code) | changes).endswith("/attachments"):
            assert self.enclose(draft, GCS=(PDF, "giay-chung-sinh.pdf")).status_code == 302
        return self.submit(draft)

    @property
    def account(self) -> Account:
        house = self.app.extensions["house"]
        with house.database.reading() as connection:
            found = find_by_sign_in(connection, self.identifier, key=house.key)
            assert found is not None
            account = load_account(connection, found.account, found.epoch)
        assert account is not None
        return account


def form_in(page: str) -> str:
    """The form of a page that holds the answers."""
    found = re.search(r'<form[^>]*id="answers".*?</form>', page, re.DOTALL)
    assert found is not None, page
    return found[0]


def errors(page: str) -> str:
    """What the box at the top says is wrong."""
    found = re.search(r"govuk-error-summary__body.*?</ul>", page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0]) if found else ""


def example(code: str, place: int = 0) -> dict[str, Any]:
    from formengine.resources import folder

    source = json.loads((folder("form_definitions") / f"{code}.json").read_bytes())
    return source["examples"][place]["document"]


def definition(app: Flask, code: str) -> Definition:
    with app.extensions["house"].database.reading() as connection:
        return current_definition(connection, code)[1]


def house_lists(app: Flask) -> Any:
    with app.extensions["house"].database.reading() as connection:
        return lists_of(connection)


def code_of(app: Flask, draft: str) -> str:
    return row_of(app, draft).procedure


def row_of(app: Flask, draft: str) -> Any:
    with app.extensions["house"].database.reading() as connection:
        return connection.execute(select(drafts).where(drafts.c.id == draft)).one()


def body_of(app: Flask, draft: str) -> Any:
    return json.loads(row_of(app, draft).body)
