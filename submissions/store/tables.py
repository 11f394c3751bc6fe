"""The tables of the filing room. Persons, agencies and definitions are ids of the floors above: plain values."""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    literal_column,
)

from submissions.store.columns import Id, Utc, metadata

# Projection: one row per submission, made from its log; lists and searches read it, nothing is decided on it
# but the race for the next place in the log (`seq`).
submissions = Table(
    "submissions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(64), nullable=False, unique=True),
    Column("procedure", String(32), nullable=False),
    Column("definition", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("substate", String(20), nullable=False, server_default=""),
    Column("stage", String(64), nullable=False),
    Column("case_code", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("receiving", Id, nullable=False),
    Column("competent", Id, nullable=False),
    Column("filer", Id, nullable=False),
    Column("owner", Id, nullable=False),
    Column("organisation", Id, nullable=False),
    Column("by_official", Boolean, nullable=False),
    Column("filed_at", Utc, nullable=False),
    Column("accepted_at", Utc),
    Column("due", Utc),
    Column("paused_since", Utc),
    Column("decided_at", Utc),
    Column("delivered_at", Utc),
    Column("concluded_at", Utc),
    Column("outcome", String(16), nullable=False),
    # When the clock has to look at it next: the worker walks along this one index.
    Column("wake_at", Utc),
    Column("title", Text, nullable=False),
    Column("locale", String(8), nullable=False),
    Column("secret", String(16), nullable=False),
    Column("key_id", Id),
    # The submission whose step opened this one; empty for what an applicant filed.
    Column("parent", Id, nullable=False, server_default=""),
    # When its result was ready, or it ended without one, and how that stood to the appointment: what reports count.
    Column("ended_at", Utc),
    Column("in_time", String(8), nullable=False, server_default=""),
)
# Reports sum an agency's submissions by procedure along this index alone.
Index(
    "ix_submissions_figures",
    submissions.c.competent,
    submissions.c.procedure,
    submissions.c.ended_at,
    submissions.c.parent,
    submissions.c.channel,
    submissions.c.outcome,
    submissions.c.in_time,
    submissions.c.filed_at,
    submissions.c.due,
    submissions.c.paused_since,
)
Index("ix_submissions_parent", submissions.c.parent)
Index("ix_submissions_filer", submissions.c.filer, submissions.c.id)
Index("ix_submissions_owner", submissions.c.owner, submissions.c.id)
Index("ix_submissions_organisation", submissions.c.organisation, submissions.c.id)
Index("ix_submissions_receiving", submissions.c.receiving, submissions.c.id)
Index("ix_submissions_received", submissions.c.receiving, submissions.c.filed_at)
Index("ix_submissions_decided", submissions.c.competent, submissions.c.filed_at)
Index("ix_submissions_competent", submissions.c.competent, submissions.c.id)
Index("ix_submissions_wake", submissions.c.wake_at, submissions.c.id)

# Few of all submissions are going on: what an agency has in hand, and the parts of what was given up, are found without
# walking through what ended. Each index holds its own condition as well, so that it answers without the row.
GOING_ON = submissions.c.concluded_at.is_(None)
IS_PART = submissions.c.parent != literal_column("''")


def _going_on(name: str, *columns: Column, where: ColumnElement[bool] = GOING_ON) -> None:
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


_going_on("ix_submissions_received_open", submissions.c.receiving, submissions.c.concluded_at, submissions.c.id)
_going_on("ix_submissions_competent_open", submissions.c.competent, submissions.c.concluded_at, submissions.c.id)
_going_on(
    "ix_submissions_parts_open",
    submissions.c.concluded_at,
    submissions.c.id,
    submissions.c.parent,
    where=GOING_ON & IS_PART,
)

events = Table(
    "events",
    metadata,
    Column("submission_id", Id, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("actor", String(8), nullable=False),
    Column("person", Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("kind_version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

# Few events are of this kind: who stepped back from what is found without walking through all the others.
_RECUSED = events.c.kind == "Recused"
Index("ix_events_recused", events.c.person, events.c.submission_id, sqlite_where=_RECUSED, postgresql_where=_RECUSED)

# What the world still has to be told: one row per event, taken by the effects in a transaction of their own.
outbox = Table(
    "outbox",
    metadata,
    Column("submission_id", Id, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("kind", String(32), nullable=False),
    # An act that can be taken back is told of only when that is over; empty where it is told at once.
    Column("not_before", Utc),
)

# Answers, step forms, reasons: one row per version, never changed; erasing one leaves the chain whole.
documents = Table(
    "documents",
    metadata,
    Column("submission_id", Id, primary_key=True),
    Column("kind", String(120), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("editions", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("key_id", Id),
)

files = Table(
    "files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", Id),
    Column("submission_id", Id),
    Column("code", String(120), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("copy_kind", String(16), nullable=False),
    Column("at", Utc, nullable=False),
    Column("key_id", Id),
)
Index("ix_files_draft", files.c.draft_id)
Index("ix_files_submission", files.c.submission_id)

tasks = Table(
    "tasks",
    metadata,
    Column("submission_id", Id, ForeignKey(submissions.c.id), primary_key=True),
    Column("task", String(120), primary_key=True),
    Column("step", String(64), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("act", String(32), nullable=False),
    Column("agency", Id, nullable=False),
    Column("role", String(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("assignee", Id, nullable=False),
    Column("closed_by", Id, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("on_silence", String(16), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("due", Utc),
    # Far future where there is no due instant, so that "oldest deadline first" is one index walk.
    Column("due_order", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("procedure", String(32), nullable=False),
)
Index("ix_tasks_queue", tasks.c.agency, tasks.c.role, tasks.c.state, tasks.c.due_order, tasks.c.submission_id)
Index(
    "ix_tasks_queue_procedure",
    tasks.c.agency,
    tasks.c.role,
    tasks.c.state,
    tasks.c.procedure,
    tasks.c.due_order,
    tasks.c.submission_id,
)
Index(
    "ix_tasks_queue_assignee",
    tasks.c.agency,
    tasks.c.role,
    tasks.c.state,
    tasks.c.assignee,
    tasks.c.due_order,
    tasks.c.submission_id,
)
Index("ix_tasks_agency", tasks.c.agency, tasks.c.submission_id)
IS_OPEN = tasks.c.state == literal_column("'open'")
_going_on("ix_tasks_agency_open", tasks.c.agency, tasks.c.state, tasks.c.submission_id, where=IS_OPEN)
Index("ix_tasks_due", tasks.c.state, tasks.c.on_silence, tasks.c.due)

# Projection: the ledger of time, one row per stretch. Seconds of office time; null while it runs.
stretches = Table(
    "stretches",
    metadata,
    Column("submission_id", Id, ForeignKey(submissions.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("whose", String(12), nullable=False),
    Column("agency", Id, nullable=False),
    Column("role", String(32), nullable=False),
    Column("step", String(64), nullable=False),
    Column("task", String(120), nullable=False),
    Column("holds", String(16), nullable=False),
    Column("since", Utc, nullable=False),
    Column("until", Utc),
    Column("started", String(32), nullable=False),
    Column("stopped", String(32), nullable=False),
    Column("due", Utc),
    Column("worked", Integer),
    Column("late", Integer),
    Column("verdict", String(8), nullable=False),
    Column("by", Id, nullable=False),
    # A task was done with it: something was handed over.
    Column("ends", Boolean, nullable=False, server_default=false()),
    Column("procedure", String(32), nullable=False, server_default=""),
)
# Reports sum an agency's hand-overs by step along this index alone.
Index(
    "ix_stretches_figures",
    stretches.c.agency,
    stretches.c.procedure,
    stretches.c.step,
    stretches.c.until,
    stretches.c.whose,
    stretches.c.ends,
    stretches.c.verdict,
    stretches.c.worked,
    stretches.c.late,
)
Index("ix_stretches_holds", stretches.c.holds, stretches.c.since)

# Calendars as they were when something was counted with them, by the digest of their text.
calendar_editions = Table(
    "calendar_editions",
    metadata,
    Column("digest", String(32), primary_key=True),
    Column("body", Text, nullable=False),
)

# The next number of a counter: submissions per agency and day, papers per agency, series and year.
counters = Table(
    "counters",
    metadata,
    Column("counter", String(160), primary_key=True),
    Column("last", Integer, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", Id, nullable=False),
    Column("procedure", String(32), nullable=False),
    Column("definition", String(64), nullable=False),
    Column("submission_id", Id),
    Column("filing", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("prefilled", Text, nullable=False),
    Column("saved_pages", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("key_id", Id),
)
Index("ix_drafts_account", drafts.c.account_id, drafts.c.saved_at)

# What can be searched: folded words of the number and of what the definition lets lists show, with the agencies
# concerned as words of their own. SQLite indexes it with FTS5, PostgreSQL with a tsvector (see search.py).
search_rows = Table(
    "search_rows",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("submission_id", Id, nullable=False, unique=True),
    Column("words", Text, nullable=False),
)

# Once a day the heads of all chains are hashed into one digest that is written outside: a cut tail shows.
chain_digests = Table(
    "chain_digests",
    metadata,
    Column("day", Date, primary_key=True),
    Column("submissions", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)

__all__ = [
    "calendar_editions",
    "chain_digests",
    "counters",
    "documents",
    "drafts",
    "events",
    "files",
    "outbox",
    "search_rows",
    "stretches",
    "submissions",
    "tasks",
]
