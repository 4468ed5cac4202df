"""A history that is kept in its stack and branch, in a content type of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from contentstack_cma.errors import ApiError, NotFoundError, ValidationError

from .errors import HistoryError, MigrationLockedError
from .exactly_once import create_once
from .history_type import HISTORY_UID, LOCK_STATE, LOCK_TITLE, build_history_type
from .records import Lease, Record, format_time, parse_time

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.models import ContentType, Entry


class StackHistory:
    """The history in a stack and branch: an entry per migration, and the entry `lock` while migrations run.

    Args:
        stack: The stack, on its branch.
    """

    def __init__(self, stack: "Stack") -> None:
        self._stack = stack
        self._entries = stack.entries(HISTORY_UID)
        self._repeatable = stack.with_options(retry_writes=True).entries(HISTORY_UID)
        self._uids: dict[str, str] = {}
        self._lock_uid: str | None = None

    def read_records(self) -> dict[str, Record]:
        """Return the records by the name of the migration."""
        entries = self._list()
        self._uids = {str(entry.title): entry.uid for entry in entries}
        try:
            records = [Record.from_fields(entry.to_dict()) for entry in entries if entry.title != LOCK_TITLE]
        except HistoryError:
            self._require_fields()
            raise
        return {record.name: record for record in records}

    def write_record(self, record: Record) -> None:
        """Write a record. The content type is created with the first lock."""
        fields = record.to_fields()
        uid = self._uids.get(record.name)
        if uid is None:
            create = partial(self._entries.create, fields)
            entry = create_once(create, partial(self._find, record.name))
            self._uids[record.name] = entry.uid
        else:
            self._repeatable.update(uid, fields)

    def read_lock(self) -> Lease | None:
        """Return who holds the lock; None if it is free."""
        entry = self._find(LOCK_TITLE)
        return None if entry is None else _read_lease(entry.to_dict())

    def take_lock(self, lease: Lease) -> None:
        """Take the lock: create the entry with the title `lock`, which is unique.

        Raises:
            MigrationLockedError: Someone else holds it.
        """
        self._ensure_type()
        try:
            entry = create_once(
                partial(self._entries.create, _build_lock(lease)), partial(self._find_own_lock, lease.owner)
            )
        except ValidationError:
            if (holder := self.read_lock()) is None:
                raise  # not because of the title
            raise build_locked_error(holder) from None
        self._lock_uid = entry.uid
        self._check_first(lease)

    def _check_first(self, lease: Lease) -> None:
        """Check that there is no older lock: the API checks titles and writes entries in two steps."""
        locks = sorted(self._list({"title": LOCK_TITLE}), key=lambda entry: (str(entry["created_at"]), entry.uid))
        if locks and locks[0].uid != self._lock_uid:
            self.release_lock(lease.owner)
            raise build_locked_error(_read_lease(locks[0].to_dict()))

    def renew_lock(self, lease: Lease) -> bool:
        """Renew the lock, and return whether it was still ours."""
        if self._lock_uid is None:
            return False
        try:
            self._repeatable.update(self._lock_uid, _build_lock(lease))
        except NotFoundError:
            return False
        return True

    def release_lock(self, owner: str) -> None:
        """Release the lock, if this owner has it."""
        uid = self._lock_uid
        if uid is None:
            entry = self._find_own_lock(owner)
            uid = None if entry is None else entry.uid
        if uid is not None:
            self._delete(uid)
        self._lock_uid = None

    def break_lock(self) -> None:
        """Remove the lock of someone else, if there is one."""
        entry = self._find(LOCK_TITLE)
        if entry is not None:
            self._delete(entry.uid)

    def _delete(self, uid: str) -> None:
        try:
            self._repeatable.delete(uid, all_locales=True)
        except NotFoundError:
            return  # somebody has removed it, or the response of the first attempt was lost

    def _find_own_lock(self, owner: str) -> "Entry | None":
        return next((entry for entry in self._list({"title": LOCK_TITLE}) if entry.get("owner") == owner), None)

    def _find(self, title: str) -> "Entry | None":
        return next(iter(self._list({"title": title})), None)

    def _list(self, query: Mapping[str, Any] | None = None) -> "list[Entry]":
        """Return entries; none if the content type does not exist yet."""
        try:
            return list(self._entries.list(query=query))
        except ApiError:
            if self._find_type() is not None:
                raise
            return []

    def _ensure_type(self) -> None:
        """Create the content type, unless it exists.

        Raises:
            HistoryError: It exists, and lacks fields.
        """
        if self._find_type() is None:
            self._create_type()
        self._require_fields()

    def _require_fields(self) -> None:
        found = self._find_type()
        if found is None:
            return  # somebody has deleted it just now
        schema = cast("list[dict[str, Any]]", found.to_dict().get("schema") or [])
        fields = {field.get("uid") for field in schema}
        missing = [field["uid"] for field in build_history_type()["schema"] if field["uid"] not in fields]
        if missing:
            raise HistoryError(
                f"the content type {HISTORY_UID!r} lacks the fields {', '.join(missing)}: it was changed, or is not "
                "that of a history. Restore its fields, or keep the history in a file"
            )

    def _create_type(self) -> "ContentType":
        try:
            return create_once(partial(self._stack.content_types.create, build_history_type()), self._find_type)
        except ValidationError:
            found = self._find_type()  # another run has created it at the same time
            if found is None:
                raise
            return found

    def _find_type(self) -> "ContentType | None":
        try:
            return self._stack.content_types.get(HISTORY_UID)
        except NotFoundError:
            return None

    def __repr__(self) -> str:
        return f"<StackHistory in {HISTORY_UID!r} of {self._stack!r}>"


def _build_lock(lease: Lease) -> dict[str, Any]:
    return {
        "title": LOCK_TITLE,
        "state": LOCK_STATE,
        "who": lease.who,
        "owner": lease.owner,
        "lease_until": None if lease.until is None else format_time(lease.until),
    }


def _read_lease(fields: Mapping[str, Any]) -> Lease:
    until = fields.get("lease_until")
    lease = Lease(owner=str(fields.get("owner") or ""), who=str(fields.get("who") or "somebody"), until=None)
    try:
        return replace(lease, until=parse_time(str(until)) if until else None)
    except ValueError:
        return lease


def build_locked_error(holder: Lease) -> MigrationLockedError:
    """Return the error for a lock that someone holds."""
    if holder.until is None or not holder.has_expired(datetime.now(UTC)):
        until = "" if holder.until is None else f" until {format_time(holder.until)}, and renews it while it runs"
        text = f"{holder.who} is running migrations here, and holds the lock{until}: wait until it has ended"
    else:
        text = (
            f"the lock of {holder.who} ended at {format_time(holder.until)} without having been released: its process "
            "was probably killed. Check that it does not run any more, then go on with --break-lock (break_lock=True)"
        )
    return MigrationLockedError(text, holder.who, holder.until)
