"""What a handler receives (`Call`) and returns (`ApiResponse`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.agenda import Agenda, Item
from contentstack_cma_emulator.engine.clock import Clock, add_seconds
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.files import Files
from contentstack_cma_emulator.engine.form_data import Form, collect_values, parse_json_object
from contentstack_cma_emulator.engine.numbers import read_integer
from contentstack_cma_emulator.engine.plan import UNLIMITED, Plan
from contentstack_cma_emulator.engine.store import Store

MAIN_BRANCH = "main"


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: a signed-in user, a management token, or an OAuth app, which may act for a user.

    Attributes:
        uid: Written to `created_by` and `updated_by`: the uid of the user or of the management token.
        scopes: The scopes granted to an OAuth token; empty for other kinds.
    """

    kind: Literal["authtoken", "management_token", "oauth"]
    uid: str
    token: str = field(repr=False)
    scopes: frozenset[str] = frozenset()
    organization_uid: str = ""

    @property
    def is_app(self) -> bool:
        """Whether an OAuth app acts for itself and not for a user."""
        return self.kind == "oauth" and not self.uid


@dataclass(frozen=True, slots=True)
class State:
    """What outlives a call: documents, clock, uploaded files and scheduled work.

    The files of a stack are in `files / api_key` and are deleted with it.

    Attributes:
        plan: How many documents of each kind are allowed.
        features: Features of every organization's plan whose limit is not the usual one.
        port: The emulator's own port.
        webhook_secrets: The secrets that webhooks sign with; empty to sign with the certificate.
    """

    store: Store
    clock: Clock
    folder: Files
    agenda: Agenda
    plan: Plan = UNLIMITED
    features: Mapping[str, int] = field(default_factory=dict[str, int])
    port: int = 0
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def files(self) -> Path:
        """The folder of uploaded files."""
        return self.folder.current

    @property
    def uploads(self) -> Path:
        """The folder of incoming files."""
        return self.folder.uploads


