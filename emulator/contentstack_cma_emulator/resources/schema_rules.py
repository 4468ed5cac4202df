"""What content types and global fields have in common: how their schemas are checked, stored, shown and imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Prepare, Resource
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.errors import CmaError, Errors
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE
from contentstack_cma_emulator.engine.registry import add_import_reader, operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import compact_global_fields
from contentstack_cma_emulator.rules.schemas import is_uid, with_field_defaults
from contentstack_cma_emulator.stores.entry_adaptation import adapt_entries
from contentstack_cma_emulator.stores.schema_store import expand_schema

INVALID = 115
INVALID_UID = 118

AUTHORS = ("created_by", "updated_by")
"""Stored, but only exports show them."""


@dataclass(frozen=True, slots=True)
class SchemaRules:
    """How a kind of document with a schema is checked and stored.

    Attributes:
        fields: The fields besides `uid` and `schema` that clients write, with the default of each.
        check: Checks what was sent, completed by what is stored (empty for a new document).
        import_rejected: The message of a rejected import.
        complete: Adds more defaults to a checked document.
    """

    kind: str
    noun: str
    fields: Mapping[str, Any]
    check: Callable[[Call, Document, Document], Errors]
    import_rejected: str
    complete: Prepare = lambda _call, document, _stored: document

    def take_uid(self, call: Call, sent: Document) -> str:
        """Return the uid that was sent. Raises `CmaError` (422/118) if it is not valid."""
        uid = sent.get("uid")
        if not isinstance(uid, str) or not is_uid(uid):
            raise self._build_error(call, "creation", {"uid": [errors.NOT_VALID]}, INVALID_UID)
        return uid

    def prepare(self, call: Call, sent: Document, stored: Document) -> Document:
        """Return a document as it is stored. Raises `CmaError` (422/115) if it is not valid."""
        unsent = {name: stored[name] for name in self.fields if name not in sent and name in stored}
        document = {**unsent, **sent, "uid": stored.get("uid") or sent["uid"]}
        self._check(call, document, stored)
        values = {n: default if document.get(n) is None else document[n] for n, default in self.fields.items()}
        known = {name: value for name, value in values.items() if value is not None}
        schema = with_field_defaults(compact_global_fields(document["schema"]))
        return self.complete(call, known | {"schema": schema}, stored)

    def find_problems(self, call: Call, document: Document, others: Sequence[Document], stored: Document) -> Errors:
        """Return what is wrong with a document, by key. None of `others` may have the same title."""
        title = document.get("title")
        wrong: Errors = {}
        if not isinstance(title, str) or not title:
            wrong = {"title": [errors.REQUIRED]}
        elif any(other["title"] == title for other in others):
            wrong = {"title": [errors.NOT_UNIQUE]}
        return wrong | self.check(call, document, stored)

    def register_import(self, resource: Resource) -> None:
        """Register the handler of imports."""
        operation_id = f"import_{self.kind}"
        add_import_reader(operation_id, self.kind, partial(errors.invalid, INVALID, self.import_rejected))
        operation(operation_id)(partial(self._import, resource=resource))

    def _import(self, call: Call, resource: Resource) -> ApiResponse:
        """Create a document from a file, or with `overwrite` update the document with the same uid."""
        sent = resource.read_sent(call)
        stored = resource.find_named(call, sent["uid"])
        if stored and call.has_flag("overwrite"):
            with adapt_entries(call, sent["uid"] if self.kind == CONTENT_TYPE else None):
                document = resource.change(call, stored, sent)
        else:
            document = resource.add(call, sent)
        return resource.build_response("imported", resource.render(call, document), 201)

    def _check(self, call: Call, document: Document, stored: Document) -> None:
        """Raise `CmaError` (422/115) if a document is not valid, or if its uid or title is taken."""
        scope = Scope(self.kind, call.api_key, call.branch, parent="", locale="")
        same_title = call.store.find_by_value(scope, "title", document.get("title"))
        others = [other for other in same_title if other["uid"] != stored.get("uid")]
        is_taken = not stored and call.store.has(Key(self.kind, document["uid"], call.api_key, call.branch))
        wrong: Errors = {"uid": [errors.NOT_UNIQUE]} if is_taken else {}
        wrong |= self.find_problems(call, document, others, stored)
        if wrong:
            raise self._build_error(call, "updation" if stored else "creation", wrong)

    def _build_error(self, call: Call, action: str, wrong: Errors, code: int = INVALID) -> CmaError:
        """Build the error for a document that is not valid (422). An import has a message of its own."""
        if call.action == "import":
            return errors.invalid(code, self.import_rejected, wrong)
        return errors.action_failed(self.noun, action, wrong, code)


def show_with_schema(call: Call, document: Document) -> Document:
    """Return a document without its authors, and with what the `include_…` parameters request."""
    seen = omit(document, *AUTHORS)
    if call.has_flag("include_global_field_schema"):
        seen["schema"] = expand_schema(call, document)
    return seen | ({"_branch": call.branch} if call.has_flag("include_branch") else {})


def save_schema(call: Call, resource: Resource, owner: Document, schema: list[Document]) -> None:
    """Store a new version of a content type or global field with another schema, without checks."""
    version = {"schema": schema, "_version": owner["_version"] + 1}
    resource.save(call, owner | version | call.build_update_fields())
