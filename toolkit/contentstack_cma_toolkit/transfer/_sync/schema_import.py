# Derived from _async/schema_import.py by generator/unasync.py: edit that, not this.
"""Import global fields and content types, which may refer to each other in circles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState
from contentstack_cma.errors import NotFoundError

from ..checkpoint import Mark, Step
from ..late_references import LateItem
from ..mapping import (
    Document,
    IsToCome,
    Rewritten,
    SchemaName,
    empty_schema,
    is_same,
    omit_unknown_types,
    order_schemas,
    rewrite_schema,
)
from ..modules import Module
from ..written import Written, collect_notes, get_uid, leave_existing, list_missing
from .calls import read_all
from .collections import Collection, find_collection
from .steps import Steps, Work

_KINDS = ("global_field", "content_type")
_MODULES: Mapping[str, Module] = {"global_field": "global_fields", "content_type": "content_types"}
_STEPS: Mapping[str, Step] = {"global_field": "global fields", "content_type": "content types"}


@dataclass(frozen=True, slots=True)
class _Schema:
    """A content type or global field as exported."""

    name: SchemaName
    document: Document
    is_empty_first: bool

    @property
    def uid(self) -> str:
        return self.name.uid


def _get_uid(schema: _Schema) -> str:
    return schema.uid


def _name_in_kind(schema: _Schema) -> str:
    return f"{schema.name.kind} {schema.uid}"


class SchemaImport:
    """Imports global fields and content types.

    Those that refer to each other in a circle are created with their first fields only, and then filled. Rules that
    compare a field with an entry are written once there are entries.

    Args:
        stack: The target.
        steps: What writes and records.
        is_to_come: Says whether an entry of the source will be created.
        exported: Uids of the content types of the export.
    """

    def __init__(self, stack: Stack, steps: Steps, is_to_come: IsToCome, exported: Iterable[str]) -> None:
        self._stack = stack
        self._steps = steps
        self._checkpoint = steps.checkpoint
        self._is_to_come = is_to_come
        self._known = set(exported)
        self._existing: dict[str, dict[str, Document]] = {}

    def run(self, content_types: Sequence[Document], global_fields: Sequence[Document]) -> None:
        """Import content types and global fields.

        Args:
            content_types: The content types as exported.
            global_fields: The global fields as exported.
        """
        schemas = _sort(content_types, global_fields)
        by_kind = {kind: [schema for schema in schemas if schema.name.kind == kind] for kind in _KINDS}
        for kind in _KINDS if schemas else ():
            found = read_all(self._get_collection(kind).list)
            self._existing[kind] = {get_uid(document): document for document in found}
        self._known.update(self._existing.get("content_type", ()))
        for kind in _KINDS:
            work = Work[_Schema](
                step=_STEPS[kind],
                module=_MODULES[kind],
                name=_get_uid,
                write=self._write,
                look=self._look,
                concurrency=1,
            )
            self._steps.run(by_kind[kind], work)
        for kind in _KINDS:
            empty = set(self._checkpoint.list_marked("incomplete", _STEPS[kind]))
            fill = Work[_Schema](
                step="schemas", module=_MODULES[kind], name=_name_in_kind, get_uid=_get_uid, write=self._fill
            )
            self._steps.complete([schema for schema in by_kind[kind] if schema.uid in empty], fill)

    def complete_rules(self, content_types: Sequence[Document]) -> None:
        """Write the field rules that compare with entries, once the entries exist.

        Args:
            content_types: The content types as exported.
        """
        by_uid = {get_uid(each): each for each in content_types}
        missing = {uid: late for uid, late in self._checkpoint.list_late("content types").items() if uid in by_uid}
        if missing and not self._existing:
            self._known.update(get_uid(each) for each in read_all(self._get_collection("content_type").list))

        def write(item: LateItem) -> Written:
            fields = self._rewrite(by_uid[item.key]).fields
            self._get_collection("content_type").update(item.key, fields)
            return Written(ItemState.UPDATED)

        work = Work[LateItem](
            step="field rules", module="content_types", name=attrgetter("name"), get_uid=attrgetter("key"), write=write
        )
        self._steps.complete_late(missing, work)

    def _rewrite(self, document: Document) -> Rewritten:
        known = omit_unknown_types(document, self._known)
        rewritten = rewrite_schema(known.fields, self._checkpoint, self._is_to_come)
        return replace(rewritten, notes=(*known.notes, *rewritten.notes))

    def _get_collection(self, kind: str) -> Collection:
        return find_collection(self._stack, _MODULES[kind])

    def _write(self, schema: _Schema) -> Written:
        existing = self._existing[schema.name.kind].get(schema.uid)
        rewritten = self._rewrite(schema.document)
        if existing is None:
            return self._create(schema, rewritten)
        if is_same(rewritten.fields, existing):
            return Written(ItemState.UNCHANGED)
        name = f"the {schema.name.kind.replace('_', ' ')} {schema.uid!r}"
        if (left := leave_existing(self._steps.options.existing, name)) is not None:
            return left
        if not schema.is_empty_first and not self._steps.options.is_plan:
            self._get_collection(schema.name.kind).update(schema.uid, rewritten.fields)
        return _end(ItemState.UPDATED, schema, rewritten)

    def _create(self, schema: _Schema, rewritten: Rewritten) -> Written:
        if not self._steps.options.is_plan:
            fields = empty_schema(schema.document) if schema.is_empty_first else rewritten.fields
            self._checkpoint.note_sent(_STEPS[schema.name.kind], schema.uid)
            self._get_collection(schema.name.kind).create(fields)
        return _end(ItemState.CREATED, schema, rewritten)

    def _look(self, schema: _Schema) -> Written | None:
        resource = self._stack.global_fields if schema.name.kind == "global_field" else self._stack.content_types
        try:
            resource.get(schema.uid)
        except NotFoundError:
            return None
        return _end(ItemState.CREATED, schema, self._rewrite(schema.document))

    def _fill(self, schema: _Schema) -> Written:
        """Write a schema as a whole, now that all that it refers to exists."""
        rewritten = self._rewrite(schema.document)
        self._get_collection(schema.name.kind).update(schema.uid, rewritten.fields)
        return Written(ItemState.UPDATED)


def _end(state: ItemState, schema: _Schema, rewritten: Rewritten) -> Written:
    mark: Mark | None = "incomplete" if schema.is_empty_first else None
    return Written(state, (), mark, list_missing(rewritten), collect_notes(rewritten))


def _sort(content_types: Sequence[Document], global_fields: Sequence[Document]) -> list[_Schema]:
    """Return schemas in the order in which they are created."""
    documents = {SchemaName("global_field", get_uid(each)): each for each in global_fields}
    documents |= {SchemaName("content_type", get_uid(each)): each for each in content_types}
    order = order_schemas(content_types, global_fields)
    return [_Schema(name, documents[name], name in order.empty_first) for name in order.names]
