"""What content types and global fields have in common: documents with a schema, versions, export and import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError, Errors
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE
from contentstack_cma_emulator.engine.listing import filter_by_query, list_rendered
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.import_files import read_file, wrong_file
from contentstack_cma_emulator.rules.fields import compact_global_fields
from contentstack_cma_emulator.rules.schemas import is_uid, with_field_defaults
from contentstack_cma_emulator.stores.entry_adaptation import adapt_entries
from contentstack_cma_emulator.stores.schema_store import expand_schema

REFUSED = 115
WRONG_UID = 118

UNSEEN = ("created_by", "updated_by")
"""Kept, and shown in exports only."""


def unchanged(document: Document) -> Document:
    """Return a document as it is."""
    return document


@dataclass(frozen=True, slots=True)
class SchemaResource:
    """A kind of document that has a schema.

    `key` and `plural` are the keys of bodies and answers, `noun` is what messages call it, `address` the path
    parameter with its uid. `written` are the keys that a client may write, with the value of each where it is not
    sent or null; `built_in` are those the server adds. `check` says what is wrong with what was sent, given what
    is stored under its uid until now, or None; `missing` that there is none with a uid, `import_refused` is the
    message of a refused import, `view` adds what reads show. `complete` adds defaults to what is stored,
    `opened_to` what the server lets whoever creates one do with it. `deleted_kind` is the kind under which what was
    deleted is kept, empty if it is not.
    """

    kind: str
    key: str
    plural: str
    noun: str
    address: str
    written: Mapping[str, Any]
    built_in: Document
    check: Callable[[Call, Document, Document | None], Errors]
    missing: Callable[[Call, str], CmaError]
    import_refused: str
    view: Callable[[Call, Document], Document]
    complete: Callable[[Document], Document] = unchanged
    opened_to: Callable[[Call], Document] = lambda _call: {}
    deleted_kind: str = ""

    def page(self, call: Call) -> ApiResponse:
        """Return a page of the documents, as they are or as they were in the `version` of the call."""
        scope = Scope(self.read_kind(call), call.api_key, call.branch, version=call.get_integer("version") or 0)
        documents = filter_by_query(call, call.store.find(scope))
        return list_rendered(call, self.plural, documents, lambda document: self.shown(call, document))

    def get(self, call: Call) -> ApiResponse:
        """Answer one document, as it is or as it was in the `version` of the call."""
        return ApiResponse({self.key: self.shown(call, self.find(call, call.get_integer("version") or 0))})

    def create(self, call: Call) -> ApiResponse:
        """Store a new document."""
        document = self._create(call, call.body[self.key], f"{self.noun} creation failed. Please try again.")
        return self.written_answer(call, "created", document, 201)

    def update(self, call: Call) -> ApiResponse:
        """Write what was sent over a stored document; keys that are left out stay, and so does its uid."""
        message = f"{self.noun} updation failed. Please try again."
        document = self._replace(call, self.find(call), call.body[self.key], message)
        return self.written_answer(call, "updated", document, 200)

    def import_(self, call: Call) -> ApiResponse:
        """Store a document from a file, in the place of that with the same uid if `overwrite` is true."""
        sent = read_file(call, self.key)
        wrong = wrong_file(self.key, sent)
        if wrong:
            raise errors.invalid(REFUSED, self.import_refused, wrong)
        stored = call.store.get(Key(self.kind, sent["uid"], call.api_key, call.branch))
        if stored and call.has_flag("overwrite"):
            document = self._replace(call, stored, sent, self.import_refused)
        else:
            document = self._create(call, sent, self.import_refused)
        return self.written_answer(call, "imported", document, 201)

    def find(self, call: Call, version: int = 0) -> Document:
        """Answer the document the path names. Raises `CmaError` if there is none, or not in this version."""
        uid = call.path[self.address]
        document = call.store.get(Key(self.read_kind(call), uid, call.api_key, call.branch, version=version))
        if document is None:
            raise self.missing(call, uid)
        return document

    def read_kind(self, call: Call) -> str:
        """Return the kind to read from: that of what was deleted if a read asks for it and any is kept."""
        wants_deleted = call.method == "GET" and call.has_flag("deleted")
        return self.deleted_kind if self.deleted_kind and wants_deleted else self.kind

    def save(self, call: Call, document: Document) -> None:
        """Store a document, as it is now and as this version."""
        for version in (0, document["_version"]):
            call.store.put(Key(self.kind, document["uid"], call.api_key, call.branch, version=version), document)

    def remove(self, call: Call, uid: str) -> ApiResponse:
        """Remove a document with all its versions; they are kept as deleted where the kind has a place for that."""
        scope = Scope(self.kind, call.api_key, call.branch, uid=uid, version=None)
        if self.deleted_kind:
            self._bury(call, self.deleted_kind, uid)
        call.store.delete_all(scope)
        return ApiResponse({"notice": f"{self.noun} deleted successfully."})

    def shown(self, call: Call, document: Document) -> Document:
        """Answer a document as it is sent, with what the `include_…` parameters of the call ask for."""
        seen = {name: value for name, value in document.items() if name not in UNSEEN}
        if call.has_flag("include_global_field_schema"):
            seen["schema"] = expand_schema(call, document)
        if call.has_flag("include_branch"):
            seen["_branch"] = call.branch
        return self.view(call, seen)

    def written_answer(self, call: Call, done: str, document: Document, status: int) -> ApiResponse:
        """Answer a document that was stored just now."""
        notice = f"{self.noun} {done} successfully."
        return ApiResponse({"notice": notice, self.key: self.shown(call, document)}, status)

    def wrong(self, call: Call, sent: Document, others: Sequence[Document], stored: Document | None) -> Errors:
        """Return what is wrong with a document, by key.

        `others` are those that must not have the same title, `stored` is what it replaces.
        """
        title = sent.get("title")
        wrong: Errors = {}
        if not isinstance(title, str) or not title:
            wrong = {"title": [errors.REQUIRED]}
        elif any(other["title"] == title for other in others):
            wrong = {"title": [errors.NOT_UNIQUE]}
        return wrong | self.check(call, sent, stored)

    def _bury(self, call: Call, kind: str, uid: str) -> None:
        call.store.delete_all(Scope(kind, call.api_key, call.branch, uid=uid, version=None))
        gone = {"deleted_at": call.now, "deleted_by": call.actor}
        scope = Scope(self.kind, call.api_key, call.branch, uid=uid, version=None)
        for key, document in call.store.find_with_keys(scope):
            call.store.put(replace(key, kind=kind), document | gone)

    def _create(self, call: Call, sent: Document, message: str) -> Document:
        uid = sent.get("uid")
        if not isinstance(uid, str) or not is_uid(uid):
            raise errors.invalid(WRONG_UID, message, {"uid": [errors.NOT_VALID]})
        taken = call.store.get(Key(self.kind, uid, call.api_key, call.branch)) is not None
        others = self._titled(call, sent)
        wrong: Errors = {"uid": [errors.NOT_UNIQUE]} if taken else {}
        self._refuse(message, wrong | self.wrong(call, sent, others, None))
        built_in = self.built_in | self.opened_to(call)
        document = {**built_in, **self._values(sent), "uid": uid, **call.build_creation_fields(), "_version": 1}
        self.save(call, document)
        return document

    def _replace(self, call: Call, stored: Document, sent: Document, message: str) -> Document:
        uid = stored["uid"]
        unsent = {name: stored[name] for name in self.written if name not in sent and name in stored}
        whole = unsent | sent | {"uid": uid}
        others = [other for other in self._titled(call, whole) if other["uid"] != uid]
        self._refuse(message, self.wrong(call, whole, others, stored))
        kept = {name: value for name, value in stored.items() if name not in self.written}
        document = kept | self._values(whole) | call.build_update_fields() | {"_version": stored["_version"] + 1}
        with adapt_entries(call, uid if self.kind == CONTENT_TYPE else None):
            self.save(call, document)
        return document

    def _titled(self, call: Call, sent: Document) -> list[Document]:
        """Return the documents with the title that was sent."""
        return call.store.find_by_value(
            Scope(self.kind, call.api_key, call.branch, parent="", locale=""), "title", sent.get("title")
        )

    @staticmethod
    def _refuse(message: str, wrong: Errors) -> None:
        """Raise `CmaError` if there is something wrong with what was sent."""
        if wrong:
            raise errors.invalid(REFUSED, message, wrong)

    def _values(self, sent: Document) -> Document:
        values = {name: default if sent.get(name) is None else sent[name] for name, default in self.written.items()}
        given = {name: value for name, value in values.items() if value is not None}
        return self.complete(given | {"schema": with_field_defaults(compact_global_fields(sent["schema"]))})
