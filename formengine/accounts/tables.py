"""Tables of people, what they sign in with, what they hold and whom they act for."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from submissions.store.columns import Id, Utc, metadata

# A natural person. `personal_number_hash` finds one (HMAC-SHA256); `key_id` names the key that seals the
# personal columns, null while they lie open. `identity`: "declared" by the person, or "checked" against a document.
persons = Table(
    "persons",
    metadata,
    Column("id", Id, primary_key=True),
    Column("personal_number_hash", String(64), unique=True),
    Column("personal_number", String(20), nullable=False),
    Column("full_name", Text, nullable=False),
    Column("birth_date", Date),
    Column("sex", String(10), nullable=False),
    Column("ethnicity", String(10), nullable=False),
    Column("nationality", String(10), nullable=False),
    Column("id_kind", String(40), nullable=False),
    Column("id_number", String(40), nullable=False),
    Column("id_issued_on", Date),
    Column("id_issued_by", Text, nullable=False),
    Column("phone", String(20), nullable=False),
    Column("email", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("identity", String(10), nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("key_id", String(40)),
    Column("created_at", Utc, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("persons.id"), nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("locale", String(10), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("last_sign_in_at", Utc),
    Column("closed_at", Utc),
)

# What an account signs in with, as keyed hashes: one row each for personal number, phone, e-mail.
sign_in_names = Table(
    "sign_in_names",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", Id, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
)

positions = Table(
    "positions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("persons.id"), nullable=False, index=True),
    Column("agency", Id, ForeignKey("agencies.id"), nullable=False, index=True),
    Column("role", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("staff_number", String(40), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
)

organisations = Table(
    "organisations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tax_code", String(20), nullable=False, unique=True),
    Column("address", Text, nullable=False),
    Column("phone", String(20), nullable=False),
    Column("email", Text, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
)

# `person` acts for an organisation or for `principal`, another person; `document` is what proves it.
mandates = Table(
    "mandates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("persons.id"), nullable=False, index=True),
    Column("organisation", Id, ForeignKey("organisations.id"), index=True),
    Column("principal", Id, ForeignKey("persons.id"), index=True),
    Column("kind", String(40), nullable=False),
    Column("document", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
)
