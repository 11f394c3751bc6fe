"""Write docs/acts.md from the table of acts.

Usage: python tools/acts_table.py [--check]; with --check it only says whether the file is up to date.
"""

import sys
from pathlib import Path

from submissions.acts import ACTS, Act
from submissions.capacities import CAPACITIES, STATES
from submissions.refusal import REASONS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "acts.md"
NEEDS = {
    "outcome": "an outcome",
    "reason": "the reason",
    "agencies": "the agencies",
    "agency": "the agency",
    "stage": "the stage",
    "supplement": "what is asked for, item by item",
    "fee": "the fee",
    "amount": "the amount",
    "date": "the new date",
    "person": "the person",
    "paper": "the paper",
    "score": "a score from 1 to 5",
    "step_form": "the step's form, where it has one",
}
HEAD = """# Acts

Made from the table in `submissions/acts.py` by `python tools/acts_table.py`; a test compares. The same table decides
which buttons a page shows and what the filing room refuses. *Undo*: whoever did it may take it back for a minute, while
nobody has acted on it and no other submission has moved with it; until then nobody outside is told or shown anything.
*Checks*: whoever proposed or asked may not do it, nor
anybody in their place. The applicant, the owner and whoever stepped back never act as officials.

| act | who | on the steps | when | needs | what comes of it | checks | undo | recorded as |
|---|---|---|---|---|---|---|---|---|
"""
FOOT = """
Beside a submission: every official may **delegate** their positions, and a head those of the staff, to a colleague of
the same agency for dates and by a document that allows it (`/desk/deputies`); an approved leave does so by itself. What
is done then is recorded as `ActedFor` before the act.

An act that is taken back stays in the log with `Undone` after it; the number of a paper that it had issued is not given
a second time. The log and the control slip tell such numbers as taken back.

What may still be taken back has not left the house. The applicant's side (pages, list, papers, tracking) is shown the
submission without it, and may do what is possible both on what it is shown and on the submission as it is; where only
what is pending forbids it, the answer is `being_handled`. At the desk the papers of such an act are drafts. Who has the
applicant before them hands a paper out at once with `hand_out`, after which the act stands.

Time acts as `clock`: silence (`on_silence` of the step), warnings of heads, the end of what is never answered, the work
of an agency that ended (`AgencySucceeded`), the end of submissions whose parent was given up.

## What is refused

| code | meaning |
|---|---|
"""


def page() -> str:
    rows = "".join(f"| {' | '.join(_cells(act))} |\n" for act in ACTS.values())
    refused = "".join(f"| `{code}` | {meaning} |\n" for code, meaning in REASONS.items())
    return HEAD + rows + FOOT + refused


def _cells(act: Act) -> tuple[str, ...]:
    return (
        f"`{act.name}`",
        "; ".join(CAPACITIES[name].sentence for name in act.by),
        ", ".join(f"`{name}`" for name in act.on) or "the whole submission",
        STATES[act.when].sentence,
        _needs(act),
        act.does,
        "yes" if act.checks else "",
        "yes" if act.undo else "",
        ", ".join(f"`{kind.__name__}`" for kind in act.records),
    )


def _needs(act: Act) -> str:
    told = [NEEDS[need] for need in act.needs if need != "outcome"]
    if act.outcomes:
        told.insert(0, f"one of {', '.join(f'`{outcome}`' for outcome in act.outcomes)}")
    if act.reason_for:
        told.append(f"the reason for {', '.join(f'`{outcome}`' for outcome in act.reason_for)}")
    return "; ".join(told)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text("utf-8") != page())
    PAGE.write_text(page(), "utf-8")
