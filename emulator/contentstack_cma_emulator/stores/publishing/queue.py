"""The publish queue: one item for each thing, environment and locale, from the order until long after it is done.

Items are kept in the form in which the queue shows them. Fields that begin with `emulator_` are not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, channels_of, tell
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.publishing import Action, Order, carried_out, changes_nothing
from contentstack_cma_emulator.stores.entry_reading import is_in_progress
from contentstack_cma_emulator.stores.publishing.publishables import Thing, find_thing, open_store
from contentstack_cma_emulator.stores.publishing.records import read_record, write_record

QUEUE = "publish_queue"
"""The kind of its items; `parent` is the branch. A new branch begins with an empty queue."""

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
"""The locale whose copy is published."""

VARIANT = f"{HIDDEN}variant"
"""The uid of the variant that is published, empty where it is the entry itself or an asset."""

IN_PROGRESS = "The entry you want to publish is in-progress. Please fill mandatory fields."


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is published: the uid of an environment, and a locale."""

    environment: str
    locale: str


def new_item(call: Call, action: Action, thing: Thing, place: Place, time: str) -> Document:
    """Make the item that publishes a thing, or takes it back, in a place at a time."""
    document = find_thing(call, thing) or {}
    version = document.get("_version", thing.version)
    entry = {"uid": thing.uid, "title": title_of(call, thing, document), "version": version}
    is_asset = thing.parent == ASSETS
    return {
        **frame(call, time),
        "type": thing.noun,
        "action": action,
        "entry": entry if is_asset else entry | {"locale": document.get("locale", thing.locale)},
        **({} if is_asset else {"content_type": {"uid": thing.parent}}),
        "environment": [place.environment],
        "locale": [place.locale],
        DEPTH: thing.depth,
        SOURCE: thing.locale,
        VARIANT: thing.variant,
    }


def title_of(call: Call, thing: Thing, document: Document) -> str:
    """Answer the title of a thing; a variant that does not change it has that of the entry."""
    if thing.variant and "title" not in document:
        document = find_thing(call, replace(thing, variant="", version=0)) or {}
    return str(document.get("title", ""))


def frame(call: Call, time: str) -> Document:
    """Answer what every item has: it waits for its time, or will be done shortly."""
    is_later = time > call.now
    return {
        "uid": call.state.clock.uuid(),
        "stack": call.api_key,
        **call.creation(),
        "publish_details": {"status": SCHEDULED if is_later else PENDING},
        "published_at": None,
        **({"scheduled_at": time} if is_later else {}),
        "user": call.actor,
        "approval": False,
        "approved": True,
        "rejected": False,
    }


def put_in_queue(call: Call, items: Iterable[Document], time: str) -> None:
    """Have items done at a time, or shortly where that is now."""
    items = list(items)
    payload = {"items": [item["uid"] for item in items]}
    order = call.at(time, "publish", payload) if time > call.now else call.soon("publish", payload)
    for item in items:
        save(call, item | {WORK: order})


@work("publish")
def publish(call: Call, payload: Document) -> None:
    """Do the items of one order that still wait."""
    for uid in payload["items"]:
        item = find(call, uid)
        if item and is_waiting(item):
            settle(call, item)


def find(call: Call, uid: str) -> Document | None:
    """Answer an item of the queue of the branch, or None."""
    return call.store.get(_key(call, uid))


def items(call: Call) -> list[Document]:
    """Answer the items of the queue of the branch, oldest first."""
    return call.store.find(Scope(QUEUE, call.api_key, "", call.branch))


def save(call: Call, item: Document) -> None:
    """Keep an item."""
    call.store.put(_key(call, item["uid"]), item)


def is_waiting(item: Document) -> bool:
    """Answer whether an item is yet to be done."""
    return item["publish_details"]["status"] in WAITING


def shown(item: Document) -> Document:
    """Answer an item without what only the emulator knows of it."""
    return {name: value for name, value in item.items() if not name.startswith(HIDDEN)}


def done(call: Call, item: Document, status: str, message: str = "") -> Document:
    """Note how an item went, and answer it."""
    told = {"message": message, "error": message} if message else {}
    changed = item | {"publish_details": {"status": status, **told}, "updated_at": call.now}
    if status == SUCCESS:
        changed["published_at"] = call.now
    save(call, changed)
    return changed


def unschedule(call: Call, item: Document) -> None:
    """Call off an item that waits for its time, and the work if nothing else waits for it."""
    done(call, item, UNSCHEDULED)
    order = item.get(WORK)
    if order and not any(is_waiting(other) for other in items(call) if other.get(WORK) == order):
        call.state.agenda.remove(order)


def settle(call: Call, item: Document) -> Document:
    """Do an item, or find that it cannot be done, and answer it."""
    thing, order = _thing(item), _order(call, item)
    obstacle = _obstacle(call, thing, order)
    if obstacle:
        return done(call, item, FAILED, obstacle)
    record = read_record(call, *thing.record)
    if "bulkJobId" in item and changes_nothing(record, order):
        text = f"The {thing.noun} is already published in the specified environment and locale."
        return done(call, item, SKIPPED, text)
    write_record(call, *thing.record, carried_out(record, order))
    _tell(call, item, thing)
    return done(call, item, SUCCESS)


def _thing(item: Document) -> Thing:
    parent = item.get("content_type", {}).get("uid", ASSETS)
    entry = item["entry"]
    return Thing(parent, entry["uid"], item[SOURCE], entry["version"], variant=item.get(VARIANT, ""))


def _order(call: Call, item: Document) -> Order:
    version = item["entry"]["version"]
    return Order(item["action"], item["environment"][0], item["locale"][0], call.now, item["user"], version)


def _obstacle(call: Call, thing: Thing, order: Order) -> str:
    """Answer why something cannot be published or taken back; an empty text where it can."""
    document = find_thing(call, thing)
    if document is None:
        return "The requested object doesn't exist."
    if find_environment(call, order.environment) is None:
        return "The environment was not found."
    store = None if thing.parent == ASSETS or thing.variant else open_store(call, thing.parent)
    if order.action == "publish" and store and is_in_progress(store, document):
        return IN_PROGRESS
    return ""


def _tell(call: Call, item: Document, thing: Thing) -> None:
    """Tell the webhooks that something is published, or no longer, in an environment."""
    is_asset = thing.parent == ASSETS
    words = ("assets",) if is_asset else ("content_types", "entries")
    uids = (thing.uid,) if is_asset else (thing.parent, thing.uid)
    event = f"{item['action']}.success"
    channels = channels_of((*words, "environments"), (*uids, item["environment"][0]), event)
    data = {thing.noun: item["entry"], "environment": {"uid": item["environment"][0]}, "locale": item["locale"][0]}
    told = data if is_asset else data | {"content_type": item["content_type"]}
    tell(call, Event(channels, thing.noun, item["action"], told | {"branch": {"uid": call.branch}}))


def _key(call: Call, uid: str) -> Key:
    return Key(QUEUE, uid, call.api_key, parent=call.branch)
