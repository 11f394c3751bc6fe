"""Check your answers, submit, or throw the draft away."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.effects.facts import PaperOrder
from formengine.effects.paper_data import told_sections
from formengine.explaining import limit_text
from formengine.i18n import current_locale, ngettext
from formengine.i18n import gettext as _
from formengine.services import deciding, drafting, filing
from formengine.services.enclosing import AttachmentView
from formengine.services.errors import NoAgency, NotFound, NotReady, Unavailable, refusal_text
from formengine.services.filing import Review
from formengine.web.citizen.draft import asked_of, own_draft, page_address, place_of, supplementing, title_of, way_out
from formengine.web.citizen.enclosing import source_text
from formengine.web.context import current_user, house
from formengine.web.files import Download, described, made
from formengine.web.policy import policy
from submissions.refusal import Refused

# Up to so many problems are named one by one.
FEW = 6


@dataclass(frozen=True, slots=True)
class Mend:
    """Something that stands in the way of submitting, with where to mend it."""

    href: str
    text: str


@policy("signed_in")
def review(draft_id: str) -> str:
    return _page(_reviewed(draft_id))


@policy("signed_in")
def answers(draft_id: str) -> Download:
    """The answers of the draft, to print or to show to somebody before they are sent."""
    judged = _reviewed(draft_id)
    draft, locale = judged.open_draft, current_locale()
    enclosed = [_counted(draft.definition.text(view.attachment.title, locale), view) for view in judged.attachments]
    data = {
        "locale": locale,
        "title": title_of(draft),
        "draft": True,
        "sections": told_sections(judged.sections),
        "attachments": [row for row in enclosed if row["originals"] or row["copies"]],
    }
    return made(PaperOrder("answers", data, draft.draft.saved_at), f"{_('Answers')} {title_of(draft)}.pdf")


@policy("signed_in")
def submit(draft_id: str) -> Response | tuple[str, int]:
    """File it; pressed twice it leads to the same number."""
    account = current_user.account
    try:
        number = filing.submit(house(), account, draft_id, current_locale())
    except NotFound:
        abort(404)
    except NotReady:
        return _page(_reviewed(draft_id), tried=True), 422
    except (NoAgency, Unavailable) as nobody:
        return _page(_reviewed(draft_id), tried=True, refusal=str(nobody)), 422
    except Refused as refused:  # the request for supplement was answered elsewhere, or the submission has ended
        names = deciding.names_for(house(), refused)
        return _page(_reviewed(draft_id), tried=True, refusal=refusal_text(refused, names)), 409
    return redirect(url_for("citizen.submitted", number=number))


@policy("signed_in")
def discard(draft_id: str) -> Response | str:
    draft = own_draft(draft_id)
    if request.method == "GET":
        return render_template(
            "citizen/discard.html",
            draft=draft.draft,
            title=title_of(draft),
            back=url_for("citizen.draft", draft_id=draft_id),
        )
    drafting.discard_draft(house(), current_user.account, draft_id)
    flash(_("The draft has been deleted."), "success")
    return redirect(way_out(draft))


def _reviewed(draft_id: str) -> Review:
    try:
        return filing.review(house(), current_user.account, draft_id, current_locale())
    except NotFound:
        abort(404)


def _page(judged: Review, tried: bool = False, refusal: str = "") -> str:
    draft, locale = judged.open_draft, current_locale()
    address = url_for("citizen.review", draft_id=draft.draft.id)
    mend = _to_mend(judged)
    if judged.is_ready and judged.competent is None:
        refusal = refusal or _("No agency in our register is responsible for the place you named. Check the address.")
    return render_template(
        "citizen/review.html",
        draft=draft.draft,
        title=title_of(draft),
        over=supplementing(draft),
        asked=asked_of(draft),
        place=place_of(draft, address),
        sections=[_section(judged, section) for section in judged.sections],
        attachments=[_enclosed(judged, view) for view in judged.attachments],
        charges=[
            {"title": draft.definition.text(charge.title, locale), "amount": charge.amount, "due": due_text(charge.due)}
            for charge in judged.charges
        ],
        total=judged.total,
        receiving=_agency(judged.receiving),
        competent=_agency(judged.competent) if judged.competent != judged.receiving else "",
        time_limit=_time_limit(judged),
        case=draft.definition.text(judged.case.title, locale) if judged.case else "",
        mend=mend,
        ready=judged.is_ready and not refusal,
        refusal=refusal,
        tried=tried,
    )


def _section(judged: Review, section: Any) -> dict[str, Any]:
    """The answers of a page by the groups they stand in, in their order."""
    groups: list[tuple[str, list[Any]]] = []
    for row in section.rows:
        if not groups or groups[-1][0] != row.group:
            groups.append((row.group, []))
        groups[-1][1].append({"key": row.label, "value": row.value})
    return {
        "title": section.title,
        "href": page_address(judged.open_draft, section.page, to="review"),
        "groups": [("" if name == section.title else name, rows) for name, rows in groups],
    }


def _enclosed(judged: Review, view: AttachmentView) -> dict[str, Any]:
    item, definition = view.attachment, judged.open_draft.definition
    return {
        "title": definition.text(item.title, current_locale()),
        "files": [described(file)["name"] for file in view.files],
        "waived": source_text(item.waived_by[0]["source"]) if view.waived else "",
        "shown": item.keep == "shown",
        "missing": view.missing,
    }


def _counted(title: str, view: AttachmentView) -> dict[str, Any]:
    originals = sum(file.copy_kind == "original" for file in view.files)
    return {"title": title, "originals": originals, "copies": len(view.files) - originals}


def _to_mend(judged: Review) -> list[Mend]:
    """Everything that stands in the way, one by one while it is little, else page by page."""
    draft, locale = judged.open_draft, current_locale()
    form = draft.form(locale)
    if len(judged.problems) > FEW:
        found = [_page_to_mend(judged, index) for index in judged.pages_with_problems]
    else:
        named = zip(judged.problems, form.error_summary(judged.problems), strict=True)
        found = [
            Mend(f"{_where(judged, form.page_of(problem.pointer))}#{element}", message)
            for problem, (element, message) in named
        ]
    where = url_for("citizen.attachments", draft_id=draft.draft.id, check="1")
    for item in judged.missing:
        found.append(Mend(where, _("Enclose: %(paper)s", paper=draft.definition.text(item.title, locale))))
    return found


def _page_to_mend(judged: Review, index: int) -> Mend:
    form = judged.open_draft.form(current_locale())
    title = next(view.title for view in form.pages(judged.document) if view.index == index)
    count = sum(form.page_of(problem.pointer) == index for problem in judged.problems)
    one, several = "%(page)s: %(n)s point to fill in or mend", "%(page)s: %(n)s points to fill in or mend"
    return Mend(_where(judged, index), ngettext(one, several, count, page=title))


def _where(judged: Review, index: int) -> str:
    return page_address(judged.open_draft, index, check="1", to="review")


def _agency(agency: Any) -> str:
    if agency is None:
        return ""
    return agency.name_en if current_locale() == "en" and agency.name_en else agency.name


def _time_limit(judged: Review) -> str:
    if judged.case is None:
        return ""
    draft = judged.open_draft
    resolved = draft.definition.resolve_limit(judged.case.time_limit, draft.case_object(judged.document))
    return limit_text(resolved["amount"], resolved["unit"]) if resolved else ""


def due_text(due: str) -> str:
    """When a fee is to be paid."""
    return {
        "filing": _("when you submit"),
        "acceptance": _("when the submission is accepted"),
        "result": _("when you receive the result"),
    }.get(due, "")
