"""Signing in and out, opening an account, the language."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from formengine.accounts.registration import Registration, RegistrationRefused, prepare
from formengine.accounts.registration import register as open_account
from formengine.accounts.samples import demo_accounts
from formengine.accounts.sessions import end_session
from formengine.accounts.signing_in import (
    Credentials,
    change_locale,
    find_by_sign_in,
    record_sign_in,
    verify_password,
)
from formengine.i18n import LOCALES, current_locale, set_locale
from formengine.i18n import gettext as _
from formengine.web.account import kin, profile
from formengine.web.context import IDLE, LANGUAGE_COOKIE, current_user, house, password_costs, remember, session_name
from formengine.web.parking import forget_parked, parked
from formengine.web.policy import policy
from formengine.web.ways import home, onward

blueprint = Blueprint("account", __name__)

REGISTERED = ("full_name", "personal_number", "phone", "email")
A_YEAR = 365 * 24 * 3600

blueprint.add_url_rule("/profile", "profile", profile.show)
blueprint.add_url_rule("/profile/contact", "contact", profile.contact, methods=["GET", "POST"])
blueprint.add_url_rule("/profile/kin", "kin", kin.show, methods=["GET", "POST"])
blueprint.add_url_rule("/profile/kin/<relative>/taken-back", "end_kin", kin.end, methods=["POST"])
blueprint.add_url_rule("/profile/password", "password", profile.password, methods=["GET", "POST"])


@blueprint.route("/sign-in", methods=["GET", "POST"])
@policy("public")
def sign_in() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return redirect(onward() or home()) if current_user.is_authenticated else _sign_in_page()
    typed, password = request.form.get("identifier", ""), request.form.get("password", "")
    with house().database.reading() as connection:
        found = find_by_sign_in(connection, typed, key=house().key)
    right = verify_password(found, password, password_costs())
    if found is None or not right or (found.sample and not house().config.demo):
        return _sign_in_page(problem=_("The number or address and the password do not belong together")), 422
    stale = not found.sample and password_costs().outdated(found.password_hash)
    return _enter(found, password_costs().hash(password) if stale else None)


@blueprint.post("/sign-in/sample")
@policy("public")
def sign_in_as_sample() -> Response:
    """Sign in as one of the people of a demonstration, without a password."""
    if not house().config.demo:
        abort(404)
    with house().database.reading() as connection:
        found = find_by_sign_in(connection, request.form.get("identifier", ""), key=house().key)
    if found is None or not found.sample:
        abort(404)
    return _enter(found)


@blueprint.post("/sign-out")
@policy("public")
def sign_out() -> Response:
    if current_user.is_authenticated:
        now = house().now()
        with house().database.transaction() as connection:
            end_session(connection, session_name(), until=now + IDLE, now=now)
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("catalogue.index"))


@blueprint.route("/register", methods=["GET", "POST"])
@policy("public")
def register() -> Response | str | tuple[str, int]:
    if current_user.is_authenticated:
        return redirect(home())
    if request.method == "GET":
        return render_template("account/register.html", typed={}, problems={}, next=onward())
    try:
        account = _open_account()
    except RegistrationRefused as refused:
        page = render_template("account/register.html", typed=request.form, problems=refused.problems, next=onward())
        return page, 422
    remember(account, 1)
    flash(_("Your account is open and you are signed in."), "success")
    return redirect(onward() or url_for("catalogue.index"))


@blueprint.route("/language", methods=["GET", "POST"])
@policy("public", POST="signed_in")
def language() -> Response:
    """Speak another language from now on; posted by a signed-in person, the account remembers it."""
    wanted = request.values.get("to")
    if wanted not in LOCALES:
        abort(404)
    if request.method == "POST":
        with house().database.transaction() as connection:
            change_locale(connection, current_user.account.id, wanted)
    answer = redirect(onward() or home())
    secure = house().config.secure_cookies
    answer.set_cookie(LANGUAGE_COOKIE, wanted, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer


@blueprint.route("/resume", methods=["GET", "POST"])
@policy("signed_in")
def resume() -> Response | str:
    """What was sent after the session had ended, ready to be sent on."""
    if request.method == "POST":
        answer = redirect(home())
        forget_parked(answer)
        return answer
    form = parked()
    return render_template("account/resume.html", form=form) if form else redirect(home())


def _sign_in_page(problem: str = "") -> str:
    samples = []
    if house().config.demo:
        locale = current_locale()
        samples = [
            {"name": one.name, "role": one.text(locale), "identifier": one.sign_in, "official": one.official}
            for one in demo_accounts()
        ]
    typed = request.form.get("identifier", "")
    return render_template("account/sign-in.html", problem=problem, typed=typed, next=onward(), samples=samples)


def _enter(found: Credentials, password_hash: str | None = None) -> Response:
    with house().database.transaction() as connection:
        record_sign_in(connection, found, house().now(), password_hash)
    remember(found.account, found.epoch)
    set_locale(current_user.locale)
    return redirect(onward() or home())


def _open_account() -> str:
    typed = {name: request.form.get(name, "").strip() for name in REGISTERED}
    password = request.form.get("password", "")
    problems = {}
    born = None
    try:
        born = _day_of_birth()
    except ValueError:
        problems["birth_date"] = _("Enter a day, month and year that exist, such as 2 9 1985")
    if password != request.form.get("password_again", ""):
        problems["password_again"] = _("The two passwords are not the same")
    registration = Registration(
        typed["full_name"],
        password,
        typed["personal_number"],
        typed["phone"],
        typed["email"],
        birth_date=born,
        locale=current_locale(),
    )
    try:
        prepared = prepare(registration, password_costs(), house().today())
    except RegistrationRefused as refused:
        raise RegistrationRefused({**refused.problems, **problems}) from None
    if problems:
        raise RegistrationRefused(problems)
    with house().database.transaction() as connection:
        return open_account(connection, prepared, key=house().key, at=house().now())


def _day_of_birth() -> date | None:
    parts = [request.form.get(f"birth_date_{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise ValueError("not a date in figures")
    return date(*map(int, parts))
