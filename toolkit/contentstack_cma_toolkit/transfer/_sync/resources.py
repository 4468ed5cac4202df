# Derived from _async/resources.py by generator/unasync.py: edit that, not this.
"""Import resources that have a name: environments, roles, webhooks and others."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState

from ..checkpoint import Mark, Match
from ..mapping import Document, Rewritten, identify, is_same
from ..resource_types import ResourceType
from ..written import Written, collect_notes, get_uid, leave_existing
from .calls import read_all
from .collections import find_collection
from .steps import Steps, Work

_Existing = Mapping[Hashable, Sequence[Document]]


class ResourceImport:
    """Imports the resources of one type.

    Args:
        stack: The target.
        steps: What writes and records.
        resource_type: Their type.
    """

    def __init__(self, stack: Stack, steps: Steps, resource_type: ResourceType) -> None:
        self._steps = steps
        self._checkpoint = steps.checkpoint
        self._type = resource_type
        self._collection = find_collection(stack, resource_type.module)
        self._existing: _Existing = {}

    def run(self, documents: Sequence[Document]) -> None:
        """Import resources.

        Args:
            documents: The resources as exported.
        """
        if not documents:
            return
        self._existing = self._read_existing()
        work = Work[Document](
            step=self._type.step,
            module=self._type.module,
            name=get_uid,
            write=self._write,
            look=self._look,
            concurrency=1 if self._type.must_be_ordered else None,
        )
        self._steps.run(self._type.order(documents), work)
        if self._type.late_step is not None:
            incomplete = set(self._checkpoint.list_marked("incomplete", self._type.step))
            work = replace(work, step=self._type.late_step, write=self._complete, look=None)
            self._steps.complete([each for each in documents if get_uid(each) in incomplete], work)

    def match(self, documents: Sequence[Document]) -> None:
        """Match resources with those of the target, so that others can refer to them.

        Args:
            documents: The resources as exported.
        """
        if not documents:
            return
        self._existing = self._read_existing()
        for document in documents:
            rewritten = self._type.rewrite(document, self._checkpoint)
            existing = self._find(document, rewritten, self._existing)
            for match in () if existing is None else self._type.match(document, existing):
                self._checkpoint.note_match(match)

    def _read_existing(self) -> _Existing:
        found: defaultdict[Hashable, list[Document]] = defaultdict(list)
        for document in read_all(self._collection.list):
            found[identify(self._type.identified, document)].append(document)
        return found

    def _write(self, document: Document) -> Written:
        rewritten = self._type.rewrite(document, self._checkpoint)
        existing = self._find(document, rewritten, self._existing)
        if existing is None:
            return self._create(document, rewritten)
        matches = self._type.match(document, existing)
        for match in matches:  # before the payload, which may refer to parts of itself
            self._checkpoint.note_match(match)
        rewritten = self._type.rewrite(document, self._checkpoint)
        fields = {**rewritten.fields, **{key: existing[key] for key in self._type.kept if key in existing}}
        name = self._type.get_name(document)
        if self._is_unchangeable(document) or is_same(fields, existing):
            return Written(ItemState.UNCHANGED, matches)
        if (left := leave_existing(self._steps.options.existing, repr(name), matches)) is not None:
            return left
        if not self._steps.options.is_plan:
            self._collection.update(str(existing[self._type.key]), fields)
        return Written(ItemState.UPDATED, matches, notes=collect_notes(rewritten))

    def _is_unchangeable(self, document: Document) -> bool:
        return not self._type.unchangeable.isdisjoint({document.get("name"), document.get("code")})

    def _create(self, document: Document, rewritten: Rewritten) -> Written:
        if self._steps.options.is_plan:
            return self._end(document, document, rewritten)
        self._checkpoint.note_sent(self._type.step, get_uid(document))
        created = self._collection.create(rewritten.fields)
        return self._end(document, created.to_dict(), rewritten)

    def _end(self, document: Document, created: Document, rewritten: Rewritten) -> Written:
        is_incomplete = self._type.late_step is not None and bool(rewritten.late_fields)
        mark: Mark | None = "incomplete" if is_incomplete else None
        return Written(ItemState.CREATED, self._type.match(document, created), mark, notes=collect_notes(rewritten))

    def _look(self, document: Document) -> Written | None:
        rewritten = self._type.rewrite(document, self._checkpoint)
        found = self._find(document, rewritten, self._read_existing())
        return None if found is None else self._end(document, found, rewritten)

    def _complete(self, document: Document) -> Written:
        """Write what refers to parts of the resource itself, which got their uids when it was created."""
        rewritten = self._type.rewrite(document, self._checkpoint)
        target = self._checkpoint.get(self._type.kind, get_uid(document))
        self._collection.update(str(target), rewritten.fields)
        return Written(ItemState.UPDATED)

    def _find(self, document: Document, rewritten: Rewritten, existing: _Existing) -> Document | None:
        """Return what the target has already, and reserve it, so that nothing else of the same name takes it."""
        candidates = existing.get(identify(self._type.identified, {**document, **rewritten.fields}), ())
        uid = get_uid(document)
        for candidate in sorted(candidates, key=lambda each: each["uid"] != uid):
            if self._checkpoint.claim(Match(self._type.kind, uid, get_uid(candidate))):
                return candidate
        return None
