"""The folder of mails that a demonstration writes instead of sending."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Blueprint, abort, render_template

from formengine.web.context import house
from formengine.web.policy import policy

blueprint = Blueprint("demo", __name__, url_prefix="/demo")

MOST_SHOWN = 200


@blueprint.get("/mails")
@policy("public")
def mails() -> str:
    """The newest mails first."""
    paths = sorted(_outbox().glob("*.eml"), reverse=True)
    shown = [_mail(path) for path in paths[:MOST_SHOWN]]
    return render_template("demo/mails.html", mails=shown, total=len(paths))


@blueprint.get("/mails/<name>")
@policy("public")
def mail(name: str) -> str:
    path = next((path for path in _outbox().glob("*.eml") if path.stem == name), None)
    if path is None:
        abort(404)
    return render_template("demo/mail.html", mail=_mail(path))


def _outbox() -> Path:
    return house().config.home / "outbox"


def _mail(path: Path) -> dict[str, object]:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    return {
        "name": path.stem,
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "at": message["Date"].datetime,
        "text": body.get_content() if body else "",
        "language": str(message["Content-Language"] or ""),
    }
