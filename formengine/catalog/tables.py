"""Tables of procedures and of the versions of their definitions."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from submissions.store.columns import Id, Utc, metadata

# A procedure, with or without an electronic form. `sector_key` is the sector's name as a part of an address;
# `levels` are the levels of government that act, each between spaces; `national` says whether the national
# list names it, whose sectors and levels then count; `search_words` and `sort_key` are folded.
procedures = Table(
    "procedures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("sector", Text, nullable=False),
    Column("sector_en", Text, nullable=False),
    Column("sector_key", String(120), nullable=False, index=True),
    Column("levels", String(60), nullable=False),
    Column("agency", Text, nullable=False),
    Column("applicants", Text, nullable=False),
    Column("owner", String(60), nullable=False),
    Column("audience", String(60), nullable=False),
    Column("national", Boolean, nullable=False),
    Column("has_form", Boolean, nullable=False),
    # No foreign key: the version's row names the procedure already, and neither can be written first otherwise.
    Column("current_version", Id),
    Column("search_words", Text, nullable=False),
    Column("sort_key", Text, nullable=False),
)

# A published definition: its exact text, bundled with the parts it uses; never changed.
definition_versions = Table(
    "definition_versions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("procedure", String(40), ForeignKey("procedures.code"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("published_at", Utc, nullable=False),
    Column("published_by", String(32), nullable=False),
    Column("acknowledged", Text, nullable=False),
    UniqueConstraint("procedure", "number"),
    UniqueConstraint("procedure", "digest"),
)
