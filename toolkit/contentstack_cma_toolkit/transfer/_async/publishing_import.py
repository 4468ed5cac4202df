"""Publish what was published in the source."""

from collections.abc import Sequence
from dataclasses import replace

from contentstack_cma import AsyncStack, bulk
from contentstack_cma.bulk import ItemState

from ..checkpoint import Step
from ..entry_shelf import EntryShelf
from ..folder.json_files import Json
from ..mapping import Kind
from ..publications import Publication, Publications
from .steps import AsyncSteps


class AsyncPublishingImport:
    """Publishes entries and assets where they were published.

    The content of a version that is older than the exported one is not in an export. What has such a version published
    is not published, as that would show a draft.

    Args:
        stack: The target.
        steps: What writes and records.
    """

    def __init__(self, stack: AsyncStack, steps: AsyncSteps) -> None:
        self._stack = stack
        self._steps = steps
        self._checkpoint = steps.checkpoint

    async def publish_assets(self, assets: Sequence[Json]) -> None:
        """Publish assets."""
        found = Publications()
        for asset in assets:
            if self._is_imported("assets", str(asset["uid"])):
                found.add(str(asset["uid"]), asset, None)
        await self._publish(found, "published assets", "asset", {})

    async def publish_entries(self, shelf: EntryShelf) -> None:
        """Publish entries."""
        found = Publications()
        content_types: dict[str, str] = {}
        for version in shelf.iterate():
            if self._is_imported("entries", version.uid):
                content_types[version.uid] = version.content_type_uid
                found.add(version.uid, version.fields, version.locale)
        await self._publish(found, "published entries", "entry", content_types)

    def _is_imported(self, step: Step, uid: str) -> bool:
        return self._checkpoint.is_done(step, uid) and not self._checkpoint.has_mark("skipped", step, uid)

    async def _publish(self, publications: Publications, step: Step, kind: Kind, content_types: dict[str, str]) -> None:
        for uid, locale in publications.list_outdated():
            text = f"not published in {locale!r}: an older version was published, and the exported one is a draft"
            self._steps.report.add_note("publishing", text, uid=uid)
        for publication in publications.group():
            await self._publish_group(publication, step, kind, content_types)

    async def _publish_group(
        self, publication: Publication, step: Step, kind: Kind, content_types: dict[str, str]
    ) -> None:
        targets = [self._checkpoint.get("environment", uid) for uid in publication.environments]
        environments = [uid for uid in targets if uid is not None]
        todo = replace(
            publication, uids=tuple(uid for uid in publication.uids if not self._is_done(step, publication, uid))
        )
        if len(todo.uids) < len(publication.uids):
            self._steps.report.add_resumed("publishing", len(publication.uids) - len(todo.uids))
        if len(environments) < len(targets):
            text = f"{len(todo.uids)} items are not published to environments that the target does not have"
            self._steps.report.add_note("publishing", text)
        if not environments or not todo.uids:
            return
        if self._steps.options.is_plan:
            self._steps.report.add("publishing", ItemState.QUEUED, len(todo.uids))
            return
        sources = {str(self._checkpoint.get(kind, uid)): uid for uid in todo.uids}
        items = [
            bulk.asset(target) if kind == "asset" else bulk.entry(content_types[uid], target)
            for target, uid in sources.items()
        ]
        run = self._stack.publish_many(
            items,
            environments=environments,
            locales=[publication.locale],
            progress=self._steps.options.progress,
            concurrency=self._steps.options.concurrency,
        )
        async for outcome in run:
            uid = sources[outcome.item.uid]
            if outcome.is_failure:
                error = outcome.error or ValueError("the reason is not known")
                self._steps.report.add_failure("publishing", error, uid=uid, state=outcome.outcome)
            else:
                self._checkpoint.note_done(step, _build_key(publication, uid))
                self._steps.report.add("publishing", outcome.outcome)

    def _is_done(self, step: Step, publication: Publication, uid: str) -> bool:
        return self._checkpoint.is_done(step, _build_key(publication, uid))


def _build_key(publication: Publication, uid: str) -> str:
    return " ".join([uid, publication.locale, *publication.environments])
