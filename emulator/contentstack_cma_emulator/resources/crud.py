"""The five calls that most resources of a stack have in common, declared by a table of their differences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Document, Key, Scope

Check = Callable[[Call, Document], None]
"""Looks at a document about to be stored or removed; raises ``CmaError`` to refuse that."""


def accept(call: Call, document: Document) -> None:
    """Refuse nothing."""


def not_found(_address: str) -> CmaError:
    """Answer the refusal of a call for something that does not exist."""
    return errors.object_not_found()


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of document with list, create, get, update and delete.

    ``key`` and ``plural`` are the keys of bodies and answers, and name the operations (``create_environment``,
    ``list_environments``); ``noun`` is what messages call it. ``address`` is the path parameter that names one, by the
    field ``identity``. No two documents share a value of a field in ``unique``; ``duplicate_code`` is the error code
    then. ``check`` looks at what is about to be stored, ``before_delete`` at what is about to go.
    """

    kind: str
    key: str
    plural: str
    noun: str
    address: str
    identity: str = "uid"
    per_branch: bool = False
    unique: tuple[str, ...] = ()
    duplicate_code: int = 119
    defaults: Document = field(default_factory=dict[str, object])
    notices: Mapping[str, str] = field(default_factory=dict[str, str])
    missing: Callable[[str], CmaError] = not_found
    check: Check = accept
    before_delete: Check = accept

    def register(self) -> None:
        """Register the five handlers."""
        self.register_all_but()

    def register_all_but(self, *special: str) -> None:
        """Register the handlers but those of the verbs in ``special``, which have functions of their own."""
        handlers = {
            "list": (f"list_{self.plural}", self.page),
            "create": (f"create_{self.key}", self.create),
            "get": (f"get_{self.key}", self.get),
            "update": (f"update_{self.key}", self.update),
            "delete": (f"delete_{self.key}", self.delete),
        }
        for verb, (operation_id, handler) in handlers.items():
            if verb not in special:
                operation(operation_id)(handler)

    def page(self, call: Call) -> Answer:
        """Answer a page of the documents."""
        return listing(call, self.plural, [self.shown(call, document) for document in self.all(call)])

    def create(self, call: Call) -> Answer:
        """Store a new document."""
        sent = call.body[self.key]
        document: Document = {
            **self.defaults,
            **sent,
            "uid": call.state.clock.uid(),
            **call.creation(),
            "ACL": {},
            "_version": 1,
        }
        self._refuse_duplicate(call, document, "creation")
        self.check(call, document)
        call.store.put(self._key(call, document), document)
        return self._written(call, document, "created", 201)

    def get(self, call: Call) -> Answer:
        """Answer one document."""
        return Answer({self.key: self.shown(call, self.find(call))})

    def update(self, call: Call) -> Answer:
        """Write the fields that were sent over those of a stored document; its uid and creation stay."""
        stored = self.find(call)
        kept = {name: stored[name] for name in ("uid", "created_at", "created_by")}
        document = {**stored, **call.body[self.key], **kept, **call.change(), "_version": stored["_version"] + 1}
        self._refuse_duplicate(call, document, "updation")
        self.check(call, document)
        call.store.put(self._key(call, document), document)
        return self._written(call, document, "updated", 200)

    def delete(self, call: Call) -> Answer:
        """Remove one document."""
        document = self.find(call)
        self.before_delete(call, document)
        call.store.delete(self._key(call, document))
        return Answer({"notice": self._notice("deleted")})

    def all(self, call: Call) -> list[Document]:
        """Answer every document, oldest first."""
        return call.store.find(self._scope(call))

    def find(self, call: Call) -> Document:
        """Answer the document the path names. Raises ``CmaError`` if there is none."""
        address = call.path[self.address]
        for document in self.all(call):
            if document[self.identity] == address:
                return document
        raise self.missing(address)

    def shown(self, call: Call, document: Document) -> Document:
        """Answer a document as it is sent, with its branch if the call asks for it."""
        return document | {"_branch": call.branch} if call.flag("include_branch") else document

    def _refuse_duplicate(self, call: Call, document: Document, action: str) -> None:
        others = [other for other in self.all(call) if other["uid"] != document["uid"]]
        taken = [name for name in self.unique if any(other.get(name) == document.get(name) for other in others)]
        if taken:
            fields = {name: [errors.NOT_UNIQUE] for name in taken}
            raise errors.refused(self.noun, action, fields, self.duplicate_code)

    def _written(self, call: Call, document: Document, done: str, status: int) -> Answer:
        return Answer({"notice": self._notice(done), self.key: self.shown(call, document)}, status)

    def _notice(self, done: str) -> str:
        return self.notices.get(done, f"{self.noun} {done} successfully.")

    def _key(self, call: Call, document: Document) -> Key:
        uid = document["uid"]
        return call.branch_key(self.kind, uid) if self.per_branch else call.stack_key(self.kind, uid)

    def _scope(self, call: Call) -> Scope:
        return call.branch_scope(self.kind) if self.per_branch else call.stack_scope(self.kind)
