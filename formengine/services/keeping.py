"""What has to be done once a day: the digest of all chains, old uploads that nobody claimed, posts nobody fetched."""

import hashlib
import json
from datetime import datetime, timedelta

from sqlalchemy import insert, select

from formengine.database import Database
from formengine.services.house import House
from submissions.store import files, log
from submissions.store.tables import chain_digests

UNCLAIMED_FOR = timedelta(hours=24)


def keep_house(house: House, _database: Database, now: datetime) -> int:
    """Do today's keeping unless it is done; returns 1 when it was done now."""
    day = house.today()
    with house.database.reading() as connection:
        if connection.execute(select(chain_digests.c.day).where(chain_digests.c.day == day)).first():
            return 0
    with house.database.transaction() as connection:
        if connection.execute(select(chain_digests.c.day).where(chain_digests.c.day == day)).first():
            return 0
        heads = log.heads(connection, now)
        digest = hashlib.sha256(json.dumps(heads).encode()).hexdigest()
        connection.execute(insert(chain_digests).values(day=day, submissions=len(heads), digest=digest))
        files.sweep(connection, house.files, now - UNCLAIMED_FOR)
    _export(house, day.isoformat(), len(heads), digest)
    return 1


def _export(house: House, day: str, count: int, digest: str) -> None:
    """Append to HOME/chain-digests.txt, which an archive outside the house should fetch."""
    path = house.config.home / "chain-digests.txt"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{day} {count} {digest}\n")
