"""What to do after a write of a run has failed, and what a look at the server says about it. No I/O."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

from ..errors import (
    ApiError,
    AuthenticationError,
    AuthMethodError,
    ClientClosedError,
    ConnectError,
    ContentstackError,
    MissingCredentialsError,
    OAuthError,
    Outcome,
    PoolTimeoutError,
    RateLimitError,
    ServerError,
    StackNotFoundError,
    TokenStoreError,
    ValidationError,
)
from .index import SENT
from .outcomes import ItemState

REPEATS = 6
"""How often a write is sent at most, if it is certain that it was not processed."""
_FATAL = (
    AuthMethodError,
    AuthenticationError,
    ClientClosedError,
    MissingCredentialsError,
    OAuthError,
    StackNotFoundError,
    TokenStoreError,
)
_AMBIGUOUS = frozenset({Outcome.UNKNOWN, Outcome.DONE})


class Verdict(Enum):
    """What the present version of an entry says about an update."""

    DONE = "the entry has the new values"
    NOT_DONE = "the entry is as it was before"
    CHANGED = "the entry was changed, but not to the new values"


def explain_permanence(state: str) -> str | None:
    """Return why an item in a state cannot be reverted; None if it can."""
    if state == ItemState.DELETED:
        return "it was deleted, and what is deleted cannot be restored"
    if state in {ItemState.UNKNOWN, SENT}:
        return "it is unknown whether the run wrote it: run it again first"
    return None


def is_fatal(error: Exception | None) -> bool:
    """Return whether all other items would fail with this error too."""
    return isinstance(error, _FATAL) or is_unreachable(error)


def is_unreachable(error: Exception | None) -> bool:
    """Return whether there is no connection to the server, which may come back."""
    return isinstance(error, ConnectError) and not isinstance(error, PoolTimeoutError)


def is_transient(error: Exception) -> bool:
    """Return whether a read may succeed a moment later."""
    return is_ambiguous(error) or is_unreachable(error)


def is_ambiguous(error: Exception) -> bool:
    """Return whether a failed write may have been processed."""
    return isinstance(error, ContentstackError) and error.outcome in _AMBIGUOUS


def is_rejected(error: Exception) -> bool:
    """Return whether the same call would fail again, and another call may not."""
    return isinstance(error, ApiError) and not isinstance(error, (RateLimitError, ServerError, *_FATAL))


def completes_creations(operation: object, locale: object) -> bool:
    """Return whether entries without a version before, which a second pass completes, were created by the run.

    Otherwise they may have existed in other locales.
    """
    return operation == "create_many" or (operation == "upsert_many" and locale is None)


def may_exist(error: Exception, key: str | None, *, is_in_doubt: bool) -> bool:
    """Return whether the server may have rejected a create because an entry with its key exists.

    Args:
        error: Why it was rejected.
        key: Uid of the unique key field, if there is one.
        is_in_doubt: Whether an earlier attempt may have been processed. Then any unique field may be the one that the
            server names, and the error may be one about a response that was cut off.
    """
    return key is not None and (is_in_doubt or (isinstance(error, ValidationError) and key in error.errors))


def compare_update(before: int | None, version: int | None, wanted: Mapping[str, Any], found: object) -> Verdict:
    """Return what an entry says about an update.

    Args:
        before: Its version number before the update, if known.
        version: Its version number now.
        wanted: The fields of the update.
        found: Its fields now.
    """
    if before is not None and before == version:
        return Verdict.NOT_DONE
    if contains(found, wanted):
        return Verdict.DONE
    return Verdict.NOT_DONE if before is None else Verdict.CHANGED


def contains(found: object, wanted: object) -> bool:
    """Return whether a value that was read contains all that was written. The server adds keys to objects."""
    if isinstance(wanted, Mapping):
        fields = cast("Mapping[str, object]", wanted)
        if isinstance(found, Mapping):
            there = cast("Mapping[str, object]", found)
            return all(contains(there.get(name), value) for name, value in fields.items())
        return False
    if isinstance(wanted, (list, tuple)):
        items = cast("list[object]", wanted)
        there_items = cast("list[object]", found) if isinstance(found, list) else []
        return len(items) == len(there_items) and all(map(contains, there_items, items))
    if isinstance(wanted, str) and isinstance(found, Mapping):  # a file: written as its uid, read as an object
        return cast("Mapping[str, object]", found).get("uid") == wanted
    return found == wanted or _means_nothing(found, wanted)


def _means_nothing(found: object, wanted: object) -> bool:
    return wanted in (None, "", []) and found in (None, "", [])
