"""Plain resources: list, create, get, update and delete, declared by a table of how each differs from the others.

See "Adding a resource" in ARCHITECTURE.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.field_rules import Errors, Rule
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.paging import CHANGED_LAST, Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import Owner, Reference, declare, let_go, missing_targets
from contentstack_cma_emulator.engine.scopes import PER_STACK, Place
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.engine.system_fields import MakeUid, System, made

Show = Callable[[Call, Document], Document]
"""Answers a document as it is read: with what is worked out, and with what the parameters of the call ask for."""

Hook = Callable[[Call, Document], None]
"""Does something more with a document; may raise `CmaError` to refuse the call."""

Prepare = Callable[[Call, Document], Document]
"""Answers what was sent in the form in which it is kept."""

NO_CONTENT = 204

INDEXED: dict[str, tuple[str, ...]] = {}
"""The fields by which documents of a kind are found quickly."""


def as_it_is(_call: Call, document: Document) -> Document:
    """Answer a document as it is."""
    return document


def nothing(_call: Call, _document: Document) -> None:
    """Do nothing more."""


def not_found(_address: str) -> CmaError:
    """422/141: what the path names does not exist."""
    return errors.object_not_found()


def missing_as(noun: str, code: int = 141, status: int = 422, name: str = "uid") -> Callable[[str], CmaError]:
    """Make the refusal of a call for something that does not exist, in words with `noun`."""
    return lambda address: CmaError(
        status, code, f"The {noun} '{address}' was not found. Please try again.", {name: [errors.NOT_VALID]}
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """How a document that cannot be stored is refused; `text` says of a field that its value is taken."""

    code: int = 119
    status: int = 422
    text: str = errors.NOT_UNIQUE


@dataclass(frozen=True, slots=True)
class Statuses:
    """The statuses of success. A call answered with 204 has no body."""

    created: int = 201
    updated: int = 200
    deleted: int = 200


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of document with list, create, get, update and delete.

    What it is called: `key` wraps one in bodies and answers (None: it stands bare) and `plural` wraps lists;
    `operations` are the words in the operation ids (`create_<one>`, `list_<many>`), which are those two unless
    given; `noun` is what messages call it, `notices` replaces the messages of `created`, `updated` and
    `deleted` (an empty one is left out). `address` is the path parameter that names one, by its field `identity`.

    What is stored: in `place`, under a uid of `make_uid`: `defaults`, what was sent as `prepare` makes it, and
    the fields of `system`. Updating writes over the stored fields, or takes their place if `update` is
    `replace`; those in `fixed` stay in either case.

    What is refused: another with the same value of a field in `unique`, what a rule of `rules` complains of, and
    `references` to something missing. `before_write` and `before_delete` may refuse for other reasons;
    `written` and `deleted` do what has to follow.

    What is shown: what `show` makes of a document, without the fields in `hidden` save in the answer to its
    creation; in lists by `order`, those in whose fields `typeahead` a text stands.
    """

    kind: str
    key: str | None
    plural: str
    noun: str
    address: str
    identity: str = "uid"
    operations: tuple[str, str] | None = None
    place: Place = PER_STACK
    make_uid: MakeUid = made
    system: System = field(default_factory=System)
    defaults: Document = field(default_factory=dict[str, object])
    prepare: Prepare = as_it_is
    update_by: Literal["merge", "replace"] = "merge"
    fixed: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    duplicate: Refused = field(default_factory=Refused)
    rules: tuple[Rule, ...] = ()
    invalid_code: int = 119
    references: tuple[Reference, ...] = ()
    before_write: Hook = nothing
    written: Hook = nothing
    before_delete: Hook = nothing
    deleted: Hook = nothing
    hidden: tuple[str, ...] = ()
    show: Show = as_it_is
    order: Order = CHANGED_LAST
    typeahead: tuple[str, ...] = ()
    missing: Callable[[str], CmaError] = not_found
    statuses: Statuses = field(default_factory=Statuses)
    notices: Mapping[str, str] = field(default_factory=dict[str, str])

    def register(self) -> None:
        """Register the five handlers and the references."""
        self.register_all_but()

    def register_all_but(self, *special: str) -> None:
        """Register the handlers but those of the verbs in `special`, which have functions of their own or none."""
        one, many = self.operations or (self.key or self.kind, self.plural)
        handlers = {
            "list": (f"list_{many}", self.page),
            "create": (f"create_{one}", self.create),
            "get": (f"get_{one}", self.get),
            "update": (f"update_{one}", self.update),
            "delete": (f"delete_{one}", self.delete),
        }
        for verb, (operation_id, handler) in handlers.items():
            if verb not in special:
                operation(operation_id)(handler)
        declare(Owner(self.noun, self.items, self.remove_at), self.references)
        INDEXED[self.kind] = tuple({"uid", self.identity, *self.unique})

    def page(self, call: Call) -> Answer:
        """Answer a page of the documents."""
        text = (call.text("typeahead") or "").lower() if self.typeahead else ""
        found = [document for document in self.all(call) if not text or self._is_typed(document, text)]
        return shown_listing(
            call, self.plural, matching(call, found), lambda document: self.read(call, document), self.order
        )

    def create(self, call: Call) -> Answer:
        """Store a new document."""
        document = self.add(call, self.sent(call))
        return self.answer("created", self._seen(call, document), self.statuses.created)

    def get(self, call: Call) -> Answer:
        """Answer one document."""
        return Answer(self._wrapped(self.read(call, self.find(call))))

    def update(self, call: Call) -> Answer:
        """Write what was sent over a stored document, or in its place."""
        document = self.change(call, self.find(call), self.sent(call))
        return self.answer("updated", self.shown(call, document), self.statuses.updated)

    def delete(self, call: Call) -> Answer:
        """Remove one document."""
        document = self.find(call)
        call.speaks_of(self.shown(call, document))
        self.remove(call, document)
        if self.statuses.deleted == NO_CONTENT:
            return Answer(status=NO_CONTENT)
        return Answer({"notice": self.notice("deleted")}, self.statuses.deleted)

    def sent(self, call: Call) -> Document:
        """Answer what was sent about one document."""
        sent: Document = call.body if self.key is None else call.body.get(self.key, {})
        return sent

    def add(self, call: Call, sent: Document) -> Document:
        """Store a new document and answer it. Raises `CmaError` if it cannot be stored."""
        uid = self.make_uid(call, sent)
        names = self.system.names()
        new = {name: value for name, value in self.prepare(call, sent).items() if name not in names}
        document: Document = {**self.defaults, **new, **self.system.of_new(call, uid)}
        if call.store.get(self._key(call, document)) is not None:
            raise self._duplicate({"uid": [self.duplicate.text]}, "creation")
        return self._write(call, document, "creation")

    def change(self, call: Call, stored: Document, sent: Document) -> Document:
        """Store what was sent over a stored document and answer it. Raises `CmaError` if it cannot be stored."""
        names = (*self.fixed, *self.system.names())
        new = {name: value for name, value in self.prepare(call, sent).items() if name not in names}
        unsent = stored if self.update_by == "merge" else self._unsent(stored)
        document = unsent | new | self.system.of_changed(call, stored)
        return self._write(call, document, "updation")

    def remove(self, call: Call, document: Document) -> None:
        """Delete a document, as its own call does. Raises `CmaError` if it must stay."""
        self.remove_at(call, self._key(call, document), document)

    def remove_at(self, call: Call, key: Key, document: Document) -> None:
        """Delete the document at a key, which may be of a collection that the call does not name."""
        self.before_delete(call, document)
        let_go(call, self.kind, document, self.noun)
        call.store.delete(key)
        self.deleted(call, document)

    def all(self, call: Call) -> list[Document]:
        """Answer every document, oldest first."""
        return call.store.find(self.place.scope(call, self.kind))

    def items(self, call: Call) -> list[tuple[Key, Document]]:
        """Answer every document with its key, oldest first, also of collections that the call does not name."""
        return call.store.items(self.place.wide_scope(call, self.kind))

    def find(self, call: Call) -> Document:
        """Answer the document the path names. Raises `CmaError` if there is none."""
        address = call.path[self.address]
        document = self.named(call, address)
        if document is None:
            raise self.missing(address)
        return document

    def named(self, call: Call, address: str) -> Document | None:
        """Answer the document with this identity, or None."""
        if self.identity == "uid":
            return call.store.get(self.place.key(call, self.kind, address))
        found = call.store.holding(self.place.scope(call, self.kind), self.identity, address)
        return next(iter(found), None)

    def shown(self, call: Call, document: Document) -> Document:
        """Answer a document as it is read, with its branch if the call asks for it."""
        seen = self._seen(call, document)
        return {name: value for name, value in seen.items() if name not in self.hidden}

    def read(self, call: Call, document: Document) -> Document:
        """Answer a document as the calls show it that only read: an empty `ACL` is a list there, and no object."""
        seen = self.shown(call, document)
        return seen | {"ACL": []} if seen.get("ACL") == {} else seen

    def answer(self, done: str, seen: Document, status: int) -> Answer:
        """Answer that something was done, with the document it was done to."""
        notice = self.notice(done)
        return Answer(({"notice": notice} if notice else {}) | self._wrapped(seen), status)

    def notice(self, done: str) -> str:
        """Answer the message that something was done: `created`, `updated`, `deleted`."""
        return self.notices.get(done, f"{self.noun} {done} successfully.")

    def refused(self, action: str, wrong: errors.FieldErrors) -> CmaError:
        """422: the document cannot be stored."""
        return errors.refused(self.noun, action, wrong, self.invalid_code)

    def _write(self, call: Call, document: Document, action: str) -> Document:
        self._refuse_duplicate(call, document, action)
        wrong: Errors = {}
        for rule in self.rules:
            wrong |= rule(call, document)
        wrong |= missing_targets(call, document, self.references)
        if wrong:
            raise self.refused(action, wrong)
        self.before_write(call, document)
        call.store.put(self._key(call, document), document)
        self.written(call, document)
        return document

    def _refuse_duplicate(self, call: Call, document: Document, action: str) -> None:
        if not self.unique:
            return
        taken = [name for name in self.unique if self._has_other(call, document, name)]
        if taken:
            raise self._duplicate({name: [self.duplicate.text] for name in taken}, action)

    def _has_other(self, call: Call, document: Document, name: str) -> bool:
        """Return whether another document has the same value in a field."""
        if name not in document:
            return any(name not in other and other["uid"] != document["uid"] for other in self.all(call))
        same = call.store.holding(self.place.scope(call, self.kind), name, document[name])
        return any(other["uid"] != document["uid"] for other in same)

    def _duplicate(self, wrong: errors.FieldErrors, action: str) -> CmaError:
        return errors.refused(self.noun, action, wrong, self.duplicate.code, self.duplicate.status)

    def _unsent(self, stored: Document) -> Document:
        """Answer what an update that replaces starts from: nothing that a client once sent."""
        return self.defaults | {name: stored[name] for name in self.fixed if name in stored}

    def _seen(self, call: Call, document: Document) -> Document:
        seen = self.show(call, document)
        return seen | {"_branch": call.branch} if call.flag("include_branch") else seen

    def _wrapped(self, seen: Document) -> Document:
        return seen if self.key is None else {self.key: seen}

    def _is_typed(self, document: Document, text: str) -> bool:
        return any(text in str(document.get(name, "")).lower() for name in self.typeahead)

    def _key(self, call: Call, document: Document) -> Key:
        return self.place.key(call, self.kind, document["uid"])
