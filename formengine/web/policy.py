"""Who may open which page: declared at each view, by method, and judged in one place before any view runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from formengine.web.context import current_user
from formengine.web.parking import park

Kind = Literal["public", "signed_in", "official", "receptionist", "administrator"]
View = TypeVar("View", bound=Callable[..., Any])


class Undeclared(Exception):
    """A route whose view does not say who may open it; the application does not start."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`kind` for every method but those in `methods`; `files`: the view takes uploads."""

    kind: Kind
    methods: Mapping[str, Kind] = field(default_factory=dict)
    files: bool = False

    def asked(self, method: str) -> Kind:
        return self.methods.get("GET" if method == "HEAD" else method, self.kind)


def policy(kind: Kind, *, files: bool = False, **methods: Kind) -> Callable[[View], View]:
    """Declare who may open a view; `POST="signed_in"` for one method alone, `files=True` where it takes uploads."""
    for named in (kind, *methods.values()):
        if named not in get_args(Kind):
            raise ValueError(f"no policy is called {named!r}: use one of {', '.join(get_args(Kind))}")

    def declare(view: View) -> View:
        view.policy = Policy(kind, methods, files)  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(app: Flask, endpoint: str) -> Policy:
    """What the view of an endpoint declares; raises Undeclared."""
    declared = getattr(app.view_functions[endpoint], "policy", None)
    if declared is None:
        raise Undeclared(f"{endpoint}: say above the view who may open it, with @policy(…)")
    return declared


def asked_policy() -> Policy | None:
    """The policy of the page that this request asks for; None where there is no such page."""
    return current_app.extensions["policies"][request.endpoint] if request.endpoint else None


def init(app: Flask) -> None:
    """Judge every request; raises Undeclared when a route says nothing."""
    app.extensions["policies"] = {rule.endpoint: policy_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    app.before_request(_judge)


def _judge() -> Response | None:
    asked = asked_policy()
    if asked is None:
        return None
    kind = asked.asked(request.method)
    if kind == "public":
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if not _may(kind):
        abort(403)
    return None


def _may(kind: Kind) -> bool:
    if kind == "signed_in":
        return True
    return current_user.is_official if kind == "official" else current_user.holds(kind)


def _ask_to_sign_in() -> Response:
    if request.method == "GET":
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    if request.method == "POST":
        return park()
    return redirect(url_for("account.sign_in"))
