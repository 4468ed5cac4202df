# Derived from _async/typed_entries.py by generator/unasync.py: edit that, not this.
"""Entries of one content type as instances of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, Unpack, overload

from ..entry_classes import (
    ChangesP,
    ChangesT,
    Condition,
    EntryClass,
    EntryT,
    FieldsP,
    InputT,
    ReadOptions,
    SortField,
    choose_item,
    encode_options,
    encode_query,
    encode_sort,
    write_item,
    write_items,
)
from .entries import Entries

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from contentstack_cma_client.pages import Page

    from ..bulk._sync.run import Run
    from ..bulk.progress import ProgressChoice
    from ..snapshots import Snapshot
    from .sender import ScopedSender


class TypedEntries(Entries, Generic[FieldsP, ChangesP, EntryT, InputT, ChangesT]):
    """The entries of one content type as instances of a class that was generated for it.

        from models import Article

        articles = stack.entries(Article)
        article = articles.create(title="Hello", price=3)
        for each in articles.list(query=Article.fields.price > 2):
            print(each.title)

    The methods that are not listed here are those of `Entries`.
    """

    def __init__(
        self,
        sender: ScopedSender,
        entry_class: EntryClass[FieldsP, ChangesP, EntryT, InputT, ChangesT],
        locale: str | None = None,
    ) -> None:
        super().__init__(sender, entry_class.content_type_uid)
        self._class = entry_class
        self._locale = locale

    def in_locale(self, locale: str | None) -> Self:
        """Return the same entries in a locale, for every method that is called without one.

        Args:
            locale: Code of the locale. None: the default of each method.
        """
        return type(self)(self._sender, self._class, locale)

    def get(  # type: ignore[override]
        self, entry_uid: str, *, locale: str | None = None, **options: Unpack[ReadOptions]
    ) -> EntryT:
        """Get an entry.

        Args:
            entry_uid: Uid of the entry.
            locale: Code of the locale. Default: that of `in_locale`, else the master locale.
            **options: What else to request: see `ReadOptions`.

        Raises:
            NotFoundError: There is no such entry.
            ContentstackError: The API rejected the call, or it failed.
        """
        found = super().get(entry_uid, locale=locale or self._locale, **encode_options(options))
        return self._class.from_entry(found)

    def list(  # type: ignore[override]
        self,
        *,
        query: Condition | Mapping[str, Any] | str | None = None,
        asc: SortField | str | None = None,
        desc: SortField | str | None = None,
        locale: str | None = None,
        page_size: int | None = None,
        skip: int | None = None,
        max_items: int | None = None,
        **options: Unpack[ReadOptions],
    ) -> Page[EntryT]:
        """List the entries.

        Args:
            query: A condition such as `Article.fields.price > 10`, or a query of the API.
            asc: Field to sort by, lowest value first.
            desc: Field to sort by, highest value first.
            locale: Code of the locale. Default: that of `in_locale`, else the master locale.
            page_size: Page size, 1 to 100. Default: 100. Use `max_items` to stop early.
            skip: Number of items to skip.
            max_items: Stop after this many items, at least 1. Default: all items.
            **options: What else to request: see `ReadOptions`.

        Returns:
            The items of all pages; each page is fetched when iteration reaches it.

        Raises:
            ValueError: The API cannot sort by the field, or a parameter is out of bounds.
            ContentstackError: The API rejected the call, or it failed.
        """
        found = super().list(
            query=encode_query(query),
            asc=encode_sort(asc),
            desc=encode_sort(desc),
            locale=locale or self._locale,
            page_size=page_size,
            skip=skip,
            max_items=max_items,
            **encode_options(options),
        )
        return found.map(self._class.from_entry)

    def snapshot(  # type: ignore[override]
        self,
        *,
        query: Condition | Mapping[str, Any] | str | None = None,
        asc: SortField | str | None = None,
        desc: SortField | str | None = None,
        locale: str | None = None,
        **options: Unpack[ReadOptions],
    ) -> Snapshot[EntryT]:
        """List entries that the program changes or deletes while it iterates over them, as in `Entries.snapshot`.

        Args:
            query: A condition such as `Article.fields.price > 10`, or a query of the API.
            asc: Field to sort by, lowest value first. Default: the time of creation.
            desc: Field to sort by, highest value first.
            locale: Code of the locale. Default: that of `in_locale`, else the master locale.
            **options: What else to request: see `ReadOptions`.

        Returns:
            The snapshot: iterate over it. `len()` is the number of entries, once their uids have been read.
        """
        found = super().snapshot(
            query=encode_query(query),
            asc=encode_sort(asc),
            desc=encode_sort(desc),
            locale=locale or self._locale,
            **encode_options(options),
        )
        return found.map(self._class.from_entry)

    @overload  # type: ignore[override]
    def create(self, entry: EntryT | InputT, /, *, locale: str | None = None) -> EntryT: ...

    @overload
    def create(self, /, *args: FieldsP.args, **kwargs: FieldsP.kwargs) -> EntryT: ...

    def create(self, /, *args: Any, **fields: Any) -> EntryT:
        """Create an entry.

            articles.create(title="Hello", price=3)
            articles.in_locale("fr-fr").create({"title": "Salut"})

        Args:
            *args: The entry: an instance of the class, or its fields as a mapping.
            **fields: The fields, by their uid, in place of the entry. `locale`, which goes with both, is the code of
                the locale. Default: that of `in_locale`, else the master locale.

        Raises:
            TypeError: There is neither an entry nor fields, or both, or it is an entry of another content type.
            ValidationError: The entry does not fit its content type; `errors` says why, field by field.
            ContentstackError: The API rejected the call, or it failed.
        """
        locale = fields.pop("locale", None) or self._locale
        sent = write_item(choose_item(args, fields, self._class.content_type_uid), self._class.input)
        return self._class.from_entry(super().create(sent, locale=locale))

    @overload  # type: ignore[override]
    def update(self, entry_uid: str, entry: EntryT | ChangesT, /, *, locale: str | None = None) -> EntryT: ...

    @overload
    def update(self, entry_uid: str, /, *args: ChangesP.args, **kwargs: ChangesP.kwargs) -> EntryT: ...

    def update(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, entry_uid: str, /, *args: Any, **fields: Any
    ) -> EntryT:
        """Update an entry, which creates a new version.

        Args:
            entry_uid: Uid of the entry.
            *args: The entry: an instance of the class, or the changed fields as a mapping.
            **fields: The changed fields, by their uid, in place of the entry. `locale`, which goes with both, is the
                code of the locale. Default: that of `in_locale`; else the locale of an instance that was read, the
                master locale for fields.

        Raises:
            TypeError: There is neither an entry nor fields, or both, or it is an entry of another content type.
            ValidationError: The entry does not fit its content type; `errors` says why, field by field.
            ContentstackError: The API rejected the call, or it failed.
        """
        locale = fields.pop("locale", None) or self._locale
        sent = write_item(choose_item(args, fields, self._class.content_type_uid), self._class.changes)
        return self._class.from_entry(super().update(entry_uid, sent, locale=locale))

    @overload  # type: ignore[override]
    def localize(self, entry_uid: str, entry: EntryT | ChangesT, /, *, locale: str | None = None) -> EntryT: ...

    @overload
    def localize(self, entry_uid: str, /, *args: ChangesP.args, **kwargs: ChangesP.kwargs) -> EntryT: ...

    def localize(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, entry_uid: str, /, *args: Any, **fields: Any
    ) -> EntryT:
        """Create a localized version of an entry. `unlocalize` removes it.

        Args:
            entry_uid: Uid of the entry.
            *args: The entry: an instance of the class, or the fields in this locale as a mapping.
            **fields: The fields, by their uid, in place of the entry. `locale`, which goes with both, is the code of
                the locale. Default: that of `in_locale`.

        Raises:
            TypeError: There is neither an entry nor fields, or both, or it is an entry of another content type.
            ValueError: No locale was chosen.
            ContentstackError: The API rejected the call, or it failed.
        """
        locale = fields.pop("locale", None) or self._locale
        if locale is None:
            raise ValueError("localize() needs a locale: pass it, or use in_locale()")
        sent = write_item(choose_item(args, fields, self._class.content_type_uid), self._class.changes)
        return self._class.from_entry(super().update(entry_uid, sent, locale=locale))

    def create_many(  # type: ignore[override]
        self,
        items: Iterable[EntryT | InputT] | Iterable[EntryT | InputT],
        *,
        key: SortField | str | None = None,
        locale: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        may_duplicate: bool = False,
        concurrency: int | None = None,
    ) -> Run[EntryT]:
        """Create many entries, each exactly once, as in `Entries.create_many`.

        Args:
            items: The entries: instances of the class, or their fields as mappings.
            key: Field that identifies entries. It must be unique in the content type.
            locale: Code of the locale. Default: that of `in_locale`, else the master locale.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other items.
            may_duplicate: Without a `key`, send entries again whose response got lost.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`.
        """
        run = super().create_many(
            write_items(items, self._class.input),
            key=encode_sort(key),
            locale=locale or self._locale,
            checkpoint=checkpoint,
            progress=progress,
            stop_on_error=stop_on_error,
            may_duplicate=may_duplicate,
            concurrency=concurrency,
        )
        return run.map(self._class.from_entry)

    def update_many(  # type: ignore[override]
        self,
        items: Iterable[EntryT | tuple[str, ChangesT]] | Iterable[EntryT | tuple[str, ChangesT]],
        *,
        locale: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[EntryT]:
        """Update many entries, each exactly once, as in `Entries.update_many`.

        Args:
            items: The entries: instances that were read and changed, or pairs of uid and changed fields.
            locale: Code of the locale. Default: that of `in_locale`; else the locale of an instance that was read, the
                master locale for fields.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other items.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`.
        """
        run = super().update_many(
            write_items(items, self._class.changes),
            locale=locale or self._locale,
            checkpoint=checkpoint,
            progress=progress,
            stop_on_error=stop_on_error,
            concurrency=concurrency,
        )
        return run.map(self._class.from_entry)

    def upsert_many(  # type: ignore[override]
        self,
        items: Iterable[EntryT | InputT] | Iterable[EntryT | InputT],
        *,
        key: SortField | str,
        locale: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[EntryT]:
        """Create the entries whose key does not exist yet, and update the others, each exactly once.

        Args:
            items: The entries: instances of the class, or their fields as mappings.
            key: Field that identifies entries. It must be unique in the content type.
            locale: Code of the locale. Default: that of `in_locale`, else the master locale.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other items.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`.
        """
        run = super().upsert_many(
            write_items(items, self._class.input),
            key=key if isinstance(key, str) else key.__sort_path__(),
            locale=locale or self._locale,
            checkpoint=checkpoint,
            progress=progress,
            stop_on_error=stop_on_error,
            concurrency=concurrency,
        )
        return run.map(self._class.from_entry)
