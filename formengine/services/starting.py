"""Starting a draft: who may, for whom, and what is known already."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from formengine.accounts.known import known_data, of_organisation, of_person
from formengine.accounts.officials import lists_of
from formengine.accounts.people import dependants_of, organisation_of, organisations_of, person_of
from formengine.accounts.signing_in import Account
from formengine.campaigns import window_of
from formengine.catalog.versions import UnknownVersion, current_definition
from formengine.forms.compiled import CompiledForm
from formengine.forms.definition import Definition
from formengine.forms.pointers import put, split_pointer
from formengine.i18n import gettext as _
from formengine.planning import settings_for
from formengine.services.errors import NotFound, Unavailable
from formengine.services.house import House
from submissions.store import drafts

OWN_SIDE = ("self", "child", "person", "organisation")


def start_draft(
    house: House,
    account: Account,
    code: str,
    *,
    channel: str = "online",
    on_behalf: str = "self",
    organisation: str = "",
    applicant: str = "",
    child: str = "",
) -> str:
    """A new draft of the current version, filled with what the account knows; returns its id.

    `applicant`: the person who stands at the counter (id); `child`: the dependant it is for (id).
    """
    with house.database.transaction() as connection:
        try:
            version, definition = current_definition(connection, code)
        except UnknownVersion:
            raise Unavailable(_("There is no electronic form for this procedure yet.")) from None
        _demand_allowed(connection, house, account, definition, channel, on_behalf, organisation, child)
        _demand_not_over(connection, definition, house)
        filing = {
            "channel": channel,
            "on_behalf": on_behalf,
            "organisation": organisation,
            "applicant": applicant,
            "child": child,
            "requester_kind": _requester_kind(definition, on_behalf),
            "waived": [],
        }
        form = definition.form("vi", lists_of(connection))
        body, prefilled = _prefill(connection, house, account, definition, form, filing)
        return drafts.create(
            connection,
            account_id=account.id,
            procedure=code,
            definition=version.id,
            filing=filing,
            body=body,
            prefilled=prefilled,
            at=house.now(),
        )


def _demand_not_over(connection: Connection, definition: Definition, house: House) -> None:
    """As `demand_open`, as far as it can be said before the competent agency, which may set the days, is known."""
    settings = settings_for(connection, definition, None, house.today())
    if window_of(definition, settings, house.config.zone).announced:
        demand_open(definition, settings, house)


def demand_open(definition: Definition, settings: Mapping[str, Any], house: House) -> None:
    """Raises Unavailable, with the days, outside those on which the procedure takes submissions."""
    if refusal := window_of(definition, settings, house.config.zone).refusal(house.now(), house.config.zone):
        raise Unavailable(refusal)


def _requester_kind(definition: Definition, on_behalf: str) -> str:
    if definition.audience == ("official",):
        return "official"
    return "organisation" if on_behalf == "organisation" else "citizen"


def _demand_allowed(
    connection: Connection,
    house: House,
    account: Account,
    definition: Definition,
    channel: str,
    on_behalf: str,
    organisation: str,
    child: str,
) -> None:
    if definition.opened_only:
        raise Unavailable(_("Nobody files this procedure by itself: a step of another submission opens it."))
    internal = definition.audience == ("official",)
    if internal and not account.is_official:
        raise NotFound(definition.code)
    if channel not in ("online", "counter", "post") or on_behalf not in OWN_SIDE:
        raise NotFound(definition.code)
    if channel != "online" and not any(position.role == "receptionist" for position in account.positions):
        raise NotFound(definition.code)
    if child and child not in {one.id for one in dependants_of(connection, account.person, house.today())}:
        raise NotFound(child)
    if on_behalf == "organisation" and channel == "online":
        mandated = {one.id for one in organisations_of(connection, account.person, house.today())}
        if organisation not in mandated:
            raise Unavailable(_("Choose an organisation that you represent."))


def _prefill(
    connection: Connection,
    house: House,
    account: Account,
    definition: Definition,
    form: CompiledForm,
    filing: Mapping[str, Any],
) -> tuple[Any, list[str]]:
    """The blank document filled with what is known, over the defaults: `person.*` in the requester's part only."""
    body = form.blank() or {}
    known = dict(_known(connection, house, account, filing))
    requester = definition.parties.get("requester", "")
    owner = definition.parties.get("owner", "")
    child = dict(of_person(person_of(connection, filing["child"]))) if filing.get("child") else {}
    filled = []
    for pointer, item in form.data_items().items():
        value = known.get(item)
        if item.startswith("person."):
            if child and owner and owner != requester and pointer.startswith(owner + "/"):
                value = child.get(item)
            elif not (requester and pointer.startswith(requester + "/")):
                continue
        if value in (None, ""):
            continue
        body = put(body, split_pointer(pointer), value)
        filled.append(pointer)
    form_hidden = form.hidden(body)
    return body, [pointer for pointer in filled if pointer not in form_hidden]


def _known(connection: Connection, house: House, account: Account, filing: Mapping[str, Any]) -> Mapping[str, Any]:
    if filing["channel"] != "online":
        known = of_person(person_of(connection, filing["applicant"])) if filing["applicant"] else {}
        if filing["organisation"]:
            known |= of_organisation(organisation_of(connection, filing["organisation"]))
        return known
    return known_data(connection, account.person, on=house.today(), organisation=filing["organisation"] or None)


def on_whose_behalf(connection: Connection, account: Account, definition: Definition, day: date) -> dict[str, Any]:
    """What the account can choose from when it files: {children: [Person], organisations: [Organisation]}."""
    organised = "organisation" in definition.audience
    return {
        "children": dependants_of(connection, account.person, day),
        "organisations": organisations_of(connection, account.person, day) if organised else [],
    }
