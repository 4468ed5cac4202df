# Derived from _async/writing.py by generator/unasync.py: edit that, not this.
"""Entries in the form in which they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma_client.models import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contentstack_cma_client.client import Sender


def to_writable(
    entry: Mapping[str, Any] | Entry, sender: Sender, content_type_uid: str, *, branch: str | None
) -> Mapping[str, Any]:
    """Return an entry in the form in which it is written. A mapping is returned unchanged.

    The content type is read only if the form of a value is unclear without it.
    """
    if not isinstance(entry, Entry):
        return entry
    from contentstack_cma_client.writable import AmbiguousValueError

    try:
        return entry.writable()
    except AmbiguousValueError:
        from contentstack_cma_client.api.content_types import get_content_type

        response = get_content_type.sync(
            content_type_uid, client=sender, include_global_field_schema=True, branch=branch
        )
        return entry.writable(response.content_type)
