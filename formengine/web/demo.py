"""The folder of mails that a demonstration writes instead of sending."""

from flask import Blueprint, render_template

from formengine.web.policy import policy

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.get("/mails")
@policy("public")
def mails() -> str:
    return render_template("demo/mails.html", mails=[])
