"""Records of where entries and assets of a branch are published."""

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import PUBLISHING
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.publishing import EMPTY, without_locale


def read_record(call: Call, parent: str, uid: str) -> Document:
    """Return the record of an entry (`parent` is its content type) or asset."""
    return call.store.get(_build_key(call, parent, uid)) or EMPTY


def write_record(call: Call, parent: str, uid: str, record: Document) -> None:
    """Store the record of an entry or asset."""
    call.store.put(_build_key(call, parent, uid), record)


def clear_locale(call: Call, parent: str, uid: str, locale: str) -> None:
    """Remove a locale, whose localization was deleted, from a record."""
    write_record(call, parent, uid, without_locale(read_record(call, parent, uid), locale))


def clear_environment(call: Call, uid: str) -> None:
    """Remove an environment, which was deleted, from the records of all branches."""
    for key, record in call.store.find_with_keys(Scope(PUBLISHING, call.api_key)):
        remaining = {name: [item for item in items if item["environment"] != uid] for name, items in record.items()}
        if remaining != record:
            call.store.put(key, remaining)


def _build_key(call: Call, parent: str, uid: str) -> Key:
    return Key(PUBLISHING, uid, call.api_key, call.branch, parent=parent)
