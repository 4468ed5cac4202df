"""Labels: names under which content types are grouped, one under another. Each branch has its own."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.declared import Resource, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_rules import Errors, required, texts
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE
from contentstack_cma_emulator.engine.relations import Reference
from contentstack_cma_emulator.engine.scopes import PER_BRANCH

LABEL = "label"


def is_not_under_itself(call: Call, label: Document) -> Errors:
    """Demand that the labels above a label do not lead back to it."""
    ahead, seen = list(label["parent"]), set[str]()
    while ahead:
        uid = ahead.pop()
        if uid == label["uid"]:
            return {"parent": [errors.NOT_VALID]}
        if uid not in seen:
            seen.add(uid)
            ahead += (call.store.get(call.branch_key(LABEL, uid)) or {"parent": ()})["parent"]
    return {}


LABELS = Resource(
    kind=LABEL,
    key="label",
    plural="labels",
    noun="Label",
    address="label_uid",
    place=PER_BRANCH,
    defaults={"parent": [], "content_types": []},
    unique=("name",),
    rules=(required("name"), texts("content_types"), texts("parent"), is_not_under_itself),
    references=(Reference("parent", LABEL, PER_BRANCH), Reference("content_types", CONTENT_TYPE, PER_BRANCH)),
    missing=missing_as("Label"),
)
LABELS.register()
