"""Tasks that workflow stages and publish rules assign to users: a document for each, about an entry."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from contentstack_cma_emulator.auth.rights import find_stack_roles
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ASSIGNMENT, ORGANIZATION, USER
from contentstack_cma_emulator.engine.lookup import find_locale
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.stores.entry_store import EntryStore

TaskKind = Literal["workflow_stage", "publishing_rule"]


@dataclass(frozen=True, slots=True)
class Task:
    """A task about an entry.

    Attributes:
        kind: What assigns it.
        name: Distinguishes it from the other tasks about the entry.
        details: What the call that assigned it sent: `due_date`, `comment`, `notify`.
        fields: Fields of the document that only tasks of this kind have.
        job: The same for the `job` of the document.
    """

    kind: TaskKind
    name: str
    details: Document
    fields: Document
    job: Document


def assign(store: EntryStore, entry: Document, task: Task, users: Collection[str]) -> None:
    """Assign a task to users, who replace the earlier assignees; without users, withdraw it.

    The users get a mail if the `notify` of its details is true.
    """
    key = _build_key(store, entry, task)
    if not users:
        store.call.store.delete(key)
        return
    store.call.store.put(key, _build_document(store, entry, task, users))
    if task.details.get("notify") is True:
        for email in _find_emails(store.call, users):
            outbox.send_message(store.call.state, "task", email)


def withdraw(store: EntryStore, entry: Document, task: Task) -> None:
    """Withdraw a task from all assignees."""
    store.call.store.delete(_build_key(store, entry, task))


def find_assignees(call: Call, users: Any, roles: Any) -> list[str]:
    """Return the uids of users (uids or objects) and of the users who have one of the roles, each once."""
    held = set(read_uids(roles))
    members = call.stack["user_uids"] if held else ()
    with_role = [uid for uid in members if held & find_stack_roles(call.state, call.stack, uid)]
    return list(dict.fromkeys([*read_uids(users), *with_role]))


def read_uids(values: Any) -> list[str]:
    """Return the uids in a list of uids or of objects that have one."""
    items = cast("list[object]", values) if isinstance(values, list) else []
    found = [cast("Document", item).get("uid") if isinstance(item, dict) else item for item in items]
    return [uid for uid in found if isinstance(uid, str)]


def _build_key(store: EntryStore, entry: Document, task: Task) -> Key:
    uid = f"{entry['uid']}.{task.name}"
    return Key(ASSIGNMENT, uid, store.call.api_key, store.call.branch, parent=store.uid, locale=entry["locale"])


def _build_document(store: EntryStore, entry: Document, task: Task, users: Iterable[str]) -> Document:
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
        **{name: task.details[name] for name in ("due_date", "comment") if name in task.details},
        **task.fields,
        "job": _collect_names(store, entry) | task.job,
    }


def _collect_names(store: EntryStore, entry: Document) -> Document:
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


def _find_emails(call: Call, users: Iterable[str]) -> list[str]:
    found = (call.store.get(Key(USER, uid)) for uid in users)
    return [user["email"] for user in found if user]
