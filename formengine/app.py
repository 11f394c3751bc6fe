"""The web application: everything wired together, nothing decided."""

from collections.abc import Callable, MutableMapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask
from flask.templating import Environment

from formengine import i18n
from formengine.config import Config, read_config
from formengine.database import open_database
from formengine.resources import folder
from formengine.services.house import House, now_utc
from formengine.web import catalogue, context, demo, errors, parking, policy, public, security, static
from formengine.web.account import routes as account
from formengine.web.agency import routes as agency
from formengine.web.citizen import routes as citizen
from formengine.web.desk import routes as desk


class Templates(Environment):
    """Templates that share one set of globals: nobody gives a template globals of its own, and looking through a
    chain of them is what importing a macro costs."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def create_app(config: Config | None = None, *, now: Callable[[], datetime] | None = None) -> Flask:
    """The application for an installation; `now` is its clock, UTC, where it is not the machine's."""
    config = config or read_config()
    app = Flask("formengine", template_folder=str(folder("templates")), static_folder=None)
    app.jinja_environment = Templates
    security.configure(app, config)
    app.extensions["house"] = House(open_database(config), config, now or now_utc)
    _speak_templates(app)
    static.init(app)
    for blueprint in _blueprints(config):
        app.register_blueprint(blueprint)
    context.init(app)
    security.guard_requests(app, config)
    policy.init(app)
    parking.init(app)
    security.protect(app)
    security.limit_tries(app, config)
    security.head_answers(app, config)
    errors.init(app)
    return app


def _blueprints(config: Config) -> list[Blueprint]:
    shown = [each.blueprint for each in (catalogue, public, account, citizen, desk, agency)]
    return [*shown, demo.blueprint] if config.demo else shown


def _speak_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = False
    app.jinja_env.globals.update(
        _=i18n.gettext,
        ngettext=i18n.ngettext,
        format_date=i18n.format_date,
        format_moment=i18n.format_moment,
        format_money=i18n.format_money,
        format_number=i18n.format_number,
    )

    @app.context_processor
    def shared() -> dict[str, object]:
        house = app.extensions["house"]
        return {"locale": i18n.current_locale(), "demo": house.config.demo, "now": house.now()}
