# Derived from _async/variant_import.py by generator/unasync.py: edit that, not this.
"""Import variant groups, their variants, and the variants of entries."""

from collections.abc import Sequence
from dataclasses import dataclass

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState

from .. import resource_types
from ..checkpoint import Match
from ..errors import FolderError
from ..folder.json_files import Json
from ..folder.reading import ExportReader, VariantPart
from ..mapping import Document, get_document, get_documents, is_same, rewrite_entry_variant, rewrite_variant
from ..schemas import Schemas
from ..written import ExistsError, Written, collect_notes, get_uid
from .resources import ResourceImport
from .steps import Steps


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
        self._schemas = schemas
        self._existing: dict[tuple[str, str], Document] = {}

    def run(self) -> None:
        """Import all of them."""
        groups = self._read_groups()
        ResourceImport(self._stack, self._steps, resource_types.VARIANT_GROUPS).run(groups)
        variants = [_Variant(get_uid(group), each) for group in groups for each in get_documents(group, "variants")]
        self._read_existing(variants)
        self._steps.run("variants", "variants", variants, name=_name_variant, write=self._write, look=self._look)
        self._steps.run(
            "entry variants",
            "variants",
            self._read_entry_variants(),
            name=_name_entry_variant,
            write=self._write_of_entry,
            look=self._look_for_entry,
        )

    def _read_groups(self) -> list[Json]:
        try:
            return list(self._reader.read_objects("variants").values())
        except FolderError as error:
            self._steps.report.add_failure("variants", error)
            return []

    def _read_entry_variants(self) -> list[_EntryVariant]:
        found: list[_EntryVariant] = []
        for part in self._reader.list_variant_parts():
            try:
                found += [_EntryVariant(part, document) for document in self._reader.iterate_variants(part)]
            except FolderError as error:
                self._steps.report.add_failure("variants", error, uid=part.entry_uid)
        return found

    def _read_existing(self, variants: Sequence[_Variant]) -> None:
        """Read the variants of the groups that the target has."""
        if self._steps.options.is_plan:
            return
        for group_uid in dict.fromkeys(variant.group_uid for variant in variants):
            target = self._steps.checkpoint.get("variant_group", group_uid)
            if target is not None:
                for variant in self._stack.variants(target).list():
                    self._existing[target, str(variant.name)] = variant.to_dict()

    def _get_group(self, variant: _Variant) -> str:
        target = self._steps.checkpoint.get("variant_group", variant.group_uid)
        if target is None:
            raise ValueError(f"its group {variant.group_uid} is not in the target")
        return target

    def _write(self, variant: _Variant) -> Written:
        group = self._get_group(variant)
        fields = rewrite_variant(variant.document).fields
        existing = self._existing.get((group, str(fields.get("name"))))
        if existing is None:
            if self._steps.options.is_plan:
                return self._end(ItemState.CREATED, variant, variant.document)
            created = self._stack.variants(group).create(**fields)
            return self._end(ItemState.CREATED, variant, created.to_dict())
        action = self._steps.options.choose_action(exists=True)
        if is_same(fields, existing):
            return self._end(ItemState.UNCHANGED, variant, existing)
        if action == "fail":
            raise ExistsError(f"the variant {fields.get('name')!r}")
        if action == "skip":
            return self._end(ItemState.SKIPPED, variant, existing)
        self._stack.variants(group).update(get_uid(existing), **fields)
        return self._end(ItemState.UPDATED, variant, existing)

    def _end(self, state: ItemState, variant: _Variant, target: Document) -> Written:
        return Written(state, (Match("variant", get_uid(variant.document), get_uid(target)),))

    def _look(self, variant: _Variant) -> Written | None:
        name = str(variant.document.get("name"))
        for found in self._stack.variants(self._get_group(variant)).list():
            if found.name == name:
                return self._end(ItemState.CREATED, variant, found.to_dict())
        return None

    def _write_of_entry(self, variant: _EntryVariant) -> Written:
        entry_uid = self._steps.checkpoint.get("entry", variant.part.entry_uid)
        variant_uid = self._steps.checkpoint.get("variant", variant.variant_uid)
        if entry_uid is None or variant_uid is None:
            missing = "entry" if entry_uid is None else f"variant {variant.variant_uid}"
            raise ValueError(f"its {missing} is not in the target")
        schema = self._schemas.get(variant.part.content_type_uid)
        rewritten = rewrite_entry_variant(variant.document, schema, self._steps.checkpoint)
        if not self._steps.options.is_plan:
            variants = self._stack.entry_variants(variant.part.content_type_uid, entry_uid)
            variants.save(variant_uid, rewritten.fields, locale=variant.part.locale)
        return Written(ItemState.CREATED, notes=collect_notes(rewritten))

    def _look_for_entry(self, variant: _EntryVariant) -> Written | None:
        """Return None: to save a variant twice does no harm."""
        del variant
        return None
