"""Delivery records: events are taken from the outbox, effects claimed by lease, done, and their outcome kept.

At least once: what was claimed and not recorded as done is claimed again when its lease is over, with the same
message id. What fails for now is tried again, once a day at last, until it succeeds: a mail server that is down over a
long holiday costs nobody a notice. What fails for good (no such address) waits for the address to be mended. Several
workers may run, on SQLite as on PostgreSQL.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    insert,
    or_,
    select,
    update,
)

from formengine.database import Database
from formengine.effects.registry import Delivery, DeliveryFailed, Registry, Surroundings
from submissions.store.columns import Id, Utc, metadata, new_id
from submissions.store.tables import outbox

log = logging.getLogger(__name__)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("submission_id", Id, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("effect", String(16), nullable=False),
    Column("recipient", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Utc),
    Column("next_at", Utc, nullable=False),
    Column("last_error", String(200), nullable=False),
    Column("done_at", Utc),
    Column("message_id", String(200), nullable=False),
    UniqueConstraint("submission_id", "seq", "effect", "recipient"),
)
Index("ix_deliveries_due", deliveries.c.state, deliveries.c.next_at)

LEASE = timedelta(seconds=60)
# An effect may take this long; with less of its lease left it is not begun, so that nobody else begins it too.
LONGEST = timedelta(seconds=25)
# Between one try and the next; the last of them for ever.
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
BATCH = 10
TAKEN_AT_ONCE = 200


def take_outbox(surroundings: Surroundings, registry: Registry, now: datetime) -> int:
    """Turn what lies in the outbox into delivery records, in one transaction; how many events were taken."""
    database = surroundings.database
    with database.reading() as connection:
        waiting = connection.execute(
            select(outbox)
            .where(or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now))
            .order_by(outbox.c.at, outbox.c.submission_id, outbox.c.seq)
            .limit(TAKEN_AT_ONCE)
        ).all()
        records = {
            (row.submission_id, row.seq): _records(connection, surroundings, registry, row, now) for row in waiting
        }
    if not waiting:
        return 0
    taken = 0
    with database.transaction() as connection:
        new: list[dict[str, Any]] = []
        for (submission_id, seq), rows in records.items():
            here = (outbox.c.submission_id == submission_id) & (outbox.c.seq == seq)
            # Another worker may have taken it since it was read: the row's deletion decides whose it is.
            if connection.execute(delete(outbox).where(here)).rowcount == 1:
                taken += 1
                new.extend(rows)
        if new:
            connection.execute(insert(deliveries), new)
    return taken


def _records(
    connection: Connection, surroundings: Surroundings, registry: Registry, row: Any, now: datetime
) -> list[dict[str, Any]]:
    return [
        _record(row, effect.name, recipient, now, surroundings.config.mail_from)
        for effect in registry.of(row.kind)
        for recipient in effect.recipients(surroundings.facts, connection, row.submission_id, row.seq)
    ]


def _record(row: Any, effect: str, recipient: str, now: datetime, sender: str) -> dict[str, Any]:
    delivery = new_id()
    return {
        "id": delivery,
        "submission_id": row.submission_id,
        "seq": row.seq,
        "kind": row.kind,
        "effect": effect,
        "recipient": recipient,
        "state": "pending",
        "at": row.at,
        "attempts": 0,
        "next_at": now,
        "last_error": "",
        "message_id": f"<{delivery}@{sender.rpartition('@')[2] or 'localhost'}>",
    }


def claim(database: Database, now: datetime, limit: int = BATCH) -> list[Delivery]:
    """At most `limit` pending deliveries that are due, leased to the caller; longest waiting first."""
    free = [
        deliveries.c.state == "pending",
        deliveries.c.next_at <= now,
        or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until < now),
    ]
    due = select(deliveries).where(*free).order_by(deliveries.c.next_at, deliveries.c.id).limit(limit)
    with database.reading() as connection:
        if connection.execute(due.with_only_columns(deliveries.c.id).limit(1)).first() is None:
            return []
    until = now + LEASE
    claimed = []
    with database.transaction() as connection:
        for row in connection.execute(due.with_for_update(skip_locked=True)).all():
            mine = update(deliveries).where(deliveries.c.id == row.id, deliveries.c.attempts == row.attempts, *free)
            changed = connection.execute(mine.values(lease_until=until, attempts=row.attempts + 1))
            if changed.rowcount == 1:
                names = ("id", "submission_id", "seq", "kind", "effect", "recipient", "message_id", "at")
                claimed.append(Delivery(*(row._mapping[n] for n in names), row.attempts + 1, until))
    return claimed


def deliver_due(
    surroundings: Surroundings,
    registry: Registry,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Do what is due, one batch after another, until nothing is; how many were tried."""
    tried = 0
    while not stopped():
        batch = claim(surroundings.database, clock())
        if not batch:
            break
        tried += _deliver(batch, surroundings, registry, clock, stopped)
    return tried


def _deliver(
    batch: Sequence[Delivery],
    surroundings: Surroundings,
    registry: Registry,
    clock: Callable[[], datetime],
    stopped: Callable[[], bool],
) -> int:
    begun = 0
    try:
        for delivery in batch:
            if stopped() or clock() + LONGEST > delivery.lease_until:
                break
            begun += 1
            _perform(delivery, surroundings, registry, clock)
    finally:
        _release(surroundings.database, batch[begun:])
    return begun


def _perform(delivery: Delivery, surroundings: Surroundings, registry: Registry, clock: Callable[[], datetime]) -> None:
    place = f"{delivery.effect} of {delivery.kind} {delivery.submission_id}/{delivery.seq} try {delivery.attempt}"
    try:
        registry.named(delivery.effect).perform(delivery, surroundings)
    except DeliveryFailed as failure:
        log.warning("%s: %s%s", place, failure, "; given up" if failure.lasting else "")
        again = clock() + BACK_OFF[min(delivery.attempt, len(BACK_OFF)) - 1]
        _settle(
            surroundings.database,
            delivery,
            state="failed" if failure.lasting else "pending",
            next_at=again,
            last_error=str(failure)[:200],
        )
    else:
        _settle(surroundings.database, delivery, state="done", done_at=clock(), last_error="")
        log.info("%s: done", place)


def _settle(database: Database, delivery: Delivery, **values: object) -> None:
    """Record the outcome, unless the lease was lost and another worker has taken the delivery over."""
    mine = (deliveries.c.id == delivery.id) & (deliveries.c.attempts == delivery.attempt)
    with database.transaction() as connection:
        connection.execute(update(deliveries).where(mine).values(lease_until=None, **values))


def _release(database: Database, batch: Sequence[Delivery]) -> None:
    """Give back what was claimed and not begun; the try does not count."""
    if not batch:
        return
    with database.transaction() as connection:
        for delivery in batch:
            mine = (deliveries.c.id == delivery.id) & (deliveries.c.attempts == delivery.attempt)
            connection.execute(update(deliveries).where(mine).values(lease_until=None, attempts=delivery.attempt - 1))


def retry_failed(connection: Connection, recipient: str, now: datetime) -> int:
    """Try again what could not be brought to the account `recipient`, whose address was mended; how many."""
    failed = (deliveries.c.recipient == recipient) & (deliveries.c.state == "failed")
    return connection.execute(
        update(deliveries).where(failed).values(state="pending", attempts=0, next_at=now)
    ).rowcount
