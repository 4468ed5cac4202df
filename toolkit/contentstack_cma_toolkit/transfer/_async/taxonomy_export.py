"""Export taxonomies with their terms, in each locale in which they are localized."""

from functools import partial

from contentstack_cma import bulk

from ..export_records import index_by_uid, split_locales
from ..folder import layout
from ..folder.json_files import Json
from .calls import read_all
from .export_context import AsyncExportContext


async def async_export_taxonomies(context: AsyncExportContext) -> None:
    """Export the taxonomies."""
    if "taxonomies" not in context.options.modules:
        return
    taxonomies = await context.read("taxonomies", context.stack.taxonomies.list)
    if taxonomies is not None:
        await AsyncTaxonomyExport(context).run(taxonomies)


class AsyncTaxonomyExport:
    """Exports taxonomies.

    Args:
        context: What all parts of the export share.
    """

    def __init__(self, context: AsyncExportContext) -> None:
        self._context = context
        self._stack = context.stack
        self._codes = [str(locale["code"]) for locale in context.locales]
        master, _ = split_locales(context.locales)
        self._master = str((master or {}).get("code"))
        self._unlocalized: dict[str, dict[str, list[str]]] = {}

    async def run(self, taxonomies: list[Json]) -> None:
        """Export taxonomies with their terms."""
        self._context.writer.write_objects("taxonomies", index_by_uid(taxonomies))
        uids = [str(taxonomy["uid"]) for taxonomy in taxonomies]
        await self._context.call_many(uids, self._export, self._handle, title="taxonomies")
        self._context.writer.write_unlocalized_terms(self._unlocalized)

    def _handle(self, outcome: bulk.ItemOutcome[None]) -> None:
        if outcome.error is not None:
            file = f"{layout.TAXONOMIES}/{self._master}/{outcome.key}.json"
            self._context.fail("taxonomies", outcome.error, uid=outcome.key, file=file)
        else:
            self._context.add("taxonomies", 1)

    async def _export(self, uid: str) -> None:
        """Export a taxonomy in all locales in which it is localized."""
        found = await read_all(partial(self._stack.taxonomies.list_locales, uid))
        localized = {str(held.get("locale")) for held in found if held.get("localized", True)}
        for code in self._codes:
            if code == self._master or code in localized:
                exported = await self._stack.taxonomies.export(uid, locale=code)
                self._context.writer.write_taxonomy(uid, code, exported.to_dict())
                if code != self._master:
                    await self._note_unlocalized(uid, code, exported.to_dict())

    async def _note_unlocalized(self, uid: str, code: str, exported: Json) -> None:
        """Note which terms have the name of the master locale, which the export of the server does not tell."""
        terms = await read_all(partial(self._stack.terms(uid).list, locale=code, depth=0))
        own = {term["uid"] for term in terms if term.get("locale") == code}
        others = [term["uid"] for term in exported.get("terms") or () if term["uid"] not in own]
        if others:
            self._unlocalized.setdefault(code, {})[uid] = others
