"""A small site that shows the components as pages use them, without a database or sign-in behind it."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from flask import Flask, render_template_string, request, url_for
from markupsafe import Markup
from werkzeug.serving import make_server

from formengine import compile_form, i18n
from formengine.resources import folder

CHROMIUM = Path("/usr/bin/chromium")
ENDPOINTS = {
    "catalogue.index": "/",
    "citizen.submissions": "/submissions",
    "public.track": "/track",
    "desk.index": "/desk",
    "agency.index": "/agency",
    "account.sign_in": "/sign-in",
    "account.sign_out": "/sign-out",
    "account.register": "/register",
    "account.language": "/language",
    "account.profile": "/profile",
    "demo.mails": "/demo/mails",
}


CONTROLS = {
    "type": "object",
    "properties": {
        "line": {"type": "string", "title": "Ngành nghề", "enum": [f"Ngành số {number}" for number in range(1, 501)]},
        "capital": {"type": "integer", "title": "Vốn kinh doanh", "x-widget": "money"},
        "area": {"type": "number", "title": "Diện tích"},
        "day": {"type": "string", "title": "Ngày bắt đầu", "format": "date"},
        "born": {"type": "string", "title": "Ngày hoặc năm sinh", "format": "partial-date"},
        "city": {"type": "string", "title": "Nơi sinh", "list": "province"},
    },
}


def controls(answers: dict[str, object]) -> Markup:
    """What the engine draws of these answers."""
    form = compile_form(CONTROLS, i18n.current_locale())
    return form.render(answers, form.check(answers))


TEXT = {"type": "string", "title": "Tên", "minLength": 1}
CHOOSER = {
    "type": "object",
    "required": ["owner"],
    "properties": {
        "owner": {
            "title": "Chủ sở hữu",
            "oneOf": [
                {"type": "object", "title": "Cá nhân", "required": ["name"], "properties": {"name": TEXT}},
                {"type": "object", "title": "Tổ chức", "required": ["tax"], "properties": {"tax": TEXT}},
            ],
        },
        "note": {"type": "string", "title": "Ghi chú"},
        "members": {
            "type": "array",
            "title": "Thành viên",
            "maxItems": 5,
            "items": {"type": "object", "title": "Thành viên", "required": ["name"], "properties": {"name": TEXT}},
        },
    },
}


def chooser(posted: object) -> Markup:
    """What the engine draws of what was posted, or of nothing."""
    form = compile_form(CHOOSER, i18n.current_locale())
    return form.render(form.read(posted) if posted else {"owner": {}, "members": [{"name": "Một"}]})


def gallery() -> Flask:
    app = Flask(__name__, static_folder=str(folder("static")), template_folder=str(folder("templates")))
    app.config["SECRET_KEY"] = "only for this test"
    app.jinja_env.globals.update(
        _=i18n.gettext,
        ngettext=i18n.ngettext,
        controls=controls,
        chooser=chooser,
        static=lambda name: url_for("static", filename=name),
        csrf_field=lambda: Markup('<input type="hidden" name="csrf_token" value="token">'),
    )
    for endpoint, rule in ENDPOINTS.items():
        app.add_url_rule(rule, endpoint, lambda: "", methods=["GET", "POST"])
    app.config["posted"] = []

    @app.context_processor
    def person() -> dict[str, object]:
        known = SimpleNamespace(is_authenticated=True, is_official=True, name="Phạm Thị Mẫu")
        return {"locale": i18n.current_locale(), "current_user": known, "demo": True}

    @app.before_request
    def speak() -> None:
        i18n.set_locale(request.args.get("lang", "vi"))

    @app.after_request
    def guard(response):
        response.headers["Content-Security-Policy"] = "default-src 'self'; base-uri 'none'; form-action 'self'"
        return response

    @app.route("/page/<name>", methods=["GET", "POST"])
    def page(name: str) -> str:
        if request.method == "POST":
            app.config["posted"].append(request.form.to_dict())
        source = (Path(__file__).parent / "pages" / f"{name}.html").read_text("utf-8")
        return render_template_string(source, posted=request.form)

    return app


@pytest.fixture(scope="session")
def site() -> Flask:
    return gallery()


@pytest.fixture(scope="session")
def address(site: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser, address):
    """visit(page, width=1280, scripts=True, …) opens a page and fails on anything the browser complains of."""
    contexts, complaints = [], []

    def open_page(name: str, width: int = 1280, scripts: bool = True, **options: object):
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on(
            "request",
            lambda sent: complaints.append(sent.url) if urlsplit(sent.url).netloc != urlsplit(address).netloc else None,
        )
        page.goto(f"{address}/page/{name}", wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
