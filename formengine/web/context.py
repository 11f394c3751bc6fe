"""What a request knows: the installation, the signed-in person, the language."""

from datetime import timedelta
from secrets import token_urlsafe

from flask import Flask, current_app, g, request, session
from flask_login import AnonymousUserMixin, LoginManager, current_user, login_user

from formengine.accounts.passwords import Passwords, passwords
from formengine.accounts.signing_in import Account, load_account
from formengine.i18n import LOCALES, set_locale
from formengine.services.house import House
from submissions.actors import Actor

__all__ = ["Nobody", "SignedIn", "current_user", "house", "password_costs", "prefers_json", "remember", "session_name"]

LANGUAGE_COOKIE = "language"
# How long a person may be idle; a cookie is written anew after a while, not with each page.
IDLE = timedelta(hours=8)
RENEW_AFTER_SECONDS = 600


class SignedIn:
    """The person of this request, as Flask-Login and the templates know one."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account: Account, id: str) -> None:
        self.account = account
        self.actor: Actor = account.actor
        self._id = id

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def is_official(self) -> bool:
        return self.account.is_official

    @property
    def locale(self) -> str:
        return self.account.locale

    def holds(self, role: str) -> bool:
        """Whether the person holds a position with this role anywhere."""
        return any(position.role == role for position in self.account.positions)

    def get_id(self) -> str:
        return self._id


class Nobody(AnonymousUserMixin):
    """Somebody who has not signed in."""

    is_official = False
    name = ""

    def holds(self, role: str) -> bool:
        return False


def house() -> House:
    """The installation that serves this request."""
    return current_app.extensions["house"]


def password_costs() -> Passwords:
    """How dear a hash is: cheap where every password is published anyway."""
    return passwords("quick" if house().config.demo else "standard")


def remember(account: str, epoch: int) -> None:
    """Begin a session of its own for an account: nothing of the session before is left."""
    session.clear()
    id = f"{account} {epoch} {token_urlsafe(24)}"
    opened = _load(id)
    if opened is None:
        raise LookupError(f"no open account has the id {account!r} and the epoch {epoch}")
    login_user(opened)
    session.permanent = True
    session["renewed"] = int(house().now().timestamp())


def prefers_json() -> bool:
    """Whether a script of a page asks, which reads no pages."""
    return request.accept_mimetypes.best == "application/json"


def session_name() -> str:
    """The random name of this session; empty when nobody is signed in."""
    return current_user.get_id().split(" ")[2] if current_user.is_authenticated else ""


def _load(id: str) -> SignedIn | None:
    account, epoch, name = id.split(" ")
    with house().database.reading() as connection:
        found = load_account(connection, account, int(epoch), house().today(), session=name)
    return SignedIn(found, id) if found else None


def _speak() -> None:
    """Choose the language of this request."""
    if request.endpoint != "static":
        set_locale(_locale())


def _locale() -> str:
    if current_user.is_authenticated:
        return current_user.locale
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LOCALES:
        return chosen
    return request.accept_languages.best_match(LOCALES) or house().config.locale


def _renew() -> None:
    """Move the end of the session on while the person is at work."""
    if request.endpoint != "static" and current_user.is_authenticated:
        now = int(house().now().timestamp())
        if abs(now - session.get("renewed", 0)) > RENEW_AFTER_SECONDS:
            session["renewed"] = now


def forget_person() -> None:
    """Draw what follows as for nobody: for error pages that must not ask the database again."""
    g._login_user = Nobody()


def init(app: Flask) -> None:
    manager = LoginManager(app)
    manager.anonymous_user = Nobody
    manager.session_protection = None  # phones change their address; each session has a name that can be ended
    manager.user_loader(_load)
    app.before_request(_speak)
    app.before_request(_renew)
