"""Runs the migrations on the connection that `formengine.migrations.upgrade` hands over."""

from alembic import context

from formengine.migrations import all_tables
from submissions.store.columns import Utc


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """The product's own column type by its short name."""
    return "Utc()" if kind == "type" and isinstance(item, Utc) else False


def include_name(name: str | None, _kind: str, _parents: object) -> bool:
    """Leave out the full-text index: each database keeps its own, written by hand in the migration."""
    return not (name or "").startswith(("search_index", "ix_search_rows_words"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=all_tables(),
    render_as_batch=True,
    render_item=render_item,
    include_name=include_name,
)
context.run_migrations()
