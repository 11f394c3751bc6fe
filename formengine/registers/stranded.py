"""What administrators have been told of: tasks that nobody can do, and submissions that wait for an agency."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from submissions.store.columns import Id, Utc, metadata

# Open tasks of a role in an agency that nobody can do, while that lasts; administrators are told once of each row.
strandings = Table(
    "strandings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency", Id, nullable=False),
    Column("role", String(32), nullable=False),
    Column("why", String(12), nullable=False),
    Column("noticed_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Index("ix_strandings_lasting", "ended_at", "agency", "role"),
)

# A submission that could not go on because the register knows no agency for a step. `seq` is its place in the log
# then: once something is recorded after it, it has gone on. `type` and `area` are what was looked for.
unplaced = Table(
    "unplaced",
    metadata,
    Column("submission_id", Id, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("agency", Id, nullable=False),
    Column("type", String(60), nullable=False),
    Column("area", String(10), nullable=False),
    Column("wanted", Text, nullable=False),
    Column("since", Utc, nullable=False),
)
