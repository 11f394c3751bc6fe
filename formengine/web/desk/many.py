"""One act on the tasks that were ticked in a queue, and a page that says what came of each."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.accounts.staff import holders
from formengine.i18n import gettext as _
from formengine.i18n import ngettext
from formengine.services.deciding import Wish
from formengine.services.many import MOST, act_on_many
from formengine.web.context import current_user, house
from formengine.web.desk import words
from formengine.web.policy import policy
from submissions.acts import ACTS

# Acts that can be done on many tasks, with the outcome that each means; the others need a look at each submission.
OFFERED: tuple[tuple[str, str, str], ...] = (
    ("claim", "claim", ""),
    ("release", "release", ""),
    ("accept", "accept", ""),
    ("opine-agree", "opine", "agree"),
    ("propose-approve", "propose", "approve"),
    ("decide-approve", "decide", "approve"),
    ("sign", "sign", ""),
    ("deliver-online", "deliver_result", "online"),
    ("deliver-counter", "deliver_result", "counter"),
    ("attend", "attend", ""),
)
ASSIGN = "assign"


@dataclass(frozen=True)
class Offer:
    """What the bar under a queue offers: acts in words, and people to give tasks to where the official is a head."""

    acts: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]


def offer() -> Offer:
    """What the signed-in official can do with what they tick."""
    acts = [(code, _in_words(name, outcome)) for code, name, outcome in OFFERED]
    people = _people()
    if people:
        acts.insert(2, (ASSIGN, words.act_title(ASSIGN)))
    return Offer(tuple(acts), people)


def _in_words(name: str, outcome: str) -> str:
    title = words.act_title(name)
    return f"{title}: {words.outcome(name, outcome)}" if outcome else title


def _people() -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    led = [held.agency for held in current_user.actor.positions if held.role == "leader"]
    with house().database.reading() as connection:
        for agency in led:
            for role in ("officer", "receptionist"):
                found.update(holders(connection, agency, role, house().today()))
    return tuple(sorted(found.items(), key=lambda one: one[1]))


@policy("official")
def act() -> Response | str | tuple[str, int]:
    """Do the chosen act on every task ticked."""
    ticked = [tuple(value.split("/", 1)) for value in request.form.getlist("task") if value.count("/") == 1]
    code, person = request.form.get("act", ""), request.form.get("person", "")
    known = {code: (name, outcome) for code, name, outcome in OFFERED} | {ASSIGN: (ASSIGN, "")}
    if not ticked or code not in known or (code == ASSIGN and not person):
        flash(_("Tick at least one task and choose what to do with it."), "warning")
        return redirect(url_for("desk.index"))
    if len(ticked) > MOST:
        flash(_("Tick at most %(n)s tasks at a time.", n=MOST), "warning")
        return redirect(url_for("desk.index"))
    name, outcome = known[code]
    wish = Wish(name, outcome=outcome, person=person if "person" in ACTS[name].needs else "")
    outcomes = act_on_many(house(), current_user.account, [(number, task) for number, task in ticked], wish)
    done = sum(not one.problem for one in outcomes)
    return render_template(
        "desk/many.html",
        title=_in_words(name, outcome),
        outcomes=outcomes,
        told=ngettext("%(n)s task done", "%(n)s tasks done", done),
        refused=ngettext("%(n)s not done", "%(n)s not done", len(outcomes) - done) if done < len(outcomes) else "",
    )
