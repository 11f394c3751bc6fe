"""what leaders' figures count: when a submission ended, in time or not; hand-overs by procedure"""

import sqlalchemy as sa
from alembic import op

from submissions.store.columns import Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("ended_at", Utc(), nullable=True))
    op.add_column("submissions", sa.Column("in_time", sa.String(length=8), server_default="", nullable=False))
    op.create_index(
        "ix_submissions_figures",
        "submissions",
        [
            "competent",
            "procedure",
            "ended_at",
            "parent",
            "channel",
            "outcome",
            "in_time",
            "filed_at",
            "due",
            "paused_since",
        ],
    )
    op.add_column("stretches", sa.Column("ends", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("stretches", sa.Column("procedure", sa.String(length=32), server_default="", nullable=False))
    op.drop_index("ix_stretches_agency", table_name="stretches")
    op.create_index(
        "ix_stretches_figures",
        "stretches",
        ["agency", "procedure", "step", "until", "whose", "ends", "verdict", "worked", "late"],
    )
    op.create_index("ix_stretches_holds", "stretches", ["holds", "since"])
    # The worker looks at each of them once and writes what is new.
    op.execute("UPDATE submissions SET wake_at = filed_at")


def downgrade() -> None:
    op.drop_index("ix_stretches_holds", table_name="stretches")
    op.drop_index("ix_stretches_figures", table_name="stretches")
    op.create_index("ix_stretches_agency", "stretches", ["agency", "until"])
    op.drop_column("stretches", "procedure")
    op.drop_column("stretches", "ends")
    op.drop_index("ix_submissions_figures", table_name="submissions")
    op.drop_column("submissions", "in_time")
    op.drop_column("submissions", "ended_at")
