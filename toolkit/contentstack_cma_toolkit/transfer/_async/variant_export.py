"""Export variant groups, and the variants of entries."""

from collections.abc import Iterator
from functools import partial

from contentstack_cma import bulk

from ..export_records import index_by_uid, index_variants, is_linked
from ..folder import layout
from ..folder.json_files import Json
from ..folder.reading import VariantPart
from .calls import read_all
from .entry_export import list_places
from .export_context import AsyncExportContext


async def async_export_variants(context: AsyncExportContext) -> None:
    """Export the variant groups, then the variants of all entries that can have some."""
    if "variants" not in context.options.modules:
        return
    start = partial(context.stack.variant_groups.list, include_variant_info=True)
    groups = await context.read("variants", start)
    if groups is None:
        return
    context.writer.write_objects("variants", index_by_uid(groups))
    context.add("variants", 0)
    if "entries" in context.options.modules:
        await AsyncVariantExport(context, groups).run()


class AsyncVariantExport:
    """Exports the variants of entries.

    Args:
        context: What all parts of the export share.
        groups: The variant groups.
    """

    def __init__(self, context: AsyncExportContext, groups: list[Json]) -> None:
        self._context = context
        self._groups = groups

    async def run(self) -> None:
        """Export the variants of the entries whose content type is linked to a variant group."""
        entries = self._list_entries()
        await self._context.call_many(entries, self._export, self._handle, title="variants", name=_name_part)

    def _list_entries(self) -> Iterator[VariantPart]:
        for content_type_uid, locale in list_places(self._context):
            if any(is_linked(group, content_type_uid) for group in self._groups):
                for entry in self._context.writer.iterate_entries(content_type_uid, locale):
                    yield VariantPart(content_type_uid, locale, entry["uid"])

    async def _export(self, part: VariantPart) -> int:
        variants = self._context.stack.entry_variants(part.content_type_uid, part.entry_uid)
        has_details = "publishing" in self._context.options.modules or None
        found = await read_all(partial(variants.list, locale=part.locale, include_publish_details=has_details))
        own = [variant for variant in found if variant.get("locale", part.locale) == part.locale]
        if own:
            chunks = self._context.writer.open_variants(*part)
            chunks.write(0, index_variants(own))
            chunks.finish()
        return len(own)

    def _handle(self, outcome: bulk.ItemOutcome[int]) -> None:
        part: VariantPart = outcome.item
        if outcome.error is not None:
            file = f"{layout.ENTRIES}/{part.content_type_uid}/{part.locale}/{layout.VARIANTS}/{part.entry_uid}"
            self._context.fail("variants", outcome.error, uid=part.entry_uid, file=file)
        elif outcome.result:
            self._context.add("variants", outcome.result)


def _name_part(part: VariantPart) -> str:
    return f"{part.content_type_uid} {part.entry_uid} {part.locale}"
