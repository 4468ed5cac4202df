# Derived from _async/entry_export.py by generator/unasync.py: edit that, not this.
"""Export entries, in each locale in which they are localized."""

from functools import partial
from typing import Any
from urllib.parse import quote

from ..export_options import select_known
from ..export_records import build_locale_query
from ..folder import layout
from .export_context import ExportContext
from .part_export import ListPart, sync_export_parts


def sync_export_entries(context: ExportContext) -> None:
    """Export the entries of all content types."""
    if "entries" in context.options.modules:
        sync_export_parts(context, [_build_part(context, *each) for each in list_places(context)], "entries")


def list_places(context: ExportContext) -> list[tuple[str, str]]:
    """Return the content types and locales whose entries are exported."""
    options = context.options
    content_types = select_known(
        "content_types", options.content_types, (each["uid"] for each in context.content_types)
    )
    codes = select_known("locales", options.locales, (each["code"] for each in context.locales))
    return [(uid, code) for uid in content_types for code in codes]


def _build_part(context: ExportContext, content_type_uid: str, locale: str) -> ListPart:
    entries = context.stack.entries(content_type_uid)
    chosen: dict[str, Any] = {
        "locale": locale,
        "query": build_locale_query(context.options.query, locale),
        "include_publish_details": "publishing" in context.options.modules or None,
        "include_workflow": True,
    }
    return ListPart(
        module="entries",
        name=f"{content_type_uid} {locale}",
        file=f"{layout.ENTRIES}/{content_type_uid}/{locale}",
        stack=context.stack,
        path=f"/v3/content_types/{quote(content_type_uid, safe='')}/entries",
        key="entries",
        query=chosen,
        open_snapshot=partial(entries.snapshot, **chosen),
        chunks=context.writer.open_entries(content_type_uid, locale),
        # Should the condition not be obeyed, an entry that is not localized comes with the content of a fallback.
        is_wanted=lambda entry: entry.get("locale", locale) == locale,
        most=context.options.sample,
    )
