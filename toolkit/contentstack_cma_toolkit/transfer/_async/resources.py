"""Import resources that have a name: environments, roles, webhooks and others."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

from contentstack_cma import AsyncStack
from contentstack_cma.bulk import ItemState

from ..mapping import Document, identify, is_same
from ..resource_types import ResourceType
from ..written import ExistsError, Written, collect_notes, get_uid
from .collections import find_collection, list_all
from .steps import AsyncSteps


class AsyncResourceImport:
    """Imports the resources of one type.

    Args:
        stack: The target.
        steps: What writes and records.
        resource_type: Their type.
    """

    def __init__(self, stack: AsyncStack, steps: AsyncSteps, resource_type: ResourceType) -> None:
        self._steps = steps
        self._type = resource_type
        self._collection = find_collection(stack, resource_type.module)
        self._existing: dict[Hashable, list[Document]] = {}

    async def run(self, documents: Sequence[Document]) -> None:
        """Import resources.

        Args:
            documents: The resources as exported.
        """
        if not documents:
            return
        self._existing = await self._read_existing()
        await self._steps.run(
            self._type.step,
            self._type.module,
            self._type.order(documents),
            name=get_uid,
            write=self._write,
            look=self._look,
            concurrency=1 if self._type.must_be_ordered else None,
        )

    async def match(self, documents: Sequence[Document]) -> None:
        """Match resources with those of the target, so that others can refer to them.

        Args:
            documents: The resources as exported.
        """
        self._existing = await self._read_existing()
        for document in documents:
            existing = self._find(self._type.rewrite(document, self._steps.checkpoint).fields, document)
            for match in () if existing is None else self._type.match(document, existing):
                self._steps.checkpoint.note_match(match)

    async def _read_existing(self) -> dict[Hashable, list[Document]]:
        found: defaultdict[Hashable, list[Document]] = defaultdict(list)
        for document in await list_all(self._collection):
            found[identify(self._type.identified, document)].append(document)
        return found

    async def _write(self, document: Document) -> Written:
        rewritten = self._type.rewrite(document, self._steps.checkpoint)
        name = str(document.get(self._type.key) or document.get("name") or document.get("uid"))
        existing = self._find(rewritten.fields, document)
        action = self._steps.options.choose_action(exists=existing is not None)
        if existing is None:
            return await self._create(document)
        matches = self._type.match(document, existing)
        if name in self._type.unchangeable or is_same(rewritten.fields, existing):
            return Written(ItemState.UNCHANGED, matches)
        if action == "fail":
            for match in matches:  # what refers to it can be imported all the same
                self._steps.checkpoint.note_match(match)
            raise ExistsError(name)
        if action == "skip":
            return Written(ItemState.SKIPPED, matches, "skipped")
        if not self._steps.options.is_plan:
            await self._collection.update(str(existing[self._type.key]), rewritten.fields)
        return Written(ItemState.UPDATED, matches, notes=collect_notes(rewritten))

    async def _create(self, document: Document) -> Written:
        rewritten = self._type.rewrite(document, self._steps.checkpoint)
        if self._steps.options.is_plan:
            return Written(ItemState.CREATED, self._type.match(document, document), notes=collect_notes(rewritten))
        created = (await self._collection.create(rewritten.fields)).to_dict()
        return await self._complete(document, created)

    async def _complete(self, document: Document, created: Document) -> Written:
        """Write the parts of a resource that refer to its own parts, which got their uids just now."""
        matches = self._type.match(document, created)
        for match in matches:
            self._steps.checkpoint.note_match(match)
        rewritten = self._type.rewrite(document, self._steps.checkpoint)
        if matches[1:] and not is_same(rewritten.fields, created):
            await self._collection.update(str(created[self._type.key]), rewritten.fields)
        return Written(ItemState.CREATED, matches, notes=collect_notes(rewritten))

    async def _look(self, document: Document) -> Written | None:
        self._existing = await self._read_existing()
        fields = self._type.rewrite(document, self._steps.checkpoint).fields
        found = self._find(fields, document)
        return None if found is None else await self._complete(document, found)

    def _find(self, fields: Document, document: Document) -> Document | None:
        """Return what the target has already, and reserve it, so that nothing else of the same name takes it."""
        candidates = self._existing.get(identify(self._type.identified, {**document, **fields}), [])
        return next((each for each in candidates if self._steps.checkpoint.claim(self._type.kind, get_uid(each))), None)
