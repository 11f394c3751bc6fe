"""What all pages of a draft share: whose it is, where one stands in it, where to go from there."""

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from werkzeug.exceptions import NotFound as NoSuchPage

from formengine.dossier_reading import open_dossier
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.services import drafting, enclosing
from formengine.services.drafting import OpenDraft
from formengine.services.errors import NotFound
from formengine.web.context import current_user, house


@dataclass(frozen=True, slots=True)
class Place:
    """A step of filling in: `number` of `of`, and the address of the one before it."""

    number: int
    of: int
    back: str


def own_draft(draft_id: str) -> OpenDraft:
    """The signed-in person's draft; the same 404 for an unknown one and for another person's."""
    try:
        return drafting.open_draft(house(), current_user.account, draft_id)
    except NotFound:
        abort(404)


def title_of(draft: OpenDraft) -> str:
    return draft.definition.text(draft.definition.title, current_locale())


def shown_pages(draft: OpenDraft) -> list[int]:
    """The indexes of the pages that the answers call for."""
    return [view.index for view in draft.pages(current_locale()) if view.shown]


def steps_of(draft: OpenDraft) -> list[str]:
    """The addresses of every step that lies before the number, in order."""
    ways = [page_address(draft, index) for index in shown_pages(draft)]
    if asks_for_files(draft):
        ways.append(url_for("citizen.attachments", draft_id=draft.draft.id))
    return [*ways, url_for("citizen.review", draft_id=draft.draft.id)]


def asks_for_files(draft: OpenDraft) -> bool:
    return bool(enclosing.attachments_of(draft))


def page_address(draft: OpenDraft, index: int, **values: str) -> str:
    return url_for("citizen.page", draft_id=draft.draft.id, page=index + 1, **values)


def place_of(draft: OpenDraft, address: str) -> Place:
    """Where `address` stands among the steps; raises NoSuchPage for one that is no step of this draft."""
    ways = steps_of(draft)
    if address not in ways:
        raise NoSuchPage()
    at = ways.index(address)
    return Place(at + 1, len(ways), ways[at - 1] if at else way_out(draft))


def after(draft: OpenDraft, address: str) -> str:
    """The address of the step that follows."""
    ways = steps_of(draft)
    at = ways.index(address) if address in ways else -1
    return ways[min(at + 1, len(ways) - 1)]


def way_out(draft: OpenDraft) -> str:
    """Where somebody belongs who leaves the draft: the list of what is theirs, or the counter."""
    if draft.draft.filing["channel"] != "online":
        return url_for("desk.index")
    if number := draft.draft.filing.get("number"):
        return url_for("citizen.submission", number=number)
    return url_for("citizen.submissions")


def asked_of(draft: OpenDraft) -> dict[str, Any] | None:
    """What the agency asks for, while the draft answers its request for supplement."""
    number = draft.draft.filing.get("number", "")
    if not number:
        return None
    with house().database.reading() as connection:
        dossier = open_dossier(connection, current_user.actor, number, house().config, house().now())
        asked = dossier.supplement() if dossier is not None else None
    return asked if asked and asked["open"] else None


def supplementing(draft: OpenDraft) -> str:
    """Above the title: which submission is being mended; empty for a new one."""
    number = draft.draft.filing.get("number", "")
    return _("Supplement to submission %(number)s", number=number) if number else ""
