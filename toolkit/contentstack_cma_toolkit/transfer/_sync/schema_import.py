# Derived from _async/schema_import.py by generator/unasync.py: edit that, not this.
"""Import global fields and content types, which may refer to each other in circles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState
from contentstack_cma.errors import NotFoundError

from ..checkpoint import Step
from ..mapping import (
    Document,
    IsToCome,
    SchemaName,
    UidTable,
    empty_schema,
    is_same,
    order_schemas,
    rewrite_schema,
)
from ..modules import Module
from ..written import ExistsError, Written, collect_notes
from .collections import Collection, find_collection, list_all
from .steps import Steps

_MODULES: Mapping[str, Module] = {"global_field": "global_fields", "content_type": "content_types"}
_STEPS: Mapping[str, Step] = {"global_field": "global fields", "content_type": "content types"}


@dataclass(frozen=True, slots=True)
class _Schema:
    """A content type or global field as exported."""

    name: SchemaName
    document: Document
    is_empty_first: bool


def _get_uid(schema: _Schema) -> str:
    return schema.name.uid


class SchemaImport:
    """Imports global fields and content types.

    Those that refer to each other in a circle are created with their first fields only, and then filled. Rules that
    compare a field with an entry are written once there are entries.

    Args:
        stack: The target.
        steps: What writes and records.
        is_to_come: Says whether an entry of the source will be created.
    """

    def __init__(self, stack: Stack, steps: Steps, is_to_come: IsToCome) -> None:
        self._stack = stack
        self._steps = steps
        self._is_to_come = is_to_come
        self._existing: dict[str, dict[str, Document]] = {}

    def run(self, content_types: Sequence[Document], global_fields: Sequence[Document]) -> None:
        """Import content types and global fields.

        Args:
            content_types: The content types as exported.
            global_fields: The global fields as exported.
        """
        schemas = _sort(content_types, global_fields)
        self._read_existing({schema.name.kind for schema in schemas})
        for kind in ("global_field", "content_type"):
            self._create(kind, [schema for schema in schemas if schema.name.kind == kind])
        for kind in ("global_field", "content_type"):
            incomplete = [each for each in schemas if each.name.kind == kind and each.is_empty_first]
            self._complete("schemas", kind, incomplete)

    def complete_rules(self, content_types: Sequence[Document]) -> None:
        """Write the field rules that compare with entries, once the entries exist.

        Args:
            content_types: The content types as exported.
        """
        nothing = UidTable()
        late = [each for each in content_types if rewrite_schema(each, nothing, self._is_to_come).late_fields]
        schemas = [_Schema(SchemaName("content_type", str(each["uid"])), each, is_empty_first=False) for each in late]
        self._complete("field rules", "content_type", schemas)

    def _read_existing(self, kinds: set[str]) -> None:
        for kind in kinds:
            found = list_all(self._get_collection(kind))
            self._existing[kind] = {str(document["uid"]): document for document in found}

    def _get_collection(self, kind: str) -> Collection:
        return find_collection(self._stack, _MODULES[kind])

    def _create(self, kind: str, schemas: Sequence[_Schema]) -> None:
        self._steps.run(
            _STEPS[kind],
            _MODULES[kind],
            schemas,
            name=_get_uid,
            write=self._write,
            look=self._look,
            concurrency=1,
        )

    def _write(self, schema: _Schema) -> Written:
        existing = self._existing[schema.name.kind].get(schema.name.uid)
        action = self._steps.options.choose_action(exists=existing is not None)
        rewritten = rewrite_schema(schema.document, self._steps.checkpoint, self._is_to_come)
        notes = collect_notes(rewritten)
        if existing is None:
            if not self._steps.options.is_plan:
                fields = empty_schema(schema.document) if schema.is_empty_first else rewritten.fields
                self._get_collection(schema.name.kind).create(fields)
            return Written(ItemState.CREATED, notes=notes)
        if is_same(rewritten.fields, existing):
            return Written(ItemState.UNCHANGED)
        if action == "fail":
            raise ExistsError(f"the {schema.name.kind.replace('_', ' ')} {schema.name.uid!r}")
        if action == "skip":
            return Written(ItemState.SKIPPED, mark="skipped")
        if not schema.is_empty_first and not self._steps.options.is_plan:
            self._get_collection(schema.name.kind).update(schema.name.uid, rewritten.fields)
        return Written(ItemState.UPDATED, notes=notes)

    def _look(self, schema: _Schema) -> Written | None:
        """Find out whether one was created. An update may be made twice."""
        found = self._find(schema)
        is_there = found is not None and schema.name.uid not in self._existing[schema.name.kind]
        return Written(ItemState.CREATED) if is_there else None

    def _find(self, schema: _Schema) -> Document | None:
        resource = self._stack.global_fields if schema.name.kind == "global_field" else self._stack.content_types
        try:
            return (resource.get(schema.name.uid)).to_dict()
        except NotFoundError:
            return None

    def _complete(self, step: Step, kind: str, schemas: Sequence[_Schema]) -> None:
        """Write schemas as a whole, now that all that they refer to exists."""
        created = [each for each in schemas if self._is_ours(each)]
        if not self._steps.options.is_plan:
            self._steps.complete(step, _MODULES[kind], created, name=_name_in_kind, write=self._fill)

    def _is_ours(self, schema: _Schema) -> bool:
        uid = schema.name.uid
        step = _STEPS[schema.name.kind]
        is_done = self._steps.checkpoint.is_done(step, uid)
        return is_done and not self._steps.checkpoint.has_mark("skipped", step, uid)

    def _fill(self, schema: _Schema) -> Written:
        rewritten = rewrite_schema(schema.document, self._steps.checkpoint, self._is_to_come)
        self._get_collection(schema.name.kind).update(schema.name.uid, rewritten.fields)
        return Written(ItemState.UPDATED)


def _name_in_kind(schema: _Schema) -> str:
    return f"{schema.name.kind} {schema.name.uid}"


def _sort(content_types: Sequence[Document], global_fields: Sequence[Document]) -> list[_Schema]:
    """Return schemas in the order in which they are created."""
    documents = {SchemaName("global_field", str(each["uid"])): each for each in global_fields}
    documents |= {SchemaName("content_type", str(each["uid"])): each for each in content_types}
    order = order_schemas(content_types, global_fields)
    return [_Schema(name, documents[name], name in order.empty_first) for name in order.names]
