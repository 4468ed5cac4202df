"""Compare the content types and global fields of two branches."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, GLOBAL_FIELD
from contentstack_cma_emulator.engine.paging import read_call_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources.branches import require_branch_by_name
from contentstack_cma_emulator.resources.content_types import CONTENT_TYPES, DEFAULT_OPTIONS
from contentstack_cma_emulator.resources.global_fields import GLOBAL_FIELDS
from contentstack_cma_emulator.rules.schema_comparison import Pair, find_differences, pair_documents

RESOURCES = {GLOBAL_FIELD: GLOBAL_FIELDS, CONTENT_TYPE: CONTENT_TYPES}
"""The resources that are compared and merged, in the order of lists."""


def list_page(call: Call, kinds: Sequence[str], path: str) -> ApiResponse:
    """Return a page of the differing documents, with the URL of the next page if there is one."""
    base, compare = read_branches(call)
    found = [show_pair(pair) for pair in find_differing_pairs(call, base, compare, kinds)]
    wanted = read_call_page(call)
    body: Document = {"branches": name_branches(base, compare), "diff": wanted.slice(found)}
    rest = wanted.skip + wanted.limit
    if rest < len(found):
        query = urlencode(name_branches(base, compare) | {"skip": rest, "limit": wanted.limit})
        body["next_url"] = f"{call.base_url}/v3/stacks/{path}?{query}"
    return ApiResponse(body)


operation("compare_branches")(partial(list_page, kinds=list(RESOURCES), path="branches_compare"))
for compared in RESOURCES.values():
    path = f"branches_compare/{compared.plural}"
    operation(f"compare_{compared.plural}")(partial(list_page, kinds=[compared.kind], path=path))


def compare_one(call: Call, resource: Resource) -> ApiResponse:
    """Return the differences in the content type or global field of the path."""
    base, compare = read_branches(call)
    uid = call.path[resource.address]
    pair = next((pair for pair in find_pairs(call, base, compare, [resource.kind]) if pair.uid == uid), None)
    if pair is None:
        raise resource.missing(call, uid)
    sides = zip((pair.base, pair.compare), find_differences(pair.base, pair.compare), strict=True)
    ours, theirs = (show_side(call, document, found) for document, found in sides)
    diff = show_pair(pair) | {"base_branch": ours, "compare_branch": theirs}
    return ApiResponse({"branches": name_branches(base, compare), "diff": diff})


for compared in RESOURCES.values():
    operation(f"compare_{compared.key}")(partial(compare_one, resource=compared))


def show_side(call: Call, document: Document | None, found: Sequence[Document]) -> Document:
    """Return what only this branch has, with its whole schema if the call has `include_schemas`."""
    schema: Any = document["schema"] if document and call.has_flag("include_schemas") else None
    return {"differences": list(found), "schema": schema}


def show_pair(pair: Pair) -> Document:
    """Return a differing document as lists show it."""
    return {"uid": pair.uid, "title": pair.title, "type": pair.kind, "status": pair.status}


def name_branches(base: str, compare: str) -> dict[str, str]:
    """Return the two branches by the names of their query parameters."""
    return {"base_branch": base, "compare_branch": compare}


def read_branches(call: Call) -> tuple[str, str]:
    """Return the uids of the base branch and the compared branch in the query.

    The base defaults to the source of the compared branch. Raises `CmaError`: 422/905 if a branch does not exist,
    422/141 if there is no base.
    """
    compare = require_branch_by_name(call, call.get_text("compare_branch") or "", "compare_branch")
    base = call.get_text("base_branch") or compare["source"]
    if not base:
        raise errors.invalid_parameter("base_branch", errors.REQUIRED)
    return require_branch_by_name(call, base, "base_branch")["uid"], compare["uid"]


def find_differing_pairs(call: Call, base: str, compare: str, kinds: Sequence[str]) -> list[Pair]:
    """Return the documents that differ between two branches."""
    return [pair for pair in find_pairs(call, base, compare, kinds) if pair.status]


def find_pairs(call: Call, base: str, compare: str, kinds: Sequence[str]) -> list[Pair]:
    """Return the documents of two branches, paired by uid."""
    return [
        pair
        for kind in kinds
        for pair in pair_documents(kind, find_documents(call, base, kind), find_documents(call, compare, kind))
    ]


def find_documents(call: Call, branch: str, kind: str) -> list[Document]:
    """Return the content types or global fields of a branch, oldest first."""
    found = call.store.find(Scope(kind, call.api_key, branch))
    if kind != CONTENT_TYPE:
        return found
    return [document | {"options": DEFAULT_OPTIONS | document["options"]} for document in found]
