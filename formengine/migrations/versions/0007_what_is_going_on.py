"""what is going on found without what ended: for agencies that end and for parts of what was given up"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GOING_ON, PART, OPEN = "concluded_at IS NULL", "concluded_at IS NULL AND parent != ''", "state = 'open'"
INDEXES = (
    ("ix_submissions_received_open", "submissions", ["receiving", "concluded_at", "id"], GOING_ON),
    ("ix_submissions_competent_open", "submissions", ["competent", "concluded_at", "id"], GOING_ON),
    ("ix_submissions_parts_open", "submissions", ["concluded_at", "id", "parent"], PART),
    ("ix_tasks_agency_open", "tasks", ["agency", "state", "submission_id"], OPEN),
)


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, _columns, _where in INDEXES:
        op.drop_index(name, table_name=table)
