"""What a person sees when something cannot be done: in the layout, in their language, with what to do next."""

import logging

from flask import Flask, Response, make_response, render_template, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from formengine.web.context import forget_person
from formengine.web.parking import may_be_sent_again, posted

log = logging.getLogger(__name__)

SHOWN = (400, 403, 404, 405, 413, 429)
RETRY_AFTER_SECONDS = 10


def page(status: int, **values: object) -> Response:
    """The page for a status; one without a page of its own shows that of its kind."""
    shown = status if status in SHOWN or status in (500, 503) else 400 if status < 500 else 500
    return make_response(render_template(f"errors/{shown}.html", **values), status)


def _refused(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    response = page(error.code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _too_often(error: RateLimitExceeded) -> Response:
    response = page(429)
    response.headers["Retry-After"] = "60"
    return response


def _without_token(_error: CSRFError) -> Response:
    """The session changed while the form lay open: what was typed is offered for sending again."""
    form = posted()
    return page(400, again=form if may_be_sent_again(form) else None, had_files=form.had_files)


def _database_is_away(error: Exception) -> Response:
    log.error("the database does not answer: %s", type(error).__name__, exc_info=error)
    forget_person()
    response = page(503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _database_failed(error: DBAPIError) -> Response:
    return _database_is_away(error) if error.connection_invalidated else _our_fault(error)


def _our_fault(error: Exception) -> Response:
    """A fault of ours. Names the place in the log, never what was typed."""
    original = getattr(error, "original_exception", None) or error
    log.error("%s %s failed", request.method, request.endpoint, exc_info=original)
    forget_person()
    return page(500)


def init(app: Flask) -> None:
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(RateLimitExceeded, _too_often)
    app.register_error_handler(CSRFError, _without_token)
    app.register_error_handler(OperationalError, _database_is_away)
    app.register_error_handler(PoolTimeout, _database_is_away)
    app.register_error_handler(DBAPIError, _database_failed)
    app.register_error_handler(InternalServerError, _our_fault)
