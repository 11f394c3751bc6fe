"""Before the first page: an unfinished draft to go on with, or for whom a new one is."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from formengine.accounts.people import Person
from formengine.catalog import browsing
from formengine.catalog.versions import UnknownVersion, current_definition
from formengine.forms.definition import Definition
from formengine.i18n import current_locale, format_date
from formengine.i18n import gettext as _
from formengine.reports.mine import drafts_of
from formengine.services import starting
from formengine.services.errors import NotFound, Unavailable
from formengine.web.context import current_user, house
from formengine.web.policy import policy


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody for whom the person may file; `value` is what the form posts."""

    value: str
    text: str
    hint: str = ""


@policy("signed_in")
def apply(code: str) -> Response | str | tuple[str, int]:
    """Say for whom, and start; a draft begun before is offered first."""
    with house().database.reading() as connection:
        definition = _definition(connection, code)
        if isinstance(definition, str):
            flash(definition, "info")
            return redirect(url_for("catalogue.procedure", code=code))
        choices = _choices(connection, definition)
        if request.method == "GET" or not choices:
            return _page(connection, definition, choices)
        chosen = request.form.get("for", choices[0].value if len(choices) == 1 else "")
        if chosen not in [choice.value for choice in choices]:
            return _page(connection, definition, choices, problem=_("Choose for whom you are filing")), 422
    return _start(definition, choices, chosen)


def _start(definition: Definition, choices: list[Choice], chosen: str) -> Response | tuple[str, int]:
    on_behalf, _colon, id = chosen.partition(":")
    own = {"organisation": id} if on_behalf == "organisation" else {"child": id} if on_behalf == "child" else {}
    try:
        draft = starting.start_draft(house(), current_user.account, definition.code, on_behalf=on_behalf, **own)
    except NotFound:
        abort(404)
    except Unavailable as unavailable:
        with house().database.reading() as connection:
            return _page(connection, definition, choices, problem=str(unavailable)), 422
    return redirect(url_for("citizen.page", draft_id=draft, page=1))


def _definition(connection: Connection, code: str) -> Definition | str:
    """The procedure's current definition, or the sentence that says why it cannot be filed here."""
    entry = browsing.entry(connection, code)
    if entry is None or (entry.internal and not current_user.is_official):
        abort(404)
    try:
        definition = current_definition(connection, code)[1]
    except UnknownVersion:
        return _("There is no electronic form for this procedure yet.")
    if definition.opened_only:
        return _("Nobody files this procedure by itself: a step of another submission opens it.")
    return definition


def _choices(connection: Connection, definition: Definition) -> list[Choice]:
    """Everybody for whom the definition lets this person file."""
    if definition.audience == ("official",):
        return [Choice("self", _("Myself"))]
    found: list[Choice] = []
    known = starting.on_whose_behalf(connection, current_user.account, definition, house().today())
    if "citizen" in definition.audience:
        found.append(Choice("self", _("Myself")))
        if _asks_about_owner(definition) or _for_children(definition):
            found += [_child(child) for child in known["children"]]
        if _for_children(definition):
            found.append(Choice("child:", _("My child who is not listed here"), _("For example a newborn child")))
    found += [
        Choice(f"organisation:{one.id}", one.name, _("Tax code %(code)s", code=one.tax_code))
        for one in known["organisations"]
    ]
    if found and (proof := _proof(definition)) is not None:
        hint = _("You will be asked to enclose: %(paper)s", paper=proof) if proof else ""
        found.append(Choice("person", _("Another person who has authorised me"), hint))
    return found


def _child(child: Person) -> Choice:
    hint = _("Born on %(day)s", day=format_date(child.birth_date)) if child.birth_date else ""
    return Choice(f"child:{child.id}", _("My child or ward: %(name)s", name=child.full_name), hint)


def _asks_about_owner(definition: Definition) -> bool:
    """Whether the form asks about a person beside the requester whose data the register may know."""
    owner = definition.parties.get("owner", "")
    if not owner or owner == definition.parties.get("requester"):
        return False
    return any(pointer.startswith(f"{owner}/") for pointer in definition.form("vi").data_items())


def _for_children(definition: Definition) -> bool:
    """Whether the procedure is one that parents file for a child, as its examples show."""
    return any(example.filing.get("on_behalf") == "child" for example in definition.examples)


def _proof(definition: Definition) -> str | None:
    """The title of the paper that an agent has to enclose; None where nobody may file for another person."""
    agent = definition.parties.get("agent")
    if agent is None:
        return None
    titles = {item.code: definition.text(item.title, current_locale()) for item in definition.attachments}
    return titles.get(agent.get("proof", ""), "")


def _page(connection: Connection, definition: Definition, choices: list[Choice], problem: str = "") -> str:
    begun = drafts_of(connection, current_user.account.id, current_locale(), definition.code)
    return render_template(
        "citizen/apply.html",
        definition=definition,
        title=definition.text(definition.title, current_locale()),
        choices=choices,
        drafts=[draft for draft in begun if draft.channel == "online"],
        internal=definition.audience == ("official",),
        problem=problem,
        chosen=request.form.get("for", ""),
    )
