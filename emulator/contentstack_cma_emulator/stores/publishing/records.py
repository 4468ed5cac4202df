"""Keeps where entries and assets of a branch are published."""

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import PUBLISHING
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.publishing import EMPTY, withdrawn


def read_record(call: Call, parent: str, uid: str) -> Document:
    """Answer the record of an entry (`parent` is its content type) or asset."""
    return call.store.get(_key(call, parent, uid)) or EMPTY


def write_record(call: Call, parent: str, uid: str, record: Document) -> None:
    """Keep the record of an entry or asset."""
    call.store.put(_key(call, parent, uid), record)


def withdraw(call: Call, parent: str, uid: str, locale: str) -> None:
    """Forget what was published in a locale, because the copy in it is gone."""
    write_record(call, parent, uid, withdrawn(read_record(call, parent, uid), locale))


def close_environment(call: Call, uid: str) -> None:
    """Forget, in every branch, what was published to an environment that is gone."""
    for key, record in call.store.items(Scope(PUBLISHING, call.api_key)):
        kept = {name: [item for item in items if item["environment"] != uid] for name, items in record.items()}
        if kept != record:
            call.store.put(key, kept)


def _key(call: Call, parent: str, uid: str) -> Key:
    return call.branch_key(PUBLISHING, uid, parent=parent)
