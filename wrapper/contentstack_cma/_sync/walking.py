# Derived from _async/walking.py by generator/unasync.py: edit that, not this.
"""Walk over all entries of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..bodies import check_names, require_known
from .entry_reading import EntryReader, bind_list, is_localized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contentstack_cma_client import models
    from contentstack_cma_client.client import Sender

    from ..queries import Query


class Walk:
    """All entries of a stack, each once in every locale in which it is localized.

    Iterate over it. Each iteration starts anew.

    Attributes:
        content_type_uid: Uid of the content type that the iteration has reached; None before it starts.
        locale: Code of the locale that it has reached.
        number: How many entries it has returned.
    """

    def __init__(
        self,
        sender: Sender,
        *,
        content_types: Iterable[str] | None,
        locales: Iterable[str] | None,
        query: Query,
        extras: Mapping[str, Any],
    ) -> None:
        self._sender = sender
        self._content_types = None if content_types is None else check_names(content_types, "content_types")
        self._locales = None if locales is None else check_names(locales, "locales")
        self._query = query
        self._extras = extras
        self.content_type_uid: str | None = None
        self.locale: str | None = None
        self.number = 0

    def __iter__(self) -> Iterator[models.Entry]:
        self.content_type_uid, self.locale, self.number = None, None, 0
        content_types = self._list_content_types()
        locales = self._list_locales()
        for content_type_uid in content_types:
            for locale in locales:
                self.content_type_uid, self.locale = content_type_uid, locale
                for entry in self._walk_part(content_type_uid, locale):
                    self.number += 1
                    yield entry

    def _list_content_types(self) -> list[str]:
        from contentstack_cma_client.resources.content_types import ContentTypes

        known = [each.uid for each in ContentTypes(self._sender).list()]
        return select_known(self._content_types, known, "content type")

    def _list_locales(self) -> list[str]:
        from contentstack_cma_client.resources.locales import Locales

        known = [each.code for each in Locales(self._sender).list()]
        return select_known(self._locales, known, "locale")

    def _walk_part(self, content_type_uid: str, locale: str) -> Iterator[models.Entry]:
        find = bind_list(self._sender, content_type_uid, locale=locale)
        reader = EntryReader(find, query=self._query, extras=self._extras)
        try:
            for entry in reader.open_snapshot(is_localized(locale)):
                entry["_content_type_uid"] = content_type_uid
                yield entry
        except Exception as error:
            error.add_note(f"while walking the entries of the content type {content_type_uid!r} in {locale!r}")
            raise

    def __repr__(self) -> str:
        content_types = "all content types" if self._content_types is None else f"content_types={self._content_types}"
        locales = "all locales" if self._locales is None else f"locales={self._locales}"
        place = "" if self.content_type_uid is None else f", now in {self.content_type_uid!r}, {self.locale!r}"
        return f"{type(self).__name__}({content_types}, {locales}, {self.number:,} so far{place})"


def select_known(names: Iterable[str] | None, known: list[str], kind: str) -> list[str]:
    """Return the names without repetitions; all known ones for None.

    Raises:
        ValueError: A name is unknown.
    """
    chosen = list(dict.fromkeys(known if names is None else names))
    require_known(chosen, known, kind)
    return chosen
