"""kin declared, who changed the registers, tasks that nobody can do"""

import sqlalchemy as sa
from alembic import op

from submissions.store.columns import Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kin",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("relative_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("declared_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_kin_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kin")),
    )
    op.create_index(op.f("ix_kin_person"), "kin", ["person"])
    op.create_index("ix_kin_relative", "kin", ["relative_hash"])
    op.create_table(
        "register_changes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("area", sa.String(length=10), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_changes")),
    )
    op.create_index("ix_register_changes_agency", "register_changes", ["agency", "what", "id"])
    op.create_index("ix_register_changes_area", "register_changes", ["what", "area", "id"])
    op.create_table(
        "strandings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("noticed_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strandings")),
    )
    op.create_index("ix_strandings_lasting", "strandings", ["ended_at", "agency", "role"])
    op.create_table(
        "unplaced",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=10), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_unplaced")),
    )
    recused = sa.text("kind = 'Recused'")
    op.create_index(
        "ix_events_recused", "events", ["person", "submission_id"], sqlite_where=recused, postgresql_where=recused
    )


def downgrade() -> None:
    op.drop_index("ix_events_recused", table_name="events")
    for table in ("unplaced", "strandings", "register_changes", "kin"):
        op.drop_table(table)
