"""Authors' Markdown as safe HTML: a subset without raw HTML, pictures or scripts."""

from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_INLINE = {"em", "strong", "code", "a", "br"}
_BLOCK = _INLINE | {"p", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "hr"}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "html_block", "html_inline"])


def _clean(html: str, tags: set[str]) -> Markup:
    return Markup(
        nh3.clean(html, tags=tags, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}).strip()
    )


@lru_cache(maxsize=4096)
def to_html(text: str) -> Markup:
    """One paragraph's Markdown as inline HTML, for hints."""
    return _clean(_parser().renderInline(text), _INLINE)


@lru_cache(maxsize=1024)
def to_blocks(text: str) -> Markup:
    """Markdown as paragraphs, lists and headings, for texts between questions."""
    html = str(_clean(_parser().render(text), _BLOCK))
    for tag, name in (
        ("p", "govuk-body"),
        ("ul", "govuk-list govuk-list--bullet"),
        ("ol", "govuk-list govuk-list--number"),
    ):
        html = html.replace(f"<{tag}>", f'<{tag} class="{name}">')
    return Markup(html.replace("<a ", '<a class="govuk-link" '))
