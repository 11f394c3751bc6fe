"""A clerk's browser that finds the form of an act on a page, fills it in and sends it."""

import html
import json
import re
from typing import Any

from desk_cases import browser
from flask import Flask
from form_browser import posted

from formengine.catalog.versions import publish
from formengine.resources import folder

RECEPTIONIST, OFFICER = "tiepnhan1.binhduong@mau.example", "hotich.binhduong@mau.example"
SECOND_OFFICER, HEAD = "kinhte.binhduong@mau.example", "lanhdao.binhduong@mau.example"
DEPUTY_HEAD, STRANGER = "phochutich.binhduong@mau.example", "chuyenvien1.taichinh@mau.example"
EXAMINED = {"/looked_up": "civil_status", "/needs_verification": "false", "/conclusion": "eligible"}
CODE = "1.004873"


def publish_signed(app: Flask) -> None:
    """A certificate whose requests for supplement the head approves and whose paper is signed in a step of its own."""
    source = json.loads((folder("form_definitions") / f"{CODE}.json").read_bytes())
    route = [stage for stage in source["route"] if stage["stage"] not in ("verification", "confirmation")]
    decide = next(step for stage in route for step in stage["steps"] if step["step"] == "decide")
    sign = {
        "step": "sign", "title": "Ký số", "agency": {"competent": True}, "role": "leader", "act": "sign",
        "signs": decide.pop("signs"),
    }  # fmt: skip
    route.insert(-1, {"stage": "signing", "title": "Ký", "steps": [sign]})
    source["clock"]["supplements"]["approved_by"] = "head"
    source |= {"route": route, "examples": []}
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        publish(connection, json.dumps(source, ensure_ascii=False).encode(), at=house.now())


class Desk:
    """Somebody at the desk with one submission before them."""

    def __init__(self, app: Flask, who: str, number: str, locale: str = "vi") -> None:
        self.number, self.client = number, browser(app, who)
        if locale != "vi":
            self.client.post("/language", data={"to": locale})

    def page(self, task: str = "") -> str:
        answer = self.client.get(f"/desk/{self.number}/{task}" if task else f"/desk/{self.number}")
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def forms(self, page: str) -> dict[str, tuple[str, dict[str, list[str]]]]:
        """The forms of a page by the last part of their address: (address, what a browser would send)."""
        found = re.findall(r'<form method="post"[^>]* action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL)
        return {
            html.unescape(address).rsplit("/", 1)[1]: (html.unescape(address), posted(text).to_dict(flat=False))
            for address, text in found
        }

    def task(self) -> str:
        """The clerk's task in the submission, as its page links to it."""
        return re.findall(rf'href="/desk/{self.number}/([^"/?#.]+~\d+)"', self.page())[0]

    def press(self, name: str, task: str = "", page: str = "", **typed: Any) -> Any:
        """Fill in the form of an act and send it; the answer. `typed` by the controls' names."""
        address, controls = self.forms(page or self.page(task))[name]
        controls.pop("csrf_token", None)  # the browser's own goes along, also with somebody else's page
        missing = {key for key in typed if key not in controls and f'name="{key}"' not in (page or self.page(task))}
        assert not missing, f"the form of {name} has no {missing}"
        return self.client.post(address, data={**controls, **typed})

    def do(self, name: str, task: str = "", **typed: Any) -> str:
        """As `press`, which must go through; the page that follows."""
        answer = self.press(name, task, **typed)
        assert answer.status_code == 302, problems(answer.text)
        return self.client.get(answer.location).text

    def refused(self, status: int, name: str, task: str = "", page: str = "", **typed: Any) -> str:
        """As `press`, which must be refused with words that a person sees; those words."""
        answer = self.press(name, task, page, **typed)
        assert answer.status_code == status, (answer.status_code, problems(answer.text))
        said = problems(answer.text)
        assert said, answer.text
        return said


def problems(page: str) -> str:
    """What the box at the top of a page says."""
    found = re.search(r"govuk-error-summary__body.*?</ul>|govuk-error-summary.*?</div>\s*</div>", page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(found[0]))).strip() if found else ""


def flashes(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(page)))
