"""The publish queue: an item for each entry or asset, environment and locale, kept after it was published.

Items are stored as the queue shows them, plus internal fields that begin with `emulator_`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, build_channels, notify
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.rules.entry_validation import is_in_progress
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.publishing import Action, PublishChange, apply_change, changes_nothing
from contentstack_cma_emulator.stores.publishing.publishables import Publishable, find_document, open_document
from contentstack_cma_emulator.stores.publishing.records import read_record, write_record

QUEUE = "publish_queue"
"""The kind of its items. Their `parent` is the branch; a new branch begins with an empty queue."""

PENDING = "pending"
SCHEDULED = "scheduled"
UNSCHEDULED = "unscheduled"
SUCCESS = "success"
SKIPPED = "skipped"
FAILED = "failed"

WAITING = (PENDING, SCHEDULED)

HIDDEN = "emulator_"
DEPTH = f"{HIDDEN}depth"
WORK = f"{HIDDEN}work"
SOURCE = f"{HIDDEN}source"
"""The locale whose localization is published."""

VARIANT = f"{HIDDEN}variant"
"""The uid of the variant that is published. Empty for the entry itself, or an asset."""

IN_PROGRESS = "The entry you want to publish is in-progress. Please fill mandatory fields."


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is published: the uid of an environment, and a locale."""

    environment: str
    locale: str


def new_item(call: Call, action: Action, publishable: Publishable, place: Place, time: str) -> Document:
    """Return a new item that publishes or unpublishes something in a place at a time."""
    document = publishable.document or find_document(call, publishable) or {}
    version = document.get("_version", publishable.version)
    entry = {"uid": publishable.uid, "title": read_title(call, publishable, document), "version": version}
    is_asset = publishable.parent == ASSETS
    return {
        **build_frame(call, time),
        "type": publishable.noun,
        "action": action,
        "entry": entry if is_asset else entry | {"locale": document.get("locale", publishable.locale)},
        **({} if is_asset else {"content_type": {"uid": publishable.parent}}),
        "environment": [place.environment],
        "locale": [place.locale],
        DEPTH: publishable.depth,
        SOURCE: publishable.locale,
        VARIANT: publishable.variant,
    }


def read_title(call: Call, publishable: Publishable, document: Document) -> str:
    """Return the title of a publishable. A variant that does not change it has that of the entry."""
    if publishable.variant and "title" not in document:
        document = find_document(call, replace(publishable, variant="", version=0, document=None)) or {}
    return str(document.get("title", ""))


def build_frame(call: Call, time: str) -> Document:
    """Return the fields that all items have."""
    is_later = time > call.now
    return {
        "uid": call.state.clock.make_uuid(),
        "stack": call.api_key,
        **call.build_creation_fields(),
        "publish_details": {"status": SCHEDULED if is_later else PENDING},
        "published_at": None,
        **({"scheduled_at": time} if is_later else {}),
        "user": call.actor,
        "approval": False,
        "approved": True,
        "rejected": False,
    }


def schedule_items(call: Call, items: Iterable[Document], time: str) -> None:
    """Put items into the queue, and schedule the work that publishes them."""
    items = list(items)
    payload = {"items": [item["uid"] for item in items]}
    work_uid = call.run_at(time, "publish", payload) if time > call.now else call.run_soon("publish", payload)
    for item in items:
        save(call, item | {WORK: work_uid})


@work("publish")
def publish(call: Call, payload: Document) -> None:
    """Process those of the items that are still waiting."""
    for uid in payload["items"]:
        item = find(call, uid)
        if item and is_waiting(item):
            process_item(call, item)


def find(call: Call, uid: str) -> Document | None:
    """Return an item of the queue of the branch, or None."""
    return call.store.get(_build_key(call, uid))


def list_queue_items(call: Call) -> list[Document]:
    """Return the items of the queue of the branch, oldest first."""
    return call.store.find(Scope(QUEUE, call.api_key, "", call.branch))


def save(call: Call, item: Document) -> None:
    """Store an item."""
    call.store.put(_build_key(call, item["uid"]), item)


def is_waiting(item: Document) -> bool:
    """Return whether an item was not processed yet."""
    return item["publish_details"]["status"] in WAITING


def without_internal_fields(item: Document) -> Document:
    """Return an item as responses show it."""
    return {name: value for name, value in item.items() if not name.startswith(HIDDEN)}


def finish_item(call: Call, item: Document, status: str, message: str = "") -> Document:
    """Record the status of a processed item, and return the item."""
    error = {"message": message, "error": message} if message else {}
    changed = item | {"publish_details": {"status": status, **error}, "updated_at": call.now}
    if status == SUCCESS:
        changed["published_at"] = call.now
    save(call, changed)
    return changed


def unschedule(call: Call, item: Document) -> None:
    """Cancel a scheduled item, and its work if no other item waits for it."""
    finish_item(call, item, UNSCHEDULED)
    work_uid = item.get(WORK)
    if work_uid and not any(is_waiting(other) for other in list_queue_items(call) if other.get(WORK) == work_uid):
        call.state.agenda.remove(work_uid)


def process_item(call: Call, item: Document) -> Document:
    """Publish or unpublish an item, or record why that is impossible, and return the item."""
    publishable, change = _to_publishable(item), _to_change(call, item)
    obstacle = _find_obstacle(call, publishable, change)
    if obstacle:
        return finish_item(call, item, FAILED, obstacle)
    parent, uid = publishable.record
    record = read_record(call, parent, uid)
    if "bulkJobId" in item and changes_nothing(record, change):
        text = f"The {publishable.noun} is already published in the specified environment and locale."
        return finish_item(call, item, SKIPPED, text)
    write_record(call, parent, uid, apply_change(record, change))
    _notify(call, item, publishable)
    return finish_item(call, item, SUCCESS)


def _to_publishable(item: Document) -> Publishable:
    parent = item.get("content_type", {}).get("uid", ASSETS)
    entry = item["entry"]
    return Publishable(parent, entry["uid"], item[SOURCE], entry["version"], variant=item.get(VARIANT, ""))


def _to_change(call: Call, item: Document) -> PublishChange:
    version = item["entry"]["version"]
    return PublishChange(item["action"], item["environment"][0], item["locale"][0], call.now, item["user"], version)


def _find_obstacle(call: Call, publishable: Publishable, change: PublishChange) -> str:
    """Return why something cannot be published or unpublished, or an empty text."""
    store, document = open_document(call, publishable)
    if document is None:
        return "The requested object doesn't exist."
    if find_environment(call, change.environment) is None:
        return "The environment was not found."
    if change.action == "publish" and store and is_in_progress(store.schema, document):
        return IN_PROGRESS
    return ""


def _notify(call: Call, item: Document, publishable: Publishable) -> None:
    """Emit the event that something was published to, or unpublished from, an environment."""
    module = item["type"]
    words, uids = publishable.channel
    event = f"{item['action']}.success"
    channels = build_channels((*words, "environments"), (*uids, item["environment"][0]), event)
    data = {module: item["entry"], "environment": {"uid": item["environment"][0]}, "locale": item["locale"][0]}
    data |= {} if publishable.parent == ASSETS else {"content_type": item["content_type"]}
    notify(call, Event(channels, module, item["action"], data | {"branch": {"uid": call.branch}}))


def _build_key(call: Call, uid: str) -> Key:
    return Key(QUEUE, uid, call.api_key, parent=call.branch)
