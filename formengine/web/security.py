"""What guards every request: sizes, encodings, tokens, limits of tries, and the headers of every answer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, g, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from formengine.config import Config
from formengine.web.context import IDLE, current_user
from formengine.web.policy import asked_policy

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MB = 1024 * 1024
TEXT_BYTES = 2 * MB
FILES_AT_ONCE = 5
MOST_FIELDS = 5000

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
)

# Tries of one address, and of one sign-in name from one address: a stranger's tries lock nobody else out.
# Only failed sign-ins count.
SIGN_IN = ("20 per minute; 200 per hour", "10 per 5 minutes")
REGISTER = "10 per hour"
TRACK = "15 per minute; 100 per hour"


def configure(app: Flask, config: Config) -> None:
    """Settings of Flask and Flask-WTF; call it before anything is registered."""
    app.config.update(
        SECRET_KEY=config.key(),
        SESSION_COOKIE_NAME="__Host-formengine" if config.secure_cookies else "formengine",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=IDLE,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        MAX_CONTENT_LENGTH=TEXT_BYTES,
        MAX_FORM_MEMORY_SIZE=TEXT_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open as long as its session lives
        WTF_CSRF_SSL_STRICT=False,  # the token and SameSite judge; some browsers send no Referer
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.wsgi_app = HeadAsGet(app.wsgi_app)  # type: ignore[method-assign]


class HeadAsGet:
    """Answers HEAD as GET without a body: views know two methods, and take what is not GET for something sent."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.application(environ, start_response)
        answer = self.application({**environ, "REQUEST_METHOD": "GET"}, start_response)
        if hasattr(answer, "close"):
            answer.close()
        return []


def guard_requests(app: Flask, config: Config) -> None:
    """Refuse bodies that are too large or are no text, before anybody reads them."""
    with_files = (config.max_upload_mb * FILES_AT_ONCE) * MB + TEXT_BYTES

    def judge() -> None:
        asked = asked_policy()
        if asked is not None and asked.files and request.mimetype == "multipart/form-data":
            request.max_content_length = with_files
        if b"\x00" in _decoded(request.query_string) or "\x00" in request.path:
            abort(400)
        if request.method == "POST":
            _judge_body()

    app.before_request(judge)


def _judge_body() -> None:
    if request.mimetype == "application/x-www-form-urlencoded":
        body = request.get_data(cache=True, parse_form_data=False)
        if body.count(b"&") >= MOST_FIELDS:
            abort(413)
        _decoded(body)
    elif request.mimetype == "multipart/form-data" and any(
        "\ufffd" in name or "\ufffd" in value for name, value in request.form.items(multi=True)
    ):
        abort(400)


def _decoded(written: bytes) -> bytes:
    """The octets behind percent signs; 400 when they are not UTF-8."""
    octets = unquote_to_bytes(written)
    try:
        octets.decode()
    except UnicodeDecodeError:
        abort(400)
    return octets


def csrf_field() -> Markup:
    """The hidden field that every form which changes something carries."""
    if "csrf_field" not in g:  # signed once a request, however many forms the page has
        g.csrf_field = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    return g.csrf_field


def protect(app: Flask) -> None:
    CSRFProtect(app)
    app.jinja_env.globals["csrf_field"] = csrf_field


def limit_tries(app: Flask, config: Config) -> None:
    """Count tries at signing in, registering and tracking."""
    limiter = Limiter(get_remote_address, app=app, storage_uri=config.rate_limit_storage, strategy="moving-window")
    app.extensions["limits"] = limiter

    def failed(response: Response) -> bool:
        return response.status_code >= 400

    def name_and_address() -> str:
        return f"{get_remote_address()} {request.form.get('identifier', '').strip().lower()[:100]}"

    def limited(endpoint: str, rate: str, **options: object) -> None:
        view = app.view_functions[endpoint]
        app.view_functions[endpoint] = limiter.limit(rate, methods=["POST"], **options)(view)  # type: ignore

    by_address, by_name = SIGN_IN
    limited("account.sign_in", by_address, deduct_when=failed)
    limited("account.sign_in", by_name, deduct_when=failed, key_func=name_and_address)
    limited("account.register", REGISTER)
    for endpoint in ("agency.end", "agency.appoint", "agency.end_position"):  # they ask for the own password
        limited(endpoint, by_address, deduct_when=failed)
    limited("public.track", TRACK)


def head_answers(app: Flask, config: Config) -> None:
    """Headers of every answer; a view may set a stricter policy of its own."""

    @app.after_request
    def head(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "geolocation=(), microphone=()")
        if config.secure_cookies:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            _say_how_long_it_keeps(response)
        return response


def _say_how_long_it_keeps(response: Response) -> None:
    personal = bool(session) or current_user.is_authenticated
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if personal else "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
