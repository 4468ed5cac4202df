"""The tasks that stages and publish rules give to users: documents beside the entry that they are about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from contentstack_cma_emulator.auth.rights import roles_of
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ASSIGNMENT, ORGANIZATION, USER
from contentstack_cma_emulator.engine.lookup import find_locale
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.stores.entry_store import EntryStore

Kind = Literal["workflow_stage", "publishing_rule"]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do about an entry: `name` tells it from the other tasks about the entry.

    `said` is what was said when it was given, `fields` and `job` are what only tasks of its kind have.
    """

    kind: Kind
    name: str
    said: Document
    fields: Document
    job: Document


def give(store: EntryStore, entry: Document, task: Task, users: Collection[str]) -> None:
    """Give a task to users, in the place of whom had it before; to nobody if there are none.

    Those who get it are told by mail if `said` has a `notify` that is true.
    """
    key = _key(store, entry, task)
    if not users:
        store.call.store.delete(key)
        return
    store.call.store.put(key, _document(store, entry, task, users))
    if task.said.get("notify") is True:
        for email in _emails(store.call, users):
            outbox.send(store.call.state, "task", email)


def take(store: EntryStore, entry: Document, task: Task) -> None:
    """Take a task away from whoever has it."""
    store.call.store.delete(_key(store, entry, task))


def assignees(call: Call, users: Any, roles: Any) -> list[str]:
    """Answer the uids of users, given as uids or objects, and of those who have one of the roles, each once."""
    held = set(uids(roles))
    with_role = [uid for uid in call.stack["user_uids"] if held and held & roles_of(call.state, call.stack, uid)]
    return list(dict.fromkeys([*uids(users), *with_role]))


def uids(values: Any) -> list[str]:
    """Answer the uids in a list of uids or of objects that have one."""
    items = cast("list[object]", values) if isinstance(values, list) else []
    found = [cast("Document", item).get("uid") if isinstance(item, dict) else item for item in items]
    return [uid for uid in found if isinstance(uid, str)]


def _key(store: EntryStore, entry: Document, task: Task) -> Key:
    uid = f"{entry['uid']}.{task.name}"
    return store.call.branch_key(ASSIGNMENT, uid, parent=store.uid, locale=entry["locale"])


def _document(store: EntryStore, entry: Document, task: Task, users: Iterable[str]) -> Document:
    call, stack = store.call, store.call.stack
    about: Document = {"content_type": store.uid, "entry": entry["uid"], "entry_uid": entry["uid"]}
    place: Document = {"stack": stack["uid"], "api_key": call.api_key, "org": stack["org_uid"]}
    return {
        "type": task.kind,
        **about,
        **place,
        "org_uid": stack["org_uid"],
        "locale": entry["locale"],
        "entry_locale": entry["locale"],
        "version": entry["_version"],
        "assigned_to": list(users),
        "assigned_by": call.actor,
        "assigned_at": call.now,
        **{name: task.said[name] for name in ("due_date", "comment") if name in task.said},
        **task.fields,
        "job": _names(store, entry) | task.job,
    }


def _names(store: EntryStore, entry: Document) -> Document:
    call = store.call
    organization = call.store.get(Key(ORGANIZATION, call.stack["org_uid"])) or {}
    locale = find_locale(call, entry["locale"]) or {}
    return {
        "org": organization.get("name"),
        "stack": call.stack["name"],
        "content_type": store.content_type["title"],
        "entry": entry["title"],
        "locale": locale.get("name"),
    }


def _emails(call: Call, users: Iterable[str]) -> list[str]:
    found = (call.store.get(Key(USER, uid)) for uid in users)
    return [user["email"] for user in found if user]
