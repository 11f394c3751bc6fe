"""the first tables"""

import sqlalchemy as sa
from alembic import op

from submissions.store.columns import Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("parent", sa.String(length=32), nullable=True),
        sa.Column("one_stop", sa.String(length=32), nullable=True),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("office_hours", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["one_stop"], ["agencies.id"], name=op.f("fk_agencies_one_stop_agencies")),
        sa.ForeignKeyConstraint(["parent"], ["agencies.id"], name=op.f("fk_agencies_parent_agencies")),
        sa.ForeignKeyConstraint(["successor"], ["agencies.id"], name=op.f("fk_agencies_successor_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("code", name=op.f("uq_agencies_code")),
    )
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("day", "area", name=op.f("uq_calendar_days_day_area")),
    )
    op.create_table(
        "chain_digests",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_chain_digests")),
    )
    op.create_table(
        "counters",
        sa.Column("counter", sa.String(length=160), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("counter", name=op.f("pk_counters")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("effect", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("next_at", Utc(), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "submission_id", "seq", "effect", "recipient", name=op.f("uq_deliveries_submission_id_seq_effect_recipient")
        ),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_due", ["state", "next_at"], unique=False)

    op.create_table(
        "documents",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("editions", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("submission_id", "kind", "version", name=op.f("pk_documents")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("procedure", sa.String(length=32), nullable=False),
        sa.Column("definition", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=True),
        sa.Column("filing", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prefilled", sa.Text(), nullable=False),
        sa.Column("saved_pages", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index("ix_drafts_account", ["account_id", "saved_at"], unique=False)

    op.create_table(
        "ended_sessions",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_ended_sessions")),
    )
    op.create_table(
        "events",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("actor", sa.String(length=8), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("kind_version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "seq", name=op.f("pk_events")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=True),
        sa.Column("submission_id", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("copy_kind", sa.String(length=16), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index("ix_files_draft", ["draft_id"], unique=False)
        batch_op.create_index("ix_files_submission", ["submission_id"], unique=False)

    op.create_table(
        "list_editions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("list", sa.String(length=60), nullable=False),
        sa.Column("edition", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_editions")),
        sa.UniqueConstraint("list", "edition", name=op.f("uq_list_editions_list_edition")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tax_code", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("tax_code", name=op.f("uq_organisations_tax_code")),
    )
    op.create_table(
        "outbox",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "seq", name=op.f("pk_outbox")),
    )
    op.create_table(
        "parked_posts",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("had_files", sa.String(length=1), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_parked_posts")),
    )
    with op.batch_alter_table("parked_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parked_posts_until"), ["until"], unique=False)

    op.create_table(
        "persons",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("personal_number_hash", sa.String(length=64), nullable=True),
        sa.Column("personal_number", sa.String(length=20), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=False),
        sa.Column("ethnicity", sa.String(length=10), nullable=False),
        sa.Column("nationality", sa.String(length=10), nullable=False),
        sa.Column("id_kind", sa.String(length=40), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("id_issued_on", sa.Date(), nullable=True),
        sa.Column("id_issued_by", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("identity", sa.String(length=10), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("personal_number_hash", name=op.f("uq_persons_personal_number_hash")),
    )
    op.create_table(
        "procedures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("sector_en", sa.Text(), nullable=False),
        sa.Column("sector_key", sa.String(length=120), nullable=False),
        sa.Column("levels", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("applicants", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=False),
        sa.Column("national", sa.Boolean(), nullable=False),
        sa.Column("has_form", sa.Boolean(), nullable=False),
        sa.Column("current_version", sa.String(length=32), nullable=True),
        sa.Column("search_words", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedures")),
        sa.UniqueConstraint("code", name=op.f("uq_procedures_code")),
    )
    with op.batch_alter_table("procedures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procedures_sector_key"), ["sector_key"], unique=False)

    op.create_table(
        "register_versions",
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("register", name=op.f("pk_register_versions")),
    )
    op.create_table(
        "search_rows",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_rows")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_search_rows_submission_id")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("procedure", sa.String(length=32), nullable=False),
        sa.Column("definition", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("case_code", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("receiving", sa.String(length=32), nullable=False),
        sa.Column("competent", sa.String(length=32), nullable=False),
        sa.Column("filer", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("by_official", sa.Boolean(), nullable=False),
        sa.Column("filed_at", Utc(), nullable=False),
        sa.Column("accepted_at", Utc(), nullable=True),
        sa.Column("due", Utc(), nullable=True),
        sa.Column("paused_since", Utc(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("delivered_at", Utc(), nullable=True),
        sa.Column("concluded_at", Utc(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("secret", sa.String(length=16), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("number", name=op.f("uq_submissions_number")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index("ix_submissions_competent", ["competent", "id"], unique=False)
        batch_op.create_index("ix_submissions_filer", ["filer", "id"], unique=False)
        batch_op.create_index("ix_submissions_organisation", ["organisation", "id"], unique=False)
        batch_op.create_index("ix_submissions_owner", ["owner", "id"], unique=False)
        batch_op.create_index("ix_submissions_receiving", ["receiving", "id"], unique=False)

    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("last_sign_in_at", Utc(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_accounts_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("person", name=op.f("uq_accounts_person")),
    )
    op.create_table(
        "agency_areas",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("area", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agencies.id"], name=op.f("fk_agency_areas_agency_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_areas")),
    )
    with op.batch_alter_table("agency_areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_areas_agency"), ["agency"], unique=False)

    op.create_table(
        "definition_versions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_at", Utc(), nullable=False),
        sa.Column("published_by", sa.String(length=32), nullable=False),
        sa.Column("acknowledged", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure"], ["procedures.code"], name=op.f("fk_definition_versions_procedure_procedures")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_versions")),
        sa.UniqueConstraint("procedure", "digest", name=op.f("uq_definition_versions_procedure_digest")),
        sa.UniqueConstraint("procedure", "number", name=op.f("uq_definition_versions_procedure_number")),
    )
    op.create_table(
        "mandates",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=True),
        sa.Column("principal", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.id"], name=op.f("fk_mandates_organisation_organisations")
        ),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_mandates_person_persons")),
        sa.ForeignKeyConstraint(["principal"], ["persons.id"], name=op.f("fk_mandates_principal_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandates_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_principal"), ["principal"], unique=False)

    op.create_table(
        "positions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("staff_number", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agencies.id"], name=op.f("fk_positions_agency_agencies")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_positions_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positions")),
    )
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_positions_agency"), ["agency"], unique=False)
        batch_op.create_index(batch_op.f("ix_positions_person"), ["person"], unique=False)

    op.create_table(
        "setting_values",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agencies.id"], name=op.f("fk_setting_values_agency_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_values")),
    )
    with op.batch_alter_table("setting_values", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_setting_values_procedure_agency"), ["procedure", "agency"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("task", sa.String(length=120), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("assignee", sa.String(length=32), nullable=False),
        sa.Column("closed_by", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("on_silence", sa.String(length=16), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("due", Utc(), nullable=True),
        sa.Column("due_order", Utc(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("procedure", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_tasks_submission_id_submissions")),
        sa.PrimaryKeyConstraint("submission_id", "task", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index("ix_tasks_agency", ["agency", "submission_id"], unique=False)
        batch_op.create_index("ix_tasks_due", ["state", "on_silence", "due"], unique=False)
        batch_op.create_index("ix_tasks_queue", ["agency", "role", "state", "due_order", "submission_id"], unique=False)
        batch_op.create_index(
            "ix_tasks_queue_procedure",
            ["agency", "role", "state", "procedure", "due_order", "submission_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_tasks_queue_assignee",
            ["agency", "role", "state", "assignee", "due_order", "submission_id"],
            unique=False,
        )

    op.create_table(
        "sign_in_names",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_sign_in_names_account_accounts")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_in_names")),
    )
    with op.batch_alter_table("sign_in_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_names_account"), ["account"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_rows', content_rowid='id', "
            "prefix='2 3', detail=none, tokenize='ascii')"
        )
    else:
        op.execute("CREATE INDEX ix_search_rows_words ON search_rows USING gin (to_tsvector('simple', words))")


def downgrade() -> None:
    raise NotImplementedError("before the first tables there is nothing to go back to")
