"""Publish what was published in the source."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from contentstack_cma import AsyncStack, bulk
from contentstack_cma.bulk import ItemState, PublishItem

from ..checkpoint import Step
from ..entry_shelf import EntryShelf
from ..folder.json_files import Json
from ..mapping import Document
from ..publications import Publication, Publications, is_published
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
        self._unknown: defaultdict[str, set[str]] = defaultdict(set)

    async def publish_assets(self, assets: Sequence[Json], find_unchanged: Callable[[str], Document | None]) -> None:
        """Publish assets.

        Args:
            assets: The assets as exported.
            find_unchanged: Returns an asset of the target that was as exported before, by its uid in the source.
        """
        found = Publications()
        for asset in assets:
            if self._checkpoint.is_imported("assets", str(asset["uid"])):
                found.add(str(asset["uid"]), asset, None)

        def build(uid: str) -> PublishItem:
            return bulk.asset(str(self._checkpoint.get("asset", uid)))

        await self._publish("published assets", found, lambda uid, _locale: find_unchanged(uid), build)

    async def publish_entries(self, shelf: EntryShelf, find_unchanged: Callable[[str, str], Document | None]) -> None:
        """Publish entries.

        Args:
            shelf: The entries of the export.
            find_unchanged: Returns an entry of the target that was as exported before, by its uid in the source and the
                code of a locale.
        """
        found = Publications()
        for version in shelf.iterate_published():
            if self._checkpoint.is_imported("entries", version.uid):
                found.add(version.uid, version.fields, version.locale)

        def build(uid: str) -> PublishItem:
            return bulk.entry(shelf.get_content_type(uid), str(self._checkpoint.get("entry", uid)))

        await self._publish("published entries", found, find_unchanged, build)

    async def _publish(
        self,
        step: Step,
        publications: Publications,
        find_unchanged: Callable[[str, str], Document | None],
        build: Callable[[str], PublishItem],
    ) -> None:
        for uid, locale in publications.list_outdated():
            text = f"not published in {locale!r}: an older version was published, and the exported one is a draft"
            self._steps.report.add_note("publishing", text, uid=uid)

        def is_needless(uid: str, environment: str, locale: str) -> bool:
            document = find_unchanged(uid, locale)
            target = self._checkpoint.get("environment", environment)
            return document is not None and is_published(document, str(target), locale)

        for publication in publications.group(is_needless):
            todo = self._choose_todo(step, publication)
            environments = self._map_environments(todo)
            if not environments or not todo.uids:
                continue
            if self._steps.options.is_plan:
                self._steps.report.add("publishing", ItemState.QUEUED, len(todo.uids))
            else:
                await self._publish_group(step, todo, environments, build)

    def _choose_todo(self, step: Step, publication: Publication) -> Publication:
        """Return what an earlier import has not published."""
        uids = tuple(uid for uid in publication.uids if not self._checkpoint.is_done(step, publication.name(uid)))
        if len(uids) < len(publication.uids):
            self._steps.report.add_resumed("publishing", len(publication.uids) - len(uids))
        return replace(publication, uids=uids)

    def _map_environments(self, publication: Publication) -> list[str]:
        """Return the uids of the environments in the target."""
        targets = {uid: self._checkpoint.get("environment", uid) for uid in publication.environments}
        unknown = [uid for uid, target in targets.items() if target is None]
        for uid in unknown if publication.uids else ():
            self._unknown[uid].update(publication.uids)
        return [target for target in targets.values() if target is not None]

    def note_unknown_environments(self) -> None:
        """Note which environments of the source are not in the target, once for each."""
        for uid, uids in self._unknown.items():
            text = (
                f"{len(uids):,} entries and assets are not published to {uid!r}, an environment that the target lacks"
            )
            self._steps.report.add_note("publishing", text)

    async def _publish_group(
        self, step: Step, publication: Publication, environments: list[str], build: Callable[[str], PublishItem]
    ) -> None:
        items = [build(uid) for uid in publication.uids]
        sources = {item.uid: uid for item, uid in zip(items, publication.uids, strict=True)}
        run = self._stack.publish_many(
            items,
            environments=environments,
            locales=[publication.locale],
            progress=self._steps.options.progress,
            concurrency=self._steps.options.concurrency,
        )
        async with run:
            async for outcome in run:
                uid = sources[outcome.item.uid]
                if outcome.is_failure:
                    error = outcome.error or "the reason is not known"
                    self._steps.report.add_failure("publishing", error, uid=uid, state=outcome.outcome)
                else:
                    self._checkpoint.note_done(step, publication.name(uid))
                    self._steps.report.add("publishing", outcome.outcome)
