"""What an account knows of its person, and what the person may change of it."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.accounts.addresses import address_in_words, label_of
from formengine.accounts.contact import change_contact
from formengine.accounts.officials import lists_of
from formengine.accounts.passwords import password_problem
from formengine.accounts.people import Person, dependants_of, person_of
from formengine.accounts.registration import RegistrationRefused
from formengine.accounts.roles import role_in_words
from formengine.accounts.signing_in import Credentials, change_password, password_hash_of, verify_password
from formengine.accounts.staff import positions_of
from formengine.effects.deliveries import retry_failed
from formengine.forms.lists import Lists
from formengine.i18n import current_locale, format_date
from formengine.i18n import gettext as _
from formengine.registers.agencies import agencies_of
from formengine.web.context import current_user, house, password_costs, remember
from formengine.web.policy import policy


@policy("signed_in")
def show() -> str:
    today = house().today()
    with house().database.reading() as connection:
        person = person_of(connection, current_user.account.person)
        held = positions_of(connection, person.id, today)
        agencies = agencies_of(connection)
        rows = _rows(person, lists_of(connection), today)
        dependants = dependants_of(connection, person.id, today)
    locale = current_locale()
    positions = [
        {
            "title": one.title or role_in_words(one.role).shown_title(),
            "agency": agencies.name(one.agency, locale),
            "role": role_in_words(one.role),
        }
        for one in held
    ]
    return render_template(
        "account/profile.html",
        person=person,
        rows=rows,
        positions=positions,
        organisations=current_user.account.organisations,
        dependants=dependants,
    )


@policy("signed_in")
def contact() -> Response | str | tuple[str, int]:
    account = current_user.account
    if request.method == "GET":
        with house().database.reading() as connection:
            person = person_of(connection, account.person)
        return render_template("account/contact.html", phone=person.phone, email=person.email, problems={})
    phone, email = request.form.get("phone", ""), request.form.get("email", "")
    try:
        with house().database.transaction() as connection:
            change_contact(connection, account.id, phone=phone, email=email, key=house().key)
            retry_failed(connection, account.id, house().now())
    except RegistrationRefused as refused:
        page = render_template("account/contact.html", phone=phone, email=email, problems=refused.problems)
        return page, 422
    flash(_("Phone number and e-mail have been saved."), "success")
    return redirect(url_for("account.profile"))


@policy("signed_in")
def password() -> Response | str | tuple[str, int]:
    """A new password signs every other browser out."""
    if request.method == "GET":
        return render_template("account/password.html", problems={})
    account = current_user.account
    problems = _password_problems()
    if problems:
        return render_template("account/password.html", problems=problems), 422
    hashed = password_costs().hash(request.form["password"])
    with house().database.transaction() as connection:
        change_password(connection, account.id, hashed)
    remember(account.id, account.epoch + 1)
    flash(_("The password has been changed. Other browsers have been signed out."), "success")
    return redirect(url_for("account.profile"))


def _password_problems() -> dict[str, str]:
    account = current_user.account
    old, new = request.form.get("old_password", ""), request.form.get("password", "")
    with house().database.reading() as connection:
        person = person_of(connection, account.person)
        hashed = password_hash_of(connection, account.id)
    known = (person.full_name, person.personal_number, person.phone, person.email)
    problems = {"password": password_problem(new, known)}
    if not verify_password(Credentials(account.id, hashed, account.epoch, person.sample), old, password_costs()):
        problems["old_password"] = _("This is not your present password")
    elif person.sample:
        problems["old_password"] = _("Sample people keep their published password")
    if new != request.form.get("password_again", ""):
        problems["password_again"] = _("The two passwords are not the same")
    return {name: text for name, text in problems.items() if text}


def _rows(person: Person, lists: Lists, today: date) -> list[dict[str, Any]]:
    sexes = {"male": _("Male"), "female": _("Female")}
    kinds = {
        "citizen_card": _("Citizen identity card"),
        "identity_card": _("Identity card"),
        "passport": _("Passport"),
    }
    document = " ".join(part for part in (kinds.get(person.id_kind, ""), person.id_number) if part)
    return [
        {"key": _("Full name"), "value": person.full_name},
        {"key": _("Personal number"), "value": person.personal_number},
        {"key": _("Date of birth"), "value": format_date(person.birth_date)},
        {"key": _("Sex"), "value": sexes.get(person.sex, "")},
        {"key": _("Ethnic group"), "value": label_of(lists, "ethnic-group", person.ethnicity, today, current_locale())},
        {"key": _("Nationality"), "value": label_of(lists, "nationality", person.nationality, today, current_locale())},
        {"key": _("Identity document"), "value": document or "–"},
        {"key": _("Address"), "value": address_in_words(person.address, lists, today, current_locale()) or "–"},
    ]
