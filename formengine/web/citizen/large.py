"""More was sent than is taken: the same page again, as it was saved last, with the reason."""

from flask import abort, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from formengine.forms.problems import Problem
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.web.citizen import enclosing, pages
from formengine.web.citizen.draft import own_draft, shown_pages
from formengine.web.context import current_user


def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """The handler for every page of the citizen's side."""
    values = request.view_args or {}
    if not current_user.is_authenticated or request.endpoint not in ("citizen.page", "citizen.attachments"):
        return render_template("errors/413.html"), 413
    draft = own_draft(values["draft_id"])
    if request.endpoint == "citizen.attachments":
        return enclosing.too_large(draft), 413
    index = values["page"] - 1
    if index not in shown_pages(draft):
        abort(404)
    text = _("What you sent is too large, so this page was not saved. Shorten the long answers and send it again.")
    first = draft.pages(current_locale())[index].pointers
    problem = Problem(first[0] if first else "", "maxLength", text)
    return pages.drawn(draft, index, draft.draft.body, [problem]), 413
