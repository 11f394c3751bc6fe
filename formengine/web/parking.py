"""A form that arrived after its session had ended is kept, until the person has signed in again and sends it on."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

from flask import Flask, current_app, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature
from limits import parse
from sqlalchemy import Column, String, Table, Text, delete, insert, select
from werkzeug.wrappers import Response

from formengine.web.context import current_user, house, prefers_json
from submissions.store.columns import Id, Utc, metadata

COOKIE = "parked"
KEPT_FOR = timedelta(hours=24)
MOST_BYTES = 1_000_000
RATE = parse("30 per hour")

# `token` is the SHA-256 of the cookie; `account` whose session had ended, empty where nothing tells; `fields` are
# the posted names and values as JSON, in their order.
parked_posts = Table(
    "parked_posts",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account", Id, nullable=False),
    Column("path", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("had_files", String(1), nullable=False),
    Column("until", Utc, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Parked:
    """A posted form: where it was sent, its fields, and whether files came with it, which are not kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool


def from_this_site() -> bool:
    """Whether the browser says that a page of this site sent the form."""
    origin = request.headers.get("Origin")
    fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
    return fetched in ("same-origin", "none") and origin in (None, request.host_url.rstrip("/"))


def posted() -> Parked:
    """The form of this request, without its token."""
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    path = request.full_path.rstrip("?")
    return Parked(path, fields, any(file.filename for file in request.files.values()))


def may_be_sent_again(form: Parked) -> bool:
    """Whether a form may be offered for sending once more: it came from here, is not huge and holds no password."""
    small = sum(len(name) + len(value) for name, value in form.fields) <= MOST_BYTES
    return small and from_this_site() and not any("password" in name for name, _value in form.fields)


def park() -> Response:
    """Keep the form of this request for whoever signs in again with this browser, and lead there.

    A script of a page is told that the session is over: the page still holds what was typed, and says so.
    """
    if prefers_json():
        return Response(status=401)
    form = posted()
    limiter = current_app.extensions["limits"]
    if not may_be_sent_again(form) or not limiter.limiter.hit(RATE, "park", request.remote_addr or ""):
        return redirect(url_for("account.sign_in"))
    token = token_urlsafe(32)
    now = house().now()
    row = {
        "token": _hash(token),
        "account": _whose(),
        "path": form.path,
        "fields": json.dumps(form.fields, ensure_ascii=False),
        "had_files": "1" if form.had_files else "",
        "until": now + KEPT_FOR,
    }
    with house().database.transaction() as connection:
        connection.execute(delete(parked_posts).where(parked_posts.c.until < now))
        connection.execute(insert(parked_posts).values(row))
    answer = redirect(url_for("account.sign_in", next=url_for("account.resume")))
    answer.set_cookie(
        COOKIE,
        token,
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=house().config.secure_cookies,
    )
    return answer


def parked() -> Parked | None:
    """The form that this browser sent after a session of this person had ended."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    statement = select(parked_posts).where(parked_posts.c.token == _hash(token), parked_posts.c.until >= house().now())
    with house().database.reading() as connection:
        row = connection.execute(statement).one_or_none()
    if row is None or row.account not in ("", current_user.account.id):
        return None
    return Parked(row.path, tuple((name, value) for name, value in json.loads(row.fields)), bool(row.had_files))


def forget_parked(answer: Response) -> None:
    """Throw away what was parked, in the request that sent it on."""
    token = request.cookies.get(COOKIE)
    if token:
        with house().database.transaction() as connection:
            connection.execute(delete(parked_posts).where(parked_posts.c.token == _hash(token)))
        answer.delete_cookie(COOKIE)


def _whose() -> str:
    """The account whose session this was: its cookie is still signed by us when it has expired or was ended."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    try:
        ended = serializer.loads(request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")) if serializer else {}
    except BadSignature:
        return ""
    return str(ended.get("_user_id", "")).partition(" ")[0]


def _sent_on(answer: Response) -> Response:
    """What was parked has arrived where it belongs: it is not kept any longer."""
    if request.method == "POST" and COOKIE in request.cookies and answer.status_code < 500 and _is_somebody():
        form = parked()
        if form is not None and form.path == request.full_path.rstrip("?"):
            forget_parked(answer)
    return answer


def _is_somebody() -> bool:
    return current_user.is_authenticated and request.endpoint != "account.sign_in"


def init(app: Flask) -> None:
    app.after_request(_sent_on)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
