"""Labels of a branch: nested groups of content types."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.declared import Resource, report_missing
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.field_rules import require, require_texts
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE
from contentstack_cma_emulator.engine.relations import Reference
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.store import Key

LABEL = "label"


def check_parents(call: Call, label: Document) -> Errors:
    """Reject a label that is its own ancestor."""
    ancestors, seen = list(label["parent"]), set[str]()
    while ancestors:
        uid = ancestors.pop()
        if uid == label["uid"]:
            return {"parent": [errors.NOT_VALID]}
        if uid not in seen:
            seen.add(uid)
            ancestors += (call.store.get(Key(LABEL, uid, call.api_key, call.branch)) or {"parent": ()})["parent"]
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
    rules=(require("name"), require_texts("content_types"), require_texts("parent"), check_parents),
    references=(Reference("parent", LABEL, PER_BRANCH), Reference("content_types", CONTENT_TYPE, PER_BRANCH)),
    missing=report_missing("Label"),
)
LABELS.register()
