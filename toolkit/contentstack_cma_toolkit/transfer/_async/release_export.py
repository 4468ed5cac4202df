"""Export releases with their items."""

from functools import partial

from contentstack_cma import bulk

from ..export_records import index_by_uid
from ..folder import layout
from ..folder.json_files import Json
from .calls import read_all
from .export_context import AsyncExportContext


async def async_export_releases(context: AsyncExportContext) -> None:
    """Export the releases, with their items as `items`. The official command line has no releases."""
    if "releases" not in context.options.modules:
        return
    releases = await context.read("releases", context.stack.releases.list)
    if releases is None:
        return
    exported = index_by_uid(releases)

    async def read_items(uid: str) -> list[Json]:
        return await read_all(partial(context.stack.release_items(uid).list))

    def handle(outcome: bulk.ItemOutcome[list[Json]]) -> None:
        if outcome.error is not None:
            context.fail("releases", outcome.error, uid=outcome.key, file=layout.OBJECTS["releases"])
            del exported[outcome.key]
        else:
            exported[outcome.key]["items"] = outcome.result

    await context.call_many(list(exported), read_items, handle, title="releases")
    context.writer.write_objects("releases", exported)
    context.add("releases", len(exported))
