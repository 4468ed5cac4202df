# Derived from _async/variant_import.py by generator/unasync.py: edit that, not this.
"""Import variant groups, their variants, and the variants of entries."""

from collections.abc import Sequence
from dataclasses import dataclass

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState
from contentstack_cma.errors import NotFoundError, ValidationError

from .. import resource_types
from ..checkpoint import Match
from ..folder import layout
from ..folder.json_files import Json
from ..folder.reading import ExportReader, VariantPart
from ..mapping import Document, get_document, get_documents, is_same, rewrite_entry_variant, rewrite_variant
from ..schemas import Schemas
from ..usable_records import iterate_usable, read_usable
from ..written import Written, collect_notes, get_uid, leave_existing
from .resources import ResourceImport
from .steps import Steps, Work


@dataclass(frozen=True, slots=True)
class _Variant:
    """A variant of a group, as exported."""

    group_uid: str
    document: Document


@dataclass(frozen=True, slots=True)
class _EntryVariant:
    """A variant of an entry in a locale, as exported."""

    part: VariantPart
    document: Json

    @property
    def variant_uid(self) -> str:
        """Uid of the variant, in the source."""
        found = get_document(self.document, "_variant").get("_uid")
        return str(found or self.document.get("variant_id") or self.document["uid"])


def _name_variant(variant: _Variant) -> str:
    return get_uid(variant.document)


def _name_entry_variant(variant: _EntryVariant) -> str:
    return f"{variant.part.entry_uid} {variant.part.locale} {variant.variant_uid}"


def _find_folder(variant: _EntryVariant) -> str:
    part = variant.part
    return f"{layout.ENTRIES}/{part.content_type_uid}/{part.locale}/{layout.VARIANTS}/{part.entry_uid}"


class VariantImport:
    """Imports variants.

    Args:
        stack: The target.
        reader: The export.
        steps: What writes and records.
        schemas: The content types of the export.
    """

    def __init__(self, stack: Stack, reader: ExportReader, steps: Steps, schemas: Schemas) -> None:
        self._stack = stack
        self._reader = reader
        self._steps = steps
        self._checkpoint = steps.checkpoint
        self._schemas = schemas
        self._existing: dict[tuple[str, str], Document] = {}

    def run(self) -> None:
        """Import all of them."""
        groups = read_usable(self._reader.iterate_objects("variants"), "variants", self._steps.report)
        ResourceImport(self._stack, self._steps, resource_types.VARIANT_GROUPS).run(groups)
        variants = [_Variant(get_uid(group), each) for group in groups for each in get_documents(group, "variants")]
        self._read_existing(variants)
        work = Work[_Variant](
            step="variants", module="variants", name=_name_variant, write=self._write, look=self._look
        )
        self._steps.run(variants, work)
        of_entries = Work[_EntryVariant](
            step="entry variants",
            module="variants",
            name=_name_entry_variant,
            get_uid=lambda variant: variant.part.entry_uid,
            find_file=_find_folder,
            write=self._write_of_entry,
        )
        self._steps.run(self._read_entry_variants(), of_entries)

    def _read_entry_variants(self) -> list[_EntryVariant]:
        return [
            _EntryVariant(part, document)
            for part in self._reader.list_variant_parts()
            for document in iterate_usable(
                self._reader.iterate_variants(part), "variants", self._steps.report, part.entry_uid
            )
        ]

    def _read_existing(self, variants: Sequence[_Variant]) -> None:
        """Read the variants of the groups that the target has."""
        for group_uid in dict.fromkeys(variant.group_uid for variant in variants):
            target = self._checkpoint.get("variant_group", group_uid)
            if target is not None:
                self._existing |= {(target, str(each["name"])): each for each in self._list_variants(target)}

    def _list_variants(self, group_uid: str) -> list[Json]:
        try:
            return [variant.to_dict() for variant in self._stack.variants(group_uid).list()]
        except (NotFoundError, ValidationError):  # a plan would create the group
            return []

    def _get_group(self, variant: _Variant) -> str:
        target = self._checkpoint.get("variant_group", variant.group_uid)
        if target is None:
            raise ValueError(f"its group {variant.group_uid} is not in the target")
        return target

    def _write(self, variant: _Variant) -> Written:
        group = self._get_group(variant)
        fields = rewrite_variant(variant.document).fields
        existing = self._existing.get((group, str(fields.get("name"))))
        if existing is not None:
            return self._handle_existing(variant, fields, existing)
        if self._steps.options.is_plan:
            return _end(ItemState.CREATED, variant, variant.document)
        self._checkpoint.note_sent("variants", _name_variant(variant))
        created = self._stack.variants(group).create(**fields)
        return _end(ItemState.CREATED, variant, created.to_dict())

    def _handle_existing(self, variant: _Variant, fields: Json, existing: Document) -> Written:
        if is_same(fields, existing):
            return _end(ItemState.UNCHANGED, variant, existing)
        name = f"the variant {fields.get('name')!r}"
        if (left := leave_existing(self._steps.options.existing, name, _match(variant, existing))) is not None:
            return left
        if not self._steps.options.is_plan:
            self._stack.variants(self._get_group(variant)).update(get_uid(existing), **fields)
        return _end(ItemState.UPDATED, variant, existing)

    def _look(self, variant: _Variant) -> Written | None:
        name = str(variant.document.get("name"))
        found = [each for each in self._list_variants(self._get_group(variant)) if each["name"] == name]
        return _end(ItemState.CREATED, variant, found[0]) if found else None

    def _write_of_entry(self, variant: _EntryVariant) -> Written:
        part = variant.part
        entry_uid = self._checkpoint.get("entry", part.entry_uid)
        variant_uid = self._checkpoint.get("variant", variant.variant_uid)
        if entry_uid is None or variant_uid is None:
            missing = "entry" if entry_uid is None else f"variant {variant.variant_uid}"
            raise ValueError(f"its {missing} is not in the target")
        if not self._checkpoint.is_imported("entries", part.entry_uid):
            return Written(ItemState.SKIPPED)
        rewritten = rewrite_entry_variant(variant.document, self._schemas.get(part.content_type_uid), self._checkpoint)
        variants = self._stack.entry_variants(part.content_type_uid, entry_uid)
        notes = collect_notes(rewritten)
        try:
            existing = (variants.get(variant_uid, locale=part.locale)).to_dict()
        except (NotFoundError, ValidationError):
            existing = {}
        if existing and is_same(rewritten.fields, existing):
            return Written(ItemState.UNCHANGED, notes=notes)
        if not self._steps.options.is_plan:
            variants.save(variant_uid, rewritten.fields, locale=part.locale)
        return Written(ItemState.UPDATED if existing else ItemState.CREATED, notes=notes)


def _end(state: ItemState, variant: _Variant, target: Document) -> Written:
    return Written(state, _match(variant, target))


def _match(variant: _Variant, target: Document) -> tuple[Match, ...]:
    return (Match("variant", get_uid(variant.document), get_uid(target)),)
