"""Values of fields as plain objects, in the form in which they are written."""

from __future__ import annotations

from typing import TypedDict


class RefInput(TypedDict):
    """A reference to an entry."""

    uid: str
    _content_type_uid: str


class LinkInput(TypedDict, total=False):
    """A link.

    Attributes:
        title: Its text.
        href: Its URL.
    """

    title: str
    href: str


class TermInput(TypedDict):
    """A term of a taxonomy.

    Attributes:
        taxonomy_uid: Uid of the taxonomy.
        term_uid: Uid of the term.
    """

    taxonomy_uid: str
    term_uid: str


__all__ = ["LinkInput", "RefInput", "TermInput"]
