# Derived from _async/release_export.py by generator/unasync.py: edit that, not this.
"""Export releases with their items."""

from functools import partial

from contentstack_cma import bulk

from ..export_records import index_by_uid
from ..folder import layout
from ..folder.json_files import Json
from .calls import read_all
from .export_context import ExportContext


def sync_export_releases(context: ExportContext) -> None:
    """Export the releases, with their items as `items`. The official command line has no releases."""
    if "releases" not in context.options.modules:
        return
    releases = context.read("releases", context.stack.releases.list)
    if releases is None:
        return
    exported = index_by_uid(releases)

    def read_items(uid: str) -> list[Json]:
        return read_all(partial(context.stack.release_items(uid).list))

    def handle(outcome: bulk.ItemOutcome[list[Json]]) -> None:
        if outcome.error is not None:
            context.fail("releases", outcome.error, uid=outcome.key, file=layout.OBJECTS["releases"])
            del exported[outcome.key]
        else:
            exported[outcome.key]["items"] = outcome.result

    context.call_many(list(exported), read_items, handle, title="releases")
    context.writer.write_objects("releases", exported)
    context.add("releases", len(exported))
