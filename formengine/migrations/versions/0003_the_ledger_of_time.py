"""the ledger of time"""

import sqlalchemy as sa
from alembic import op

from submissions.store.columns import Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_editions",
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_calendar_editions")),
    )
    op.create_table(
        "stretches",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(length=12), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("task", sa.String(length=120), nullable=False),
        sa.Column("holds", sa.String(length=16), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("until", Utc(), nullable=True),
        sa.Column("started", sa.String(length=32), nullable=False),
        sa.Column("stopped", sa.String(length=32), nullable=False),
        sa.Column("due", Utc(), nullable=True),
        sa.Column("worked", sa.Integer(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_stretches_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("submission_id", "number", name=op.f("pk_stretches")),
    )
    op.create_index("ix_stretches_agency", "stretches", ["agency", "until"])
    op.add_column("submissions", sa.Column("substate", sa.String(length=20), server_default="", nullable=False))
    op.add_column("submissions", sa.Column("wake_at", Utc(), nullable=True))
    op.create_index("ix_submissions_wake", "submissions", ["wake_at", "id"])
    # The worker looks at each of them once and writes its ledger.
    op.execute("UPDATE submissions SET wake_at = filed_at")


def downgrade() -> None:
    op.drop_index("ix_submissions_wake", table_name="submissions")
    op.drop_column("submissions", "wake_at")
    op.drop_column("submissions", "substate")
    op.drop_table("stretches")
    op.drop_table("calendar_editions")
