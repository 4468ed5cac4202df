"""Values of fields that have a class of their own: references, links and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from contentstack_cma.types import ReadModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contentstack_cma.models import Entry

E = TypeVar("E", bound="Entry")
L = TypeVar("L", bound=str)


class Ref(ReadModel, Generic[E]):
    """A reference to an entry.

        Ref("blt3f2a", "author")

    Args:
        uid: Uid of the entry.
        content_type_uid: Uid of its content type.
    """

    uid: str
    content_type_uid: str
    _attributes: ClassVar[Mapping[str, str]] = {"uid": "uid", "_content_type_uid": "content_type_uid"}

    def __init__(self, uid: str, content_type_uid: str) -> None:
        self.uid = uid
        self.content_type_uid = content_type_uid
        self._source = {}
        self._additional = None

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the reference in a JSON object."""
        self = cls(src_dict.get("uid", ""), src_dict.get("_content_type_uid", ""))
        self._source = src_dict
        return self


class Link(ReadModel):
    """A link.

    Args:
        title: Its text.
        href: Its URL.
    """

    title: str | None
    href: str | None
    _attributes: ClassVar[Mapping[str, str]] = {"title": "title", "href": "href"}

    def __init__(self, title: str | None = None, href: str | None = None) -> None:
        self.title = title
        self.href = href
        self._source = {}
        self._additional = None

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the link in a JSON object."""
        self = cls(src_dict.get("title"), src_dict.get("href"))
        self._source = src_dict
        return self


class Term(ReadModel, Generic[L]):
    """A term of a taxonomy.

    Args:
        taxonomy_uid: Uid of the taxonomy.
        term_uid: Uid of the term.
    """

    taxonomy_uid: str
    term_uid: L
    _attributes: ClassVar[Mapping[str, str]] = {"taxonomy_uid": "taxonomy_uid", "term_uid": "term_uid"}

    def __init__(self, taxonomy_uid: str, term_uid: L) -> None:
        self.taxonomy_uid = taxonomy_uid
        self.term_uid = term_uid
        self._source = {}
        self._additional = None

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the term in a JSON object."""
        self = cls(src_dict.get("taxonomy_uid", ""), src_dict.get("term_uid", ""))
        self._source = src_dict
        return self


__all__ = ["Link", "Ref", "Term"]
