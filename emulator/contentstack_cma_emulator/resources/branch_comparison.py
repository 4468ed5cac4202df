"""Comparing branches: which of their content types and global fields differ, and how."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, GLOBAL_FIELD
from contentstack_cma_emulator.engine.paging import read_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources.branches import find_named
from contentstack_cma_emulator.resources.content_types import CONTENT_TYPES, OPTIONS
from contentstack_cma_emulator.resources.global_fields import GLOBAL_FIELDS
from contentstack_cma_emulator.resources.schema_resource import SchemaResource
from contentstack_cma_emulator.rules.schema_comparison import Pair, differences, paired

RESOURCES = {GLOBAL_FIELD: GLOBAL_FIELDS, CONTENT_TYPE: CONTENT_TYPES}
"""What is compared and merged, in the order in which it is listed."""


@operation("compare_branches")
def compare_branches(call: Call) -> Answer:
    """Answer which content types and global fields differ."""
    return page(call, list(RESOURCES), "branches_compare")


@operation("compare_content_types")
def compare_content_types(call: Call) -> Answer:
    """Answer which content types differ."""
    return page(call, [CONTENT_TYPE], "branches_compare/content_types")


@operation("compare_global_fields")
def compare_global_fields(call: Call) -> Answer:
    """Answer which global fields differ."""
    return page(call, [GLOBAL_FIELD], "branches_compare/global_fields")


@operation("compare_content_type")
def compare_content_type(call: Call) -> Answer:
    """Answer how a content type differs."""
    return single(call, CONTENT_TYPE)


@operation("compare_global_field")
def compare_global_field(call: Call) -> Answer:
    """Answer how a global field differs."""
    return single(call, GLOBAL_FIELD)


def page(call: Call, kinds: Sequence[str], path: str) -> Answer:
    """Answer a page of what differs, with the address of the next page if there is one."""
    base, compare = compared(call)
    found = [shown(pair) for pair in differing(call, base, compare, kinds)]
    wanted = read_page(call.number("skip"), call.number("limit"))
    body: Document = {"branches": named(base, compare), "diff": wanted.of(found)}
    rest = wanted.skip + wanted.limit
    if rest < len(found):
        query = urlencode(named(base, compare) | {"skip": rest, "limit": wanted.limit})
        body["next_url"] = f"{call.base_url}/v3/stacks/{path}?{query}"
    return Answer(body)


def single(call: Call, kind: str) -> Answer:
    """Answer how the content type or global field of the path differs."""
    base, compare = compared(call)
    resource = RESOURCES[kind]
    uid = call.path[resource.address]
    pair = next((pair for pair in pairs(call, base, compare, [kind]) if pair.uid == uid), None)
    if pair is None:
        raise resource.missing(call, uid)
    sides = zip((pair.base, pair.compare), differences(pair.base, pair.compare), strict=True)
    ours, theirs = (side(call, document, found) for document, found in sides)
    diff = shown(pair) | {"base_branch": ours, "compare_branch": theirs}
    return Answer({"branches": named(base, compare), "diff": diff})


def side(call: Call, document: Document | None, found: Sequence[Document]) -> Document:
    """Answer what one branch has that the other has not, with its whole schema if the call asks for it."""
    schema: Any = document["schema"] if document and call.flag("include_schemas") else None
    return {"differences": list(found), "schema": schema}


def shown(pair: Pair) -> Document:
    """Answer what a list says of something that differs."""
    return {"uid": pair.uid, "title": pair.title, "type": pair.kind, "status": pair.status}


def named(base: str, compare: str) -> dict[str, str]:
    """Answer the two branches by the names of their parameters."""
    return {"base_branch": base, "compare_branch": compare}


def compared(call: Call) -> tuple[str, str]:
    """Answer the uids of the branches that the query names: the base and the compared one.

    Without a base it is the branch that the other was copied from. Raises `CmaError` (422/905) for one that is
    not there, (422/141) where there is no base.
    """
    compare = find_named(call, call.text("compare_branch") or "", "compare_branch")
    base = call.text("base_branch") or compare["source"]
    if not base:
        raise errors.invalid_parameter("base_branch", errors.REQUIRED)
    return find_named(call, base, "base_branch")["uid"], compare["uid"]


def differing(call: Call, base: str, compare: str, kinds: Sequence[str]) -> list[Pair]:
    """Answer what differs between two branches."""
    return [pair for pair in pairs(call, base, compare, kinds) if pair.status]


def pairs(call: Call, base: str, compare: str, kinds: Sequence[str]) -> list[Pair]:
    """Answer what two branches have, by uid."""
    return [
        pair for kind in kinds for pair in paired(kind, documents(call, base, kind), documents(call, compare, kind))
    ]


def documents(call: Call, branch: str, kind: str) -> list[Document]:
    """Answer the content types or global fields of a branch, oldest first."""
    found = call.store.find(replace(call, branch=branch).branch_scope(kind))
    if kind != CONTENT_TYPE:
        return found
    return [document | {"options": OPTIONS | document["options"]} for document in found]


def resource_of(pair: Pair) -> SchemaResource:
    """Answer what deals with things of this kind."""
    return RESOURCES[pair.kind]
