"""Walk over all entries of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..bodies import check_names, require_known
from .entry_reading import AsyncEntryReader, bind_list, is_localized

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from contentstack_cma_client import models
    from contentstack_cma_client.client import AsyncSender

    from ..queries import Query


class AsyncWalk:
    """All entries of a stack, each once in every locale in which it is localized.

    Iterate over it. Each iteration starts anew.

    Attributes:
        content_type_uid: Uid of the content type that the iteration has reached; None before it starts.
        locale: Code of the locale that it has reached.
        number: How many entries it has returned.
    """

    def __init__(
        self,
        sender: AsyncSender,
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

    async def __aiter__(self) -> AsyncIterator[models.Entry]:
        self.content_type_uid, self.locale, self.number = None, None, 0
        content_types = await self._list_content_types()
        locales = await self._list_locales()
        for content_type_uid in content_types:
            for locale in locales:
                self.content_type_uid, self.locale = content_type_uid, locale
                async for entry in self._walk_part(content_type_uid, locale):
                    self.number += 1
                    yield entry

    async def _list_content_types(self) -> list[str]:
        from contentstack_cma_client.resources.content_types import AsyncContentTypes

        known = [each.uid async for each in AsyncContentTypes(self._sender).list()]
        return select_known(self._content_types, known, "content type")

    async def _list_locales(self) -> list[str]:
        from contentstack_cma_client.resources.locales import AsyncLocales

        known = [each.code async for each in AsyncLocales(self._sender).list()]
        return select_known(self._locales, known, "locale")

    async def _walk_part(self, content_type_uid: str, locale: str) -> AsyncIterator[models.Entry]:
        find = bind_list(self._sender, content_type_uid, locale=locale)
        reader = AsyncEntryReader(find, query=self._query, extras=self._extras)
        try:
            async for entry in reader.open_snapshot(is_localized(locale)):
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
