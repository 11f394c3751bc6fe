"""A worker that dies on the spot: `python dying_worker.py '{"hours": …, "dies_at": …, "when": …, "after": …}'`.

Its clock stands so many hours ahead. It ends as by kill -9 before or after the so-many-th call of a function of
`formengine.effects.deliveries`; with no function named it does all there is.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sabotage

from formengine import worker
from formengine.config import Config, read_config
from formengine.database import Database, open_database
from formengine.effects import deliveries
from formengine.effects.facts import Facts, Recipient
from formengine.services.house import now_utc

TOLD = {"procedure": "Thủ tục", "agency": "Ủy ban", "status": "Được tiếp nhận", "task": "", "due": "", "link": "/"}
PEOPLE = [Recipient("account1", "Nguyễn Văn Mẫu", "mau@example.vn")]
FACTS = Facts(lambda *_: PEOPLE, lambda _connection, submission, *_: TOLD | {"number": submission}, lambda *_: None)


def do_all(database: Database, config: Config, hours: float) -> None:
    """Everything that is due so many hours from now."""
    ahead = timedelta(hours=hours)
    worker.run_worker(database, config, FACTS, once=True, clock=lambda: now_utc() + ahead)


def die_at(name: str, when: str, after: int) -> None:
    whole, left = getattr(deliveries, name), after

    def step(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0 and when == "before":
            os._exit(9)
        came = whole(*arguments, **named)
        if left < 0:
            os._exit(9)
        return came

    put: Callable[[Any, str, Any], None] = setattr
    put(deliveries, name, step)
    if hasattr(worker, name):
        put(worker, name, step)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    sabotage.take_away_what_is_named()
    if given["dies_at"]:
        die_at(given["dies_at"], given["when"], given["after"])
    config = read_config()
    do_all(open_database(config), config, given["hours"])
