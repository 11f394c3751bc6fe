"""deputies, submissions opened by submissions, effects that wait"""

import sqlalchemy as sa
from alembic import op

from submissions.store.columns import Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("deputy", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("ended_by", sa.String(length=32), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_delegations_person_persons")),
        sa.ForeignKeyConstraint(["deputy"], ["persons.id"], name=op.f("fk_delegations_deputy_persons")),
        sa.ForeignKeyConstraint(["agency"], ["agencies.id"], name=op.f("fk_delegations_agency_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    for column in ("person", "deputy", "agency"):
        op.create_index(op.f(f"ix_delegations_{column}"), "delegations", [column])
    op.add_column("submissions", sa.Column("parent", sa.String(length=32), server_default="", nullable=False))
    op.create_index("ix_submissions_parent", "submissions", ["parent"])
    op.add_column("outbox", sa.Column("not_before", Utc(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "not_before")
    op.drop_index("ix_submissions_parent", table_name="submissions")
    op.drop_column("submissions", "parent")
    op.drop_table("delegations")
