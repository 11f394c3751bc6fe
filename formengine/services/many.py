"""One act on many tasks: each in a transaction of its own, with its own outcome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from formengine.accounts.signing_in import Account
from formengine.services.deciding import Wish, act, names_for
from formengine.services.errors import NotFound, refusal_text
from formengine.services.house import House
from submissions.refusal import Refused

MOST = 500


@dataclass(frozen=True)
class Outcome:
    """What came of one task: `problem` says why nothing was done, empty where it was."""

    number: str
    task: str
    problem: str = ""


def act_on_many(house: House, account: Account, tasks: Sequence[tuple[str, str]], wish: Wish) -> list[Outcome]:
    """Do `wish` on each (number, task), at most MOST of them; one that is refused does not hold up the others.

    A decision counts for the answers as they are at that moment. Raises NotFound for a task that is not theirs to see.
    """
    return [_one(house, account, number, task, wish) for number, task in dict.fromkeys(tasks[:MOST])]


def _one(house: House, account: Account, number: str, task: str, wish: Wish) -> Outcome:
    try:
        done = act(house, account, number, replace(wish, task=task))
    except Refused as refused:
        return Outcome(number, task, refusal_text(refused, names_for(house, refused)))
    except NotFound:
        return Outcome(number, task, refusal_text(Refused("not_yours"), {}))
    return Outcome(number, task, done.problems[0].message if done.problems else "")
