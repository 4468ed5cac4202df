"""Loads entries in all their locales, entry variants and where they are published, from an export folder."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, GLOBAL_FIELD, VARIANT
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules.entry_shape import to_writable
from contentstack_cma_emulator.rules.fields import could_be_uid, expand_global_fields
from contentstack_cma_emulator.seeding.creation import locate_errors
from contentstack_cma_emulator.seeding.export_folder import Item
from contentstack_cma_emulator.seeding.folder_steps import Branch, PublishedPlaces, build_origin
from contentstack_cma_emulator.seeding.seed_file import SeedError

VARIANT_KEY = "_variant"


def load_entries(branch: Branch) -> None:
    """Create all entries. They may refer to each other in any order, because the API does not check that."""
    scope = Scope(None, branch.api_key, branch.calls.branch)
    types = {kind: _list_by_uid(branch, scope, kind) for kind in (CONTENT_TYPE, GLOBAL_FIELD)}
    published = PublishedPlaces.open(branch)
    for uid in branch.folder.list_entry_folders():
        content_type = types[CONTENT_TYPE].get(uid)
        schema = expand_global_fields(content_type["schema"], types[GLOBAL_FIELD]) if content_type else None
        TypeLoader(branch, published, uid, schema).load()


def _list_by_uid(branch: Branch, scope: Scope, kind: str) -> dict[str, Document]:
    found = branch.store.find(Scope(kind, scope.stack, scope.branch))
    return {document["uid"]: document for document in found}


@dataclass(slots=True)
class TypeLoader:
    """Loads the entries of a content type. `schema` has global fields expanded; None if the type does not exist."""

    branch: Branch
    published: PublishedPlaces
    uid: str
    schema: Sequence[Document] | None
    documents: dict[str, dict[str, Document]] = field(default_factory=dict[str, dict[str, Document]])
    """The loaded documents, by the uid of the entry and by locale."""

    def load(self) -> None:
        """Load all entries with all localizations, and then their variants."""
        locales = self.branch.folder.list_entry_locales(self.uid)
        master = self.branch.master_locale
        locales.sort(key=lambda code: code != master)
        for code in locales:
            for item in self.branch.folder.read_entries(self.uid, code):
                self._load_localization(item, code)
        for uid, documents in self.documents.items():
            self.published.write(self.uid, uid, documents.values(), dict.fromkeys(documents, 1))
        VariantLoader(self.branch, self.published, self.uid, self.schema or ()).load(locales)

    def _load_localization(self, item: Item, code: str) -> None:
        if self.schema is None:
            raise SeedError(item.place, f"is an entry of the content type {self.uid!r}, which is not in the folder.")
        origin = build_origin(item)
        others = self.documents.setdefault(item.uid, {})
        if code in others:
            raise SeedError(item.place, f"is in the locale {code!r} twice.")
        sent = select_values(self.schema, item.data)
        path, query = {"content_type_uid": self.uid, "entry_uid": item.uid}, {"locale": code}
        with locate_errors(item.place):
            if others:
                body = build_blanks(self.schema, others.values(), sent) | sent
                self.branch.calls.call("update_entry", {"entry": body}, path=path, query=query, origin=origin)
            else:
                body = sent | {"uid": item.uid}
                self.branch.calls.call("create_entry", {"entry": body}, path=path, query=query, origin=origin)
        others[code] = item.data


@dataclass(frozen=True, slots=True)
class VariantLoader:
    """Loads what variants change in the entries of a content type.

    An export has no variants themselves, which belong to another product. Those that entries name are created, in no
    group, with their uid as their name.
    """

    branch: Branch
    published: PublishedPlaces
    uid: str
    schema: Sequence[Document]

    def load(self, locales: Iterable[str]) -> None:
        """Load the entry variants of all locales."""
        found: dict[tuple[str, str], dict[str, Document]] = {}
        for code in locales:
            for entry_uid, item in self.branch.folder.read_variants(self.uid, code):
                uid = self._load_variant(entry_uid, item, code)
                found.setdefault((entry_uid, uid), {})[code] = item.data
        for (entry_uid, uid), documents in found.items():
            versions = dict.fromkeys(documents, 1)
            self.published.write(f"{self.uid}/{entry_uid}", uid, documents.values(), versions)

    def _load_variant(self, entry_uid: str, item: Item, code: str) -> str:
        details = get_object(item.data, VARIANT_KEY)
        uid = str(details.get("_uid") or details.get("uid") or "")
        if not could_be_uid(uid):
            raise SeedError(item.place, "does not name its variant in _variant._uid.")
        self._create_variant(uid, item.place)
        body = select_values(self.schema, item.data) | {VARIANT_KEY: details}
        path = {"content_type_uid": self.uid, "entry_uid": entry_uid, "variant_uid": uid}
        with locate_errors(item.place):
            self.branch.calls.call("save_entry_variant", {"entry": body}, path=path, query={"locale": code})
        return uid

    def _create_variant(self, uid: str, place: str) -> None:
        if (VARIANT, uid) not in self.branch.shared:
            self.branch.shared.add((VARIANT, uid))
            with locate_errors(place):
                self.branch.calls.call("create_ungrouped_variant", {"uid": uid, "name": uid})


def select_values(schema: Sequence[Document], exported: Document) -> Document:
    """Return the values of an exported entry as a client may send them: the fields of its type, and tags."""
    names = [*(each["uid"] for each in schema), "tags"]
    return to_writable(schema, {name: exported[name] for name in names if name in exported})


def build_blanks(schema: Sequence[Document], others: Iterable[Document], sent: Mapping[str, object]) -> Document:
    """Return nulls for the fields that a localization lacks, so that it does not take the values of others."""
    held = {name for other in others for name in other}
    optional = [each["uid"] for each in schema if not each.get("mandatory") and not each.get("non_localizable")]
    return {uid: None for uid in optional if uid in held and uid not in sent}