@dataclass(frozen=True, slots=True)
class Origin:
    """What a document keeps of the stack that it comes from. An empty text stands for a new value.

    Attributes:
        uid: Its uid.
        created_at: When it was created, in the CMA's format.
        updated_at: When it was last changed.
        upload_uid: The uid of its file, if it is an asset.
    """

    uid: str = ""
    created_at: str = ""
    updated_at: str = ""
    upload_uid: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose route, credentials, parameters and body were validated.

    Attributes:
        action: The action of the operation; empty if it only reads.
        path: The path parameters, decoded.
        query: All values of all query parameters, known or not.
        headers: The headers; names are in lower case.
        body: The JSON body; empty if there is none.
        form: The body in another media type; empty if the body is JSON.
        stack: The stack of the call; empty if there is none.
        branch: The uid of the branch; an alias is resolved.
        now: The time of the call in the CMA's format.
        base_url: The origin that the client used, such as `http://127.0.0.1:8400`.
        visible: A query that matches what the caller may see in a list.
        changed_document: See `set_changed_document`.
        origin: What the document that the call writes keeps of another stack. None for calls of clients.
        store: The store of documents.
        api_key: The API key of the stack, which is the `stack` of keys and scopes.
        master_locale: The code of the stack's master locale.
        actor: The uid for `created_by` and `updated_by`.
    """

    operation: str
    method: str
    path: Mapping[str, str]
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str] = field(repr=False)
    body: Document = field(repr=False)
    form: Form = field(repr=False)
    principal: Principal | None
    stack: Document
    branch: str
    state: State
    now: str
    base_url: str
    request_id: str = ""
    remote_address: str = ""
    action: str = ""
    visible: Document = field(default_factory=dict[str, Any])
    changed_document: Document = field(default_factory=dict[str, Any], repr=False)
    origin: Origin | None = None
    store: Store = field(init=False, repr=False)
    api_key: str = field(init=False)
    master_locale: str = field(init=False)
    actor: str = field(init=False)

    def __post_init__(self) -> None:
        """Set what follows from the rest once, because handlers read it again and again."""
        object.__setattr__(self, "store", self.state.store)
        object.__setattr__(self, "api_key", self.stack.get("api_key", ""))
        object.__setattr__(self, "master_locale", self.stack.get("master_locale", ""))
        object.__setattr__(self, "actor", self.principal.uid if self.principal else "")

    @property
    def signed_in_principal(self) -> Principal:
        """The principal. Raises `CmaError` (401/105) if there is none."""
        if self.principal is None:
            raise errors.not_signed_in()
        return self.principal

    def get_text(self, *names: str) -> str | None:
        """Return the last value of the first of these query parameters that is not missing or empty, or None."""
        return next((self.query[name][-1] for name in names if name in self.query and self.query[name][-1]), None)

    def get_texts(self, name: str) -> tuple[str, ...]:
        """Return all values of a list parameter, sent as `name[]`, `name[0]`, `name[]1` or `name`."""
        return collect_values(self.query, name.removesuffix("[]"))

    def has_flag(self, name: str) -> bool:
        """Return whether the query parameter `name` is `true`."""
        return (self.get_text(name) or "").lower() == "true"

    def get_integer(self, name: str) -> int | None:
        """Return the query parameter `name` as an integer, or None if it is missing.

        Raises `CmaError` (422/141) if it is not an integer.
        """
        text = self.get_text(name)
        if text is None:
            return None
        number = read_integer(text)
        if number is None:
            raise errors.invalid_parameter(name, "is not a number.")
        return number

    def get_json(self, name: str) -> Document:
        """Return the JSON object in the query parameter `name`; empty if it is missing.

        Raises `CmaError` (422/141) if it is not a JSON object.
        """
        text = self.get_text(name)
        return {} if text is None else parse_json_object(name, text)

    def set_changed_document(self, document: Document) -> None:
        """Set the changed document for audit log and webhooks, if the response does not contain it."""
        self.changed_document.clear()
        self.changed_document.update(document)

    def run_soon(self, name: str, payload: Document) -> str:
        """Schedule work after the default delay, as the CMA does it in the background. See `run_at`."""
        return self.run_later(self.state.agenda.delay, name, payload)

    def run_later(self, seconds: float, name: str, payload: Document) -> str:
        """Schedule work in `seconds`. See `run_at`."""
        return self.run_at(add_seconds(self.now, seconds), name, payload)

    def run_at(self, time: str, name: str, payload: Document) -> str:
        """Schedule the work `name` (see `engine/work.py`) on behalf of this call.

        Returns the uid of the work, with which `state.agenda.remove` cancels it. If this call fails, the work is not
        scheduled.
        """
        item = Item(self.state.clock.make_uid(), name, time, payload, self._describe_caller())
        self.state.agenda.add(item)
        return item.uid

    def _describe_caller(self) -> Document:
        """Return what scheduled work must know about this call: its principal, stack, branch and path."""
        principal = self.principal
        return {
            "operation": self.operation,
            "path": dict(self.path),
            "api_key": self.api_key or None,
            "branch": self.branch,
            "base_url": self.base_url,
            "principal": None if principal is None else [principal.kind, principal.uid, principal.organization_uid],
        }

    def make_uid(self, prefix: str = "blt") -> str:
        """Return the uid of the document that this call creates: that of its origin, or a new one."""
        return (self.origin and self.origin.uid) or self.state.clock.make_uid(prefix)

    def build_creation_fields(self) -> Document:
        """Build `created_at`, `created_by`, `updated_at` and `updated_by` of a document created now."""
        created_at = (self.origin and self.origin.created_at) or self.now
        return {"created_at": created_at, "created_by": self.actor} | self.build_update_fields()

    def build_update_fields(self) -> Document:
        """Build `updated_at` and `updated_by` of a document changed now."""
        updated_at = (self.origin and self.origin.updated_at) or self.now
        return {"updated_at": updated_at, "updated_by": self.actor}


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file to stream as the body, with support for ranges and HEAD. `attachment` is the file name for saving."""

    path: Path
    content_type: str
    attachment: str | None = None


@dataclass(frozen=True, slots=True)
class TextBody:
    """A text body that is not JSON."""

    text: str
    content_type: str


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A response: a JSON `body`, a `file`, a `text`, or no body if all are None."""

    body: Document | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    file: FileBody | None = None
    text: TextBody | None = None
