"""Import taxonomies and their terms, in all locales."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contentstack_cma import AsyncStack
from contentstack_cma.bulk import ItemState
from contentstack_cma.errors import NotFoundError, ValidationError

from ..errors import FolderError
from ..folder.reading import ExportReader
from ..mapping import Document, get_document, get_documents, is_same, order_terms, rewrite_taxonomy, rewrite_term
from ..written import ExistsError, Written
from .steps import AsyncSteps


@dataclass(frozen=True, slots=True)
class Member:
    """A taxonomy or a term of it, in a locale.

    Attributes:
        taxonomy_uid: Uid of the taxonomy.
        fields: What is written.
        term_uid: Uid of the term; None for the taxonomy itself.
        locale: Code of the locale; None for the master locale.
    """

    taxonomy_uid: str
    fields: dict[str, Any]
    term_uid: str | None = None
    locale: str | None = None

    @property
    def base(self) -> str:
        """What identifies it in all locales."""
        return "/".join(filter(None, (self.taxonomy_uid, self.term_uid)))

    @property
    def name(self) -> str:
        """What identifies it."""
        return " ".join(filter(None, (self.base, self.locale)))


def _get_name(member: Member) -> str:
    return member.name


class AsyncTaxonomyImport:
    """Imports taxonomies and terms.

    Args:
        stack: The target.
        reader: The export.
        steps: What writes and records.
        master: Code of the master locale of the export.
    """

    def __init__(self, stack: AsyncStack, reader: ExportReader, steps: AsyncSteps, master: str | None) -> None:
        self._stack = stack
        self._reader = reader
        self._steps = steps
        self._master = master
        self._existing: dict[str, Document] = {}

    async def run(self) -> None:
        """Import all of them."""
        members = [member for uid in self._reader.read_objects("taxonomies") for member in self._read(uid)]
        if not members:
            return
        await self._read_existing({member.taxonomy_uid for member in members})
        mastered = [member for member in members if member.locale is None]
        await self._run([member for member in mastered if member.term_uid is None])
        await self._run([member for member in mastered if member.term_uid is not None])
        await self._run([member for member in members if member.locale is not None])

    def _read(self, uid: str) -> list[Member]:
        """Return a taxonomy and its terms in all locales."""
        try:
            locales = self._reader.list_taxonomy_locales(uid)
            master = self._master if self._master in locales else None
            found = read_members(self._reader.read_taxonomy(uid, master), uid, None)
            for code in locales:
                if code != master:
                    found += read_members(self._reader.read_taxonomy(uid, code), uid, code)
        except FolderError as error:
            self._steps.report.add_failure("taxonomies", error, uid=uid)
            return []
        return found

    async def _read_existing(self, uids: set[str]) -> None:
        async for taxonomy in self._stack.taxonomies.list():
            if taxonomy.uid in uids:
                self._existing[str(taxonomy.uid)] = taxonomy.to_dict()
                async for term in self._stack.terms(taxonomy.uid).list(depth=0, include_order=True):
                    self._existing[f"{taxonomy.uid}/{term.uid}"] = term.to_dict()

    async def _run(self, members: Sequence[Member]) -> None:
        """Write members in their order: a term after its parent, and siblings at their positions."""
        await self._steps.run(
            "terms" if any(member.term_uid for member in members) else "taxonomies",
            "taxonomies",
            members,
            name=_get_name,
            write=self._write,
            look=self._look,
            concurrency=None if any(member.locale for member in members) else 1,
        )

    async def _write(self, member: Member) -> Written:
        existing = self._existing.get(member.base)
        if member.locale is not None and existing is not None:
            existing = await self._find(member)
        if existing is None:
            if not self._steps.options.is_plan:
                await self._create(member)
            return Written(ItemState.CREATED)
        action = self._steps.options.choose_action(exists=True)
        if is_same(_omit_order(member.fields), existing):
            return Written(ItemState.UNCHANGED)
        if action == "fail":
            raise ExistsError(f"the {'taxonomy' if member.term_uid is None else 'term'} {member.name!r}")
        if action == "skip":
            return Written(ItemState.SKIPPED, mark="skipped")
        if not self._steps.options.is_plan:
            await self._update(member)
        return Written(ItemState.UPDATED)

    async def _create(self, member: Member) -> None:
        terms = self._stack.terms(member.taxonomy_uid)
        match member.term_uid, member.locale:
            case None, None:
                await self._stack.taxonomies.create(member.fields)
            case None, str(locale):
                await self._stack.taxonomies.localize(member.taxonomy_uid, member.fields, locale=locale)
            case str(), None:
                await terms.create(member.fields)
            case str(uid), str(locale):
                await terms.localize(uid, member.fields, locale=locale)

    async def _update(self, member: Member) -> None:
        fields = {key: value for key, value in member.fields.items() if key in {"name", "description"}}
        if member.term_uid is None:
            await self._stack.taxonomies.update(member.taxonomy_uid, fields, locale=member.locale)
        else:
            await self._stack.terms(member.taxonomy_uid).update(member.term_uid, fields, locale=member.locale)

    async def _look(self, member: Member) -> Written | None:
        found = await self._find(member)
        is_there = found is not None and (member.locale is not None or member.base not in self._existing)
        return Written(ItemState.CREATED) if is_there else None

    async def _find(self, member: Member) -> Document | None:
        """Return a member as it is in its locale; None if it is not there."""
        try:
            if member.term_uid is None:
                found = (await self._stack.taxonomies.get(member.taxonomy_uid, locale=member.locale)).to_dict()
            else:
                terms = self._stack.terms(member.taxonomy_uid)
                found = (await terms.get(member.term_uid, locale=member.locale)).to_dict()
        except (NotFoundError, ValidationError):
            return None
        return found if member.locale in {None, found.get("locale")} else None


def read_members(content: Document, taxonomy_uid: str, locale: str | None) -> list[Member]:
    """Return a taxonomy and its terms, parents first.

    Args:
        content: The content of the file of the taxonomy.
        taxonomy_uid: Uid of the taxonomy.
        locale: Code of the locale; None for the master locale. A file may also have what is not localized in it.
    """
    taxonomy = get_document(content, "taxonomy") or content
    found = [Member(taxonomy_uid, rewrite_taxonomy(taxonomy).fields, locale=locale)] if _is_in(taxonomy, locale) else []
    known = order_terms(get_documents(content, "terms"))
    return [
        *found,
        *(
            Member(taxonomy_uid, _read_term(term, locale), str(term["uid"]), locale)
            for term in known
            if _is_in(term, locale)
        ),
    ]


def _is_in(document: Document, locale: str | None) -> bool:
    return locale is None or document.get("locale", locale) == locale


def _read_term(term: Document, locale: str | None) -> dict[str, Any]:
    fields = rewrite_term(term).fields
    return fields if locale is None else {"name": fields.get("name")}


def _omit_order(fields: Document) -> Document:
    return {key: value for key, value in fields.items() if key != "order"}
