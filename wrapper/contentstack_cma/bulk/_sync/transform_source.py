# Derived from _async/transform_source.py by generator/unasync.py: edit that, not this.
"""Read the entries of a transformation, and call its function for them, as they are needed."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from contentstack_cma_client import models

from ...errors import ContentstackError
from ..calling import Caller, Returned
from ..index import INCOMPLETE, SENT, Record
from ..outcomes import ItemState
from ..records import Records, is_finished
from ..transforms import (
    CONTENT_TYPE,
    Skip,
    Transform,
    Transformed,
    copy_entry,
    identify,
    read_result,
)
from .entry_access import EntryAccess
from .exactly_once import read_patiently
from .handler import RunSender

_IN_DOUBT = (SENT, ItemState.UNKNOWN)
_UNFINISHED = (*_IN_DOUBT, INCOMPLETE)


class TransformSource:
    """The entries of a walk, each with what the function made of it.

    The function is not called for entries that an earlier run has finished. It is called here and not where entries are
    sent, so that it runs in the thread of its caller.

    Attributes:
        records: What an earlier run has done; set by the handler before the iteration.

    Args:
        walk: The entries.
        sender: What to read content types and versions through.
        function: The function.
    """

    records: Records

    def __init__(self, walk: Iterable[models.Entry], sender: RunSender, function: Transform) -> None:
        self._walk = walk
        self._sender = sender
        self._caller = Caller(function)
        self._content_type: models.ContentType | None = None
        self._returned: set[bytes] = set()

    def __iter__(self) -> Iterator[Transformed]:
        entries: list[models.Entry] = []
        for entry in self._walk:
            if len(entries) == self._caller.size or (entries and entries[0][CONTENT_TYPE] != entry[CONTENT_TYPE]):
                for each in self._transform(entries):
                    yield each
                entries = []
            entries.append(entry)
        for each in self._transform(entries):
            yield each
        for record in self.records.index.iterate(_UNFINISHED):
            if not record.position and record.digest not in self._returned:
                for each in self._transform_left(record):
                    yield each

    def _transform_left(self, record: Record) -> list[Transformed]:
        """Return an entry that an earlier run left, although it no longer matches the query."""
        named = models.Entry.from_dict({"uid": record.uid, "locale": record.locale, CONTENT_TYPE: record.content_type})
        if record.state == INCOMPLETE:
            return [Transformed(named)]
        access = EntryAccess(self._sender, str(record.content_type), record.locale)
        try:
            entry = read_patiently(partial(access.get, str(record.uid)))
        except ContentstackError as error:
            return [Transformed(named, state=ItemState.UNKNOWN, error=error)]
        if entry is None or entry.locale != record.locale:
            return []
        entry[CONTENT_TYPE] = record.content_type
        return self._transform([entry])

    def _transform(self, entries: Sequence[models.Entry]) -> list[Transformed]:
        """Return what the function makes of some entries of one content type."""
        found = [self._choose_base(entry) for entry in entries]
        copies = [copy_entry(each) for each in found if isinstance(each, models.Entry)]
        if not copies:
            return [each for each in found if isinstance(each, Transformed)]
        content_type = self._read_content_type(str(entries[0][CONTENT_TYPE]))
        calls = zip(copies, self._caller.call_all(copies), strict=True)
        return [
            each if isinstance(each, Transformed) else _conclude(entry, each, calls, content_type)
            for entry, each in zip(entries, found, strict=True)
        ]

    def _read_content_type(self, uid: str) -> models.ContentType:
        """Return a content type. The entries come by content type, so only the last one is kept."""
        if self._content_type is None or self._content_type.uid != uid:
            self._content_type = read_patiently(EntryAccess(self._sender, uid).read_content_type)
        return self._content_type

    def _choose_base(self, entry: models.Entry) -> models.Entry | Transformed:
        """Return the version that the function is called with; what is known already if it is not to be called.

        What an earlier run may have written is compared with what the function makes of the version before.
        """
        record = self.records.index.get(identify(entry))
        if record is None:
            return entry
        if record.state in _UNFINISHED:
            self._returned.add(record.digest)
        if is_finished(record) or record.state == INCOMPLETE:
            return Transformed(entry)
        if record.state not in _IN_DOUBT or record.before in {None, entry.version}:
            return entry
        return self._read_former(entry, record.before)

    def _read_former(self, entry: models.Entry, version: int | None) -> models.Entry | Transformed:
        """Return a former version of an entry that an earlier run may have written."""
        access = EntryAccess(self._sender, str(entry[CONTENT_TYPE]), entry.locale)
        try:
            former = read_patiently(partial(access.get, entry.uid, version=version))
        except ContentstackError as error:
            return Transformed(entry, state=ItemState.UNKNOWN, error=error)
        if former is None:
            reason = f"an earlier run may have written it, and its version {version} is not there any more"
            return Transformed(entry, state=ItemState.UNKNOWN, error=LookupError(reason))
        former[CONTENT_TYPE] = entry[CONTENT_TYPE]
        return former


def _conclude(
    entry: models.Entry,
    base: models.Entry,
    calls: Iterator[tuple[models.Entry, Returned]],
    content_type: models.ContentType,
) -> Transformed:
    """Return what the next call made of an entry."""
    passed, returned = next(calls)
    if returned.error is not None:
        return Transformed(entry, state=ItemState.FAILED, error=returned.error)
    try:
        result = read_result(base, passed, returned.result, content_type)
    except (TypeError, ValueError) as error:
        return Transformed(entry, state=ItemState.FAILED, error=error)
    if isinstance(result, Skip):
        return Transformed(entry, state=ItemState.SKIPPED, error=ValueError(result.reason))
    return Transformed(entry, diff=result, state=None if result.after else ItemState.UNCHANGED)
