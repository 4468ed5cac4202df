"""Import taxonomies and their terms, in all locales."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from contentstack_cma import AsyncStack, models
from contentstack_cma.bulk import ItemState
from contentstack_cma.errors import NotFoundError, ValidationError

from ..checkpoint import Step
from ..errors import FolderError
from ..folder import layout
from ..folder.reading import ExportReader
from ..mapping import Document, get_document, get_documents, is_same, order_terms, rewrite_taxonomy, rewrite_term
from ..usable_records import read_usable
from ..written import Written, get_uid, leave_existing
from .calls import read_all
from .steps import AsyncSteps, AsyncWork


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
    def uid(self) -> str:
        """Its uid, without that of its taxonomy."""
        return self.term_uid or self.taxonomy_uid

    @property
    def base(self) -> str:
        """What identifies it in all locales."""
        return "/".join(filter(None, (self.taxonomy_uid, self.term_uid)))

    @property
    def step(self) -> Step:
        """The part of the import that writes it."""
        return "taxonomies" if self.term_uid is None else "terms"

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
        masters: Codes of the master locales of the target and of the export. A taxonomy is created in the first of
            them in which the export has it, and then localized in the others.
    """

    def __init__(self, stack: AsyncStack, reader: ExportReader, steps: AsyncSteps, masters: Sequence[str]) -> None:
        self._stack = stack
        self._reader = reader
        self._steps = steps
        self._masters = masters
        self._base_locales: dict[str, str] = {}
        self._existing: dict[str, Document] = {}

    async def run(self) -> None:
        """Import all of them."""
        taxonomies = read_usable(self._reader.iterate_objects("taxonomies"), "taxonomies", self._steps.report)
        members = [member for taxonomy in taxonomies for member in self._read(get_uid(taxonomy))]
        await self._read_existing({member.taxonomy_uid for member in members})
        mastered = [member for member in members if member.locale is None]
        await self._run("taxonomies", [member for member in mastered if member.term_uid is None])
        # One after the other: a term comes after its parent, and siblings get their positions.
        await self._run("terms", [member for member in mastered if member.term_uid is not None], concurrency=1)
        localized = [member for member in members if member.locale is not None]
        await self._run("taxonomies", [member for member in localized if member.term_uid is None])
        await self._run("terms", [member for member in localized if member.term_uid is not None])

    def _read(self, uid: str) -> list[Member]:
        """Return a taxonomy and its terms in all locales."""
        try:
            locales = self._reader.list_taxonomy_locales(uid)
            master = next((code for code in self._masters if code in locales), None)
            if master is not None:
                self._base_locales[uid] = master
            found = read_members(self._reader.read_taxonomy(uid, master), uid, None)
            for code in locales:
                if code != master:
                    unlocalized = set(self._reader.list_unlocalized_terms(uid, code))
                    localized = read_members(self._reader.read_taxonomy(uid, code), uid, code)
                    found += [member for member in localized if member.term_uid not in unlocalized]
        except FolderError as error:
            self._steps.report.add_failure("taxonomies", error, uid=uid)
            return []
        return found

    async def _read_existing(self, uids: set[str]) -> None:
        if not uids:
            return
        for taxonomy in await read_all(self._stack.taxonomies.list):
            uid = get_uid(taxonomy)
            if uid in uids:
                self._existing[uid] = taxonomy
                terms = self._stack.terms(uid)
                for term in await read_all(partial(terms.list, depth=0, include_order=True)):
                    self._existing[f"{uid}/{get_uid(term)}"] = term

    async def _run(self, step: Step, members: Sequence[Member], concurrency: int | None = None) -> None:
        work = AsyncWork[Member](
            step=step,
            module="taxonomies",
            name=_get_name,
            get_uid=attrgetter("uid"),
            find_file=self._find_file,
            write=self._write,
            look=self._look,
            concurrency=concurrency,
        )
        await self._steps.run(members, work)

    def _find_file(self, member: Member) -> str:
        locale = member.locale or self._base_locales.get(member.taxonomy_uid)
        return "/".join(filter(None, (layout.TAXONOMIES, locale, f"{member.taxonomy_uid}.json")))

    async def _write(self, member: Member) -> Written:
        existing = self._existing.get(member.base)
        if member.locale is not None and existing is not None:
            existing = await self._find(member)
        if existing is None:
            if not self._steps.options.is_plan:
                self._steps.checkpoint.note_sent(member.step, member.name)
                await self._create(member)
            return Written(ItemState.CREATED)
        if is_same(_omit_order(member.fields), existing):
            return Written(ItemState.UNCHANGED)
        name = f"the {'taxonomy' if member.term_uid is None else 'term'} {member.name!r}"
        if (left := leave_existing(self._steps.options.existing, name)) is not None:
            return left
        if not self._steps.options.is_plan:
            await self._update(member, existing)
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

    async def _update(self, member: Member, existing: Document) -> None:
        fields = {key: value for key, value in member.fields.items() if key in {"name", "description"}}
        if member.term_uid is None:
            await self._stack.taxonomies.update(member.taxonomy_uid, fields, locale=member.locale)
            return
        terms = self._stack.terms(member.taxonomy_uid)
        if not is_same(fields, existing):
            await terms.update(member.term_uid, fields, locale=member.locale)
        place = {key: value for key, value in member.fields.items() if key in {"parent_uid", "order"}}
        if not is_same(_omit_order(place), existing):
            await terms.move(member.term_uid, models.TermPositionInput.from_dict({"order": 1, **place}), force=True)

    async def _look(self, member: Member) -> Written | None:
        return None if await self._find(member) is None else Written(ItemState.CREATED)

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
