"""Publishing definitions and setting figures: what agencies do to their procedures."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from formengine.accounts.signing_in import Account
from formengine.campaigns import sets_a_day
from formengine.catalog import versions
from formengine.catalog.browsing import entry
from formengine.catalog.versions import Version, current_definition
from formengine.forms.definition import SETTING, Definition, Setting
from formengine.forms.formats import is_day_or_minute, is_hour_minute
from formengine.forms.problems import DefinitionError, Problem
from formengine.i18n import gettext as _
from formengine.registers.agencies import agencies_of
from formengine.registers.settings import set_setting as write_setting
from formengine.services.errors import Forbidden, NotFound
from formengine.services.house import House
from formengine.services.proving import prove

PUBLISHERS = ("administrator", "leader")


def may_publish(account: Account, agency_type: str, types_of: dict[str, str]) -> bool:
    """Whether the account may publish for procedures owned by agencies of a type: its administrators and leaders."""
    return any(
        position.role == "administrator" or (position.role in PUBLISHERS and types_of[position.agency] == agency_type)
        for position in account.positions
    )


def publish(
    house: House, account: Account, source: bytes, acknowledged: Sequence[str] = (), procedure: str | None = None
) -> Version:
    """Publish a definition as a new version; raises Forbidden, DefinitionError (also for warnings not acknowledged)."""
    definition, problems, warnings = prove(source)
    if definition is None or problems:
        raise DefinitionError(problems)
    unread = [warning for warning in warnings if not acknowledged]
    if unread:
        raise DefinitionError(unread)
    notes = [f"{warning.pointer}: {reason}" for warning in warnings for reason in acknowledged]
    with house.database.transaction() as connection:
        register = agencies_of(connection)
        types = {position.agency: register.by_id(position.agency).type for position in account.positions}
        if not may_publish(account, definition.owner, types):
            raise Forbidden(_("Only the owner of a procedure may publish it."))
        return versions.publish(
            connection, source, by=account.person, at=house.now(), acknowledged=notes, procedure=procedure
        )


def set_setting(
    house: House, account: Account, procedure: str, agency: str, key: str, value: Any, valid_from: date, basis: str
) -> None:
    """Set a procedure's setting from a day on: for the agency, or for all where the setting is the owner's.

    Raises NotFound, Forbidden, DefinitionError (the value does not fit the setting; pointer "/settings/<key>").
    """
    with house.database.transaction() as connection:
        if entry(connection, procedure) is None:
            raise NotFound(procedure)
        _version, definition = current_definition(connection, procedure)
        setting = definition.settings.get(key)
        if setting is None:
            raise NotFound(key)
        if not any(account.actor.holds(agency, role) for role in PUBLISHERS):
            raise Forbidden(_("Only a leader or administrator of the agency may set this."))
        for_everybody = setting.set_by == "owner"
        if for_everybody and agencies_of(connection).by_id(agency).type != definition.owner:
            raise Forbidden(_("Only the owner of the procedure may set this, for all agencies."))
        if message := _what_is_wrong(definition, setting, value):
            raise DefinitionError([Problem(f"/settings/{key}", "value", message)])
        if valid_from < house.today() - timedelta(days=366):
            raise DefinitionError([Problem("/valid_from", "minimum", _("The day lies too far in the past."))])
        write_setting(
            connection,
            procedure,
            key,
            value,
            agency=None if for_everybody else agency,
            valid_from=valid_from,
            basis=basis,
            by=account.person,
            at=house.now(),
        )


def _what_is_wrong(definition: Definition, setting: Setting, value: Any) -> str:
    """Why the setting cannot have the value, for whoever set it; empty where it can."""
    return (
        _value_problem(setting, value)
        or _hour_problem(definition, setting.key, value)
        or _day_problem(definition, setting.key, value)
    )


def _day_problem(definition: Definition, key: str, value: Any) -> str:
    """What is wrong with a first or last day on which submissions are taken; empty text is one still to be set."""
    if not sets_a_day(definition, key) or value == "" or is_day_or_minute(str(value)):
        return ""
    return _("Write a day such as 01/06/2026, or with the hour 2026-06-01T07:00.")


def _hour_problem(definition: Definition, key: str, value: Any) -> str:
    """What is wrong with a value that the clock reads as an hour of the day."""
    if definition.clock.get("cut_off") != f"{SETTING}{key}" or is_hour_minute(str(value)):
        return ""
    return _("Write an hour such as 15:00.")


def _value_problem(setting: Setting, value: Any) -> str:
    kinds: dict[str, tuple[type, ...]] = {
        "integer": (int,),
        "number": (int, float),
        "string": (str,),
        "boolean": (bool,),
    }
    if not isinstance(value, kinds[setting.type]) or (isinstance(value, bool) and setting.type != "boolean"):
        return _("Write a value of the kind that this setting holds.")
    if setting.minimum is not None and value < setting.minimum:
        return _("The value must be at least %(least)s.", least=setting.minimum)
    if setting.maximum is not None and value > setting.maximum:
        return _("The value must be at most %(most)s.", most=setting.maximum)
    return ""
