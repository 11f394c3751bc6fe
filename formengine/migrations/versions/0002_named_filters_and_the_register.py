"""named filters and the register"""

import sqlalchemy as sa
from alembic import op

from submissions.store.columns import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_saved_filters_account_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    op.create_index(op.f("ix_saved_filters_account"), "saved_filters", ["account"])
    op.create_index("ix_submissions_received", "submissions", ["receiving", "filed_at"])
    op.create_index("ix_submissions_decided", "submissions", ["competent", "filed_at"])


def downgrade() -> None:
    op.drop_index("ix_submissions_decided", table_name="submissions")
    op.drop_index("ix_submissions_received", table_name="submissions")
    op.drop_table("saved_filters")
