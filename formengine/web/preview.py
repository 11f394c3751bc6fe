"""One definition in the browser: its pages as a citizen sees them, without account, database or agencies."""

from pathlib import Path

from flask import Flask, Response, abort, render_template, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from formengine import i18n
from formengine.forms.compiled import CompiledForm
from formengine.forms.definition import Definition
from formengine.forms.loading import load_definition
from formengine.forms.problems import DefinitionError, Problem
from formengine.resources import folder
from formengine.web import static


class Previewed:
    """The definition as the file has it now; read again when the file changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = 0
        self._definition: Definition | None = None
        self.problems: list[Problem] = []

    @property
    def stamp(self) -> int:
        return self.path.stat().st_mtime_ns

    def definition(self) -> Definition | None:
        """None while the file has problems, which are then in `problems`."""
        if self.stamp != self._stamp:
            self._stamp = self.stamp
            try:
                self._definition, self.problems = load_definition(self.path.read_bytes()), []
            except DefinitionError as error:
                self._definition, self.problems = None, list(error.problems)
        return self._definition


def create_preview(path: Path) -> Flask:
    """The preview of the definition file at `path`; answers live in the page alone and are kept nowhere."""
    app = Flask("formengine.preview", template_folder=str(folder("templates")), static_folder=None)
    static.init(app)
    app.jinja_env.globals.update(_=i18n.gettext, ngettext=i18n.ngettext)
    previewed = Previewed(path)

    @app.before_request
    def speak() -> None:
        i18n.set_locale(request.args.get("lang", "vi"))

    @app.get("/stamp")
    def stamp() -> Response:
        return Response(str(previewed.stamp), mimetype="text/plain")

    @app.route("/", defaults={"page": 0}, methods=["GET", "POST"])
    @app.route("/pages/<int:page>", methods=["GET", "POST"])
    def show(page: int) -> str:
        return _page(previewed, page)

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
        response.headers["Cache-Control"] = response.headers.get("Cache-Control") or "no-store"
        return response

    return app


def _page(previewed: Previewed, page: int) -> str:
    definition, locale = previewed.definition(), i18n.current_locale()
    common = {"stamp": previewed.stamp, "path": previewed.path.name, "locale": locale, "page": page}
    if definition is None:
        return render_template("layout/preview.html", definition=None, problems=previewed.problems, **common)
    form = definition.form(locale)
    views = form.pages(form.blank())
    if page >= len(views):
        abort(404)
    document, problems = _answers(form, page)
    return render_template(
        "layout/preview.html",
        definition=definition,
        title=definition.text(definition.title, locale),
        pages=views,
        controls=form.render(document, problems, page=page),
        summary=form.render_error_summary(problems) if problems else Markup(""),
        **common,
    )


def _answers(form: CompiledForm, page: int) -> tuple[object, list[Problem]]:
    if request.method == "GET":
        return form.blank(), []
    posted = MultiDict(request.form)
    document = form.compute(form.read(posted, base=form.blank(), page=page))
    if form.asked_to_stay(posted):
        return form.read(posted, base=form.blank(), page=page), []
    return document, form.check(document, page)
