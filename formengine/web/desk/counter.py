"""At the counter: a receptionist opens a submission for a person who stands there, or for one that came by post."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from formengine.accounts import identity
from formengine.accounts.people import (
    AnotherPerson,
    Person,
    add_organisation,
    find_organisation,
    find_person,
    person_at_desk,
)
from formengine.catalog.browsing import Entry, search, with_form
from formengine.catalog.versions import UnknownVersion, current_definition, definition_of
from formengine.forms.definition import Definition
from formengine.forms.formats import is_tax_code
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.registers.agencies import agencies_of
from formengine.services.errors import NotFound, Unavailable
from formengine.services.starting import start_draft
from formengine.web.context import current_user, house
from formengine.web.desk import words
from formengine.web.policy import policy
from formengine.web.typed import Typed, read_day

# Procedures listed before anything is searched for.
MOST_LISTED = 60
CHANNELS = ("counter", "post")


@dataclass(frozen=True, slots=True)
class Visitor(Typed):
    """Who stands at the counter, as typed."""

    known: Person | None = None
    looked_up: bool = False


@policy("receptionist")
def counter() -> str:
    """The procedures that the receptionist's one-stop desk receives."""
    typed = request.args.get("q", "").strip()
    with house().database.reading() as connection:
        entries = search(connection, typed, only_with_form=True).entries if typed else with_form(connection)
        received = [entry for entry in entries[:MOST_LISTED] if _received_here(connection, entry)]
    return render_template("desk/counter.html", entries=received, typed=typed)


@policy("receptionist")
def person(code: str) -> str:
    return _ask(_definition(code), Visitor({}, {}))


@policy("receptionist")
def open_for(code: str) -> Response | tuple[str, int] | str:
    """Look the person up, or open the submission for them."""
    definition, form = _definition(code), request.form
    if form.get("go") == "look":
        return _ask(definition, _look_up(form))
    visitor = _read(definition, form)
    if visitor.problems:
        return _ask(definition, visitor), 422
    try:
        applicant, organisation = _write_down(visitor, form)
    except AnotherPerson:
        message = _("This personal number belongs to somebody with another name or day of birth. Check the card again.")
        return _ask(definition, Visitor(form, {"personal_number": message})), 422
    try:
        draft = start_draft(
            house(),
            current_user.account,
            code,
            channel=form["channel"],
            on_behalf=form["on_behalf"],
            organisation=organisation,
            applicant=applicant,
        )
    except Unavailable as unavailable:
        return _ask(definition, Visitor(form, {"": str(unavailable)})), 422
    except NotFound:
        abort(404)
    return redirect(url_for("citizen.page", draft_id=draft, page=1))


def _ask(definition: Definition, visitor: Visitor) -> str:
    locale = current_locale()
    return render_template(
        "desk/person.html",
        code=definition.code,
        procedure=definition.text(definition.title, locale),
        behalves=_behalves(definition),
        channels=CHANNELS,
        visitor=visitor,
        words=words,
        problems=[(name, "", message) for name, message in visitor.problems.items()],
    )


def _definition(code: str) -> Definition:
    with house().database.reading() as connection:
        try:
            definition = current_definition(connection, code)[1]
        except UnknownVersion:
            abort(404)
    if definition.audience == ("official",) or definition.opened_only:
        abort(404)
    return definition


def _behalves(definition: Definition) -> tuple[str, ...]:
    own = ("self", "child", "person") if "citizen" in definition.audience else ()
    return (*own, "organisation") if "organisation" in definition.audience else own


def _received_here(connection: Connection, entry: Entry) -> bool:
    """Whether one of the receptionist's desks receives for an agency that decides this procedure."""
    if entry.current_version is None:
        return False
    kind = definition_of(connection, entry.current_version).competent.get("type")
    register, today = agencies_of(connection), house().today()
    mine = {held.agency for held in current_user.actor.positions if held.role == "receptionist"}
    if kind is None:
        return True
    return any(register.one_stop_of(agency).id in mine for agency in register.of_type(kind, today))


def _look_up(form: Mapping[str, str]) -> Visitor:
    number = identity.personal_number(form.get("personal_number", ""))
    if not number:
        return Visitor(form, {"personal_number": _("Enter the 12 digits of the personal number")})
    with house().database.reading() as connection:
        known = find_person(connection, number, key=house().key)
    if known is None:
        return Visitor(form, {}, looked_up=True)
    typed = dict(form.items()) | {"full_name": known.full_name, "phone": known.phone or form.get("phone", "")}
    if known.birth_date:
        typed |= {"birth_date": known.birth_date.isoformat()}
    return Visitor(typed, {}, known=known, looked_up=True)


def _read(definition: Definition, form: Mapping[str, str]) -> Visitor:
    problems = {}
    if form.get("channel") not in CHANNELS:
        problems["channel"] = _("Choose how the submission came")
    if form.get("on_behalf") not in _behalves(definition):
        problems["on_behalf"] = _("Choose for whom it is filed")
    if form.get("personal_number", "").strip() and not identity.personal_number(form["personal_number"]):
        problems["personal_number"] = _("Enter the 12 digits of the personal number")
    if not identity.full_name(form.get("full_name", "")):
        problems["full_name"] = _("Enter the full name as on the identity card")
    born = read_day(form.get("birth_date", ""))
    if born is None or born > house().today():
        problems["birth_date"] = _("Enter the day of birth as day/month/year, such as 20/02/1990")
    if form.get("phone", "").strip() and not identity.phone_number(form["phone"]):
        problems["phone"] = _("Enter a mobile phone number of 10 digits, such as 0912 345 678")
    if form.get("on_behalf") == "organisation":
        problems |= _organisation_problems(form)
    return Visitor(form, problems)


def _organisation_problems(form: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    if not is_tax_code(form.get("tax_code", "").strip()):
        problems["tax_code"] = _("Enter the tax code: 10 digits, 13 for a branch")
    else:
        with house().database.reading() as connection:
            known = find_organisation(connection, form["tax_code"].strip())
        if known is None and not form.get("organisation", "").strip():
            problems["organisation"] = _("This tax code is not known yet. Enter the organisation's name")
    return problems


def _write_down(visitor: Visitor, form: Mapping[str, str]) -> tuple[str, str]:
    """Ids of the person and, where one is filed for, of the organisation; raises AnotherPerson."""
    number = identity.personal_number(form.get("personal_number", ""))
    details: dict[str, Any] = {
        "full_name": identity.full_name(form["full_name"]),
        "personal_number": number,
        "birth_date": read_day(form["birth_date"]),
        "phone": identity.phone_number(form.get("phone", "")),
        "sex": identity.sex_of(number) if number else "",
    }
    at = house().now()
    with house().database.transaction() as connection:
        applicant = person_at_desk(connection, key=house().key, at=at, **details)
        organisation = ""
        if form["on_behalf"] == "organisation":
            known = find_organisation(connection, form["tax_code"].strip())
            name = " ".join(form.get("organisation", "").split())
            organisation = (
                known.id if known else add_organisation(connection, name=name, tax_code=form["tax_code"].strip(), at=at)
            )
    return applicant.id, organisation
