"""Plain resources: list, create, get, update and delete, declared by how they differ from each other.

See "Adding a resource" in ARCHITECTURE.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from contentstack_cma_emulator.engine import errors, relations
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.errors import CmaError, Errors
from contentstack_cma_emulator.engine.field_rules import Rule
from contentstack_cma_emulator.engine.listing import filter_by_query, filter_typeahead, list_rendered
from contentstack_cma_emulator.engine.paging import CHANGED_LAST, Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.scopes import PER_STACK, Place
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import MakeUid, SystemFields, generate_uid

Show = Callable[[Call, Document], Document]
"""Returns a document as read: with computed fields, and with those that the call asks for."""

Hook = Callable[[Call, Document], object]
"""Does something more with a document. May raise `CmaError` to reject the call."""

Prepare = Callable[[Call, Document, Document], Document]
"""Converts what was sent to the stored form. The last argument is the stored document, empty for a new one."""

Missing = Callable[[Call, str], CmaError]
"""Builds the error for a document that does not exist. The last argument identifies it in the path."""

NO_CONTENT = 204

LOOKUP_FIELDS: dict[str, tuple[str, ...]] = {}
"""Fields that documents of a kind are looked up by."""


def report_missing(noun: str, code: int = 141, status: int = 422, name: str = "uid") -> Missing:
    """Make a function that builds the error for a missing `noun`."""
    return lambda _call, address: CmaError(
        status, code, f"The {noun} '{address}' was not found. Please try again.", {name: [errors.NOT_VALID]}
    )


@dataclass(frozen=True, slots=True)
class Rejection:
    """The error for a duplicate. `text` is the message of the field whose value is taken."""

    code: int = 119
    status: int = 422
    text: str = errors.NOT_UNIQUE


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of document with list, create, get, update and delete.

    Attributes:
        key: The envelope of one document in bodies; None if there is none.
        plural: The envelope of lists.
        noun: The name in messages.
        address: The path parameter that identifies a document.
        identity: The field with the value of `address`.
        operations: The words in operation ids (`create_<one>`, `list_<many>`). Default: `key` and `plural`.
        defaults: Values of fields that were not sent.
        fixed: Fields that an update does not change.
        replaced: Fields that an update removes unless `prepare` returns them.
        unique: Fields whose value no other document may have.
        rules: Checks of a document before it is stored.
        invalid_code: The `error_code` if a rule or a reference fails.
        references: Fields that refer to other documents, which must exist.
        hidden: Fields that only the response to the creation has.
        order: The default order of lists.
        typeahead: Fields searched by the parameter `typeahead`.
        deleted_status: The status of a deletion. The response with 204 has no body.
        notices: Messages that replace the usual ones, by `created`, `updated` and `deleted`; an empty one is omitted.
    """

    kind: str
    key: str | None
    plural: str
    noun: str
    address: str
    identity: str = "uid"
    operations: tuple[str, str] | None = None
    place: Place = PER_STACK
    make_uid: MakeUid = generate_uid
    system: SystemFields = field(default_factory=SystemFields)
    defaults: Document = field(default_factory=dict[str, object])
    prepare: Prepare = lambda _call, sent, _stored: sent
    fixed: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    duplicate: Rejection = field(default_factory=Rejection)
    rules: tuple[Rule, ...] = ()
    invalid_code: int = 119
    references: tuple[relations.Reference, ...] = ()
    before_write: Hook = lambda _call, _document: None
    after_write: Hook = lambda _call, _document: None
    before_delete: Hook = lambda _call, _document: None
    after_delete: Hook = lambda _call, _document: None
    hidden: tuple[str, ...] = ()
    show: Show = lambda _call, document: document
    order: Order = CHANGED_LAST
    typeahead: tuple[str, ...] = ()
    missing: Missing = lambda _call, _address: errors.object_not_found()
    deleted_status: int = 200
    notices: Mapping[str, str] = field(default_factory=dict[str, str])

    def register(self) -> None:
        """Register the five handlers and the references."""
        self.register_all_but()

    def register_all_but(self, *special: str) -> None:
        """Register the handlers, except for the verbs in `special`, and the references."""
        one, many = self.operations or (self.key or self.kind, self.plural)
        handlers = {
            "list": (f"list_{many}", self.list_page),
            "create": (f"create_{one}", self.create),
            "get": (f"get_{one}", self.get),
            "update": (f"update_{one}", self.update),
            "delete": (f"delete_{one}", self.delete),
        }
        for verb, (operation_id, handler) in handlers.items():
            if verb not in special:
                operation(operation_id)(handler)
        self.register_references(*self.references)
        LOOKUP_FIELDS[self.kind] = tuple({"uid", self.identity, *self.unique})

    def register_references(self, *references: relations.Reference) -> None:
        """Register references that need not resolve, but are removed with their target."""
        relations.register_references(relations.Owner(self.find_all_with_keys, self.remove_at), references)

    def list_page(self, call: Call) -> ApiResponse:
        """List a page of the documents."""
        found = call.store.find(self.place.make_read_scope(call, self.kind))
        return self.list_found(call, filter_by_query(call, filter_typeahead(call, found, self.typeahead)))

    def list_found(self, call: Call, found: Sequence[Document]) -> ApiResponse:
        """List a page of some of the documents."""
        return list_rendered(call, self.plural, found, partial(self.render_for_read, call), self.order)

    def create(self, call: Call) -> ApiResponse:
        """Store a new document."""
        document = self.add(call, self.read_sent(call))
        return self.build_response("created", self._render_all_fields(call, document), 201)

    def get(self, call: Call) -> ApiResponse:
        """Get one document."""
        return ApiResponse(self._wrap(self.render_for_read(call, self.find_for_read(call))))

    def update(self, call: Call) -> ApiResponse:
        """Update a stored document."""
        return self.update_from(call, self.find(call), self.read_sent(call))

    def update_from(self, call: Call, stored: Document, sent: Document) -> ApiResponse:
        """Update a stored document with `sent` and build the response."""
        return self.build_response("updated", self.render(call, self.change(call, stored, sent)))

    def delete(self, call: Call) -> ApiResponse:
        """Delete one document."""
        document = self.find(call)
        call.set_changed_document(self.render(call, document))
        self.remove(call, document)
        body = None if self.deleted_status == NO_CONTENT else {"notice": self.make_notice("deleted")}
        return ApiResponse(body, self.deleted_status)

    def read_sent(self, call: Call) -> Document:
        """Return the document in the body of the call."""
        sent: Document = call.body if self.key is None else call.body.get(self.key, {})
        return sent

    def add(self, call: Call, sent: Document) -> Document:
        """Store a new document and return it. Raises `CmaError` if it cannot be stored."""
        uid = self.make_uid(call, sent)
        names = self.system.list_names()
        new = {name: value for name, value in self.prepare(call, sent, {}).items() if name not in names}
        document: Document = {**self.defaults, **new, **self.system.build_for_new(call, uid)}
        if call.store.get(self._make_key(call, document)) is not None:
            raise self._build_duplicate_error({"uid": [self.duplicate.text]}, "creation")
        return self._write(call, document, "creation")

    def change(self, call: Call, stored: Document, sent: Document) -> Document:
        """Update a stored document and return it. Raises `CmaError` if it cannot be stored."""
        names = (*self.fixed, *self.system.list_names())
        new = omit(self.prepare(call, sent, stored), *names)
        kept = omit(stored, *self.replaced)
        document = kept | new | self.system.build_for_changed(call, stored)
        return self._write(call, document, "updation")

    def remove(self, call: Call, document: Document) -> None:
        """Delete a document as its own call does. Raises `CmaError` if it must stay."""
        self.remove_at(call, self._make_key(call, document), document)

    def remove_at(self, call: Call, key: Key, document: Document) -> None:
        """Delete the document at a key, which may be in another collection than that of the call."""
        self.before_delete(call, document)
        relations.remove_references(call, self.kind, document)
        self.place.delete(call, key)
        self.after_delete(call, document)

    def save(self, call: Call, document: Document) -> None:
        """Store a document as it is, without checks."""
        self.place.put(call, self.kind, document)

    def find_all(self, call: Call) -> list[Document]:
        """Return all documents, oldest first."""
        return call.store.find(self.place.make_scope(call, self.kind))

    def find_all_with_keys(self, call: Call) -> list[tuple[Key, Document]]:
        """Return all documents with their keys, oldest first, of all collections if the path does not name one."""
        return call.store.find_with_keys(self.place.make_wide_scope(call, self.kind))

    def find(self, call: Call) -> Document:
        """Return the document in the path. Raises `CmaError` if there is none."""
        return self.require(call, call.path[self.address])

    def find_for_read(self, call: Call) -> Document:
        """Return the document in the path in the version that the call asks for. Raises `CmaError` if there is none."""
        address = call.path[self.address]
        document = self._find_in(call, self.place.make_read_scope(call, self.kind), address)
        if document is None:
            raise self.missing(call, address)
        return document

    def require(self, call: Call, address: str) -> Document:
        """Return the document with this identity. Raises `CmaError` if there is none."""
        document = self.find_named(call, address)
        if document is None:
            raise self.missing(call, address)
        return document

    def find_named(self, call: Call, address: str) -> Document | None:
        """Return the document with this identity, or None."""
        return self._find_in(call, self.place.make_scope(call, self.kind), address)

    def render(self, call: Call, document: Document) -> Document:
        """Render a document without its hidden fields."""
        seen = self._render_all_fields(call, document)
        return omit(seen, *self.hidden)

    def render_for_read(self, call: Call, document: Document) -> Document:
        """Render a document for calls that only read: there an empty `ACL` is a list, not an object."""
        seen = self.render(call, document)
        return seen | {"ACL": []} if seen.get("ACL") == {} else seen

    def build_response(self, done: str, seen: Document, status: int = 200) -> ApiResponse:
        """Build the response to a write: the notice and the document."""
        notice = self.make_notice(done)
        return ApiResponse(({"notice": notice} if notice else {}) | self._wrap(seen), status)

    def make_notice(self, done: str) -> str:
        """Return the message that a document was `created`, `updated` or `deleted`."""
        return self.notices.get(done, f"{self.noun} {done} successfully.")

    def build_error(self, action: str, wrong: errors.FieldErrors) -> CmaError:
        """Build the error for a document that cannot be stored (422)."""
        return errors.action_failed(self.noun, action, wrong, self.invalid_code)

    def _write(self, call: Call, document: Document, action: str) -> Document:
        self._check_unique(call, document, action)
        wrong: Errors = {}
        for rule in self.rules:
            wrong |= rule(call, document)
        wrong |= relations.find_missing_targets(call, document, self.references)
        if wrong:
            raise self.build_error(action, wrong)
        self.before_write(call, document)
        self.save(call, document)
        self.after_write(call, document)
        return document

    def _check_unique(self, call: Call, document: Document, action: str) -> None:
        if not self.unique:
            return
        taken = [name for name in self.unique if self._has_other(call, document, name)]
        if taken:
            raise self._build_duplicate_error({name: [self.duplicate.text] for name in taken}, action)

    def _has_other(self, call: Call, document: Document, name: str) -> bool:
        """Return whether another document has the same value in a field."""
        if name not in document:
            return any(name not in other and other["uid"] != document["uid"] for other in self.find_all(call))
        same = call.store.find_by_value(self.place.make_scope(call, self.kind), name, document[name])
        return any(other["uid"] != document["uid"] for other in same)

    def _build_duplicate_error(self, wrong: errors.FieldErrors, action: str) -> CmaError:
        return errors.action_failed(self.noun, action, wrong, self.duplicate.code, self.duplicate.status)

    def _find_in(self, call: Call, scope: Scope, address: str) -> Document | None:
        if self.identity == "uid":
            found = call.store.find(replace(scope, uid=address))
        else:
            found = call.store.find_by_value(scope, self.identity, address)
        return next(iter(found), None)

    def _render_all_fields(self, call: Call, document: Document) -> Document:
        seen = self.show(call, document)
        return seen | {"_branch": call.branch} if call.has_flag("include_branch") else seen

    def _wrap(self, seen: Document) -> Document:
        return seen if self.key is None else {self.key: seen}

    def _make_key(self, call: Call, document: Document) -> Key:
        return self.place.make_key(call, self.kind, document["uid"])
