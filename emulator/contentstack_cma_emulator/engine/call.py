"""What a handler gets (`Call`) and what it gives back (`Answer`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.agenda import Agenda, Item
from contentstack_cma_emulator.engine.clock import Clock, later
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, tell
from contentstack_cma_emulator.engine.files import Files
from contentstack_cma_emulator.engine.numbers import read_integer
from contentstack_cma_emulator.engine.plan import UNLIMITED, Plan
from contentstack_cma_emulator.engine.store import Key, Scope, Store
from contentstack_cma_emulator.engine.strict_json import read_object

MAIN_BRANCH = "main"

NAMING = frozenset(("uid", "title", "name"))
"""The keys of which any exported object has one."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: a signed-in user, a management token or an OAuth app on behalf of a user.

    `uid` is written into `created_by` and `updated_by`: the user, or the management token, which is tied to
    no user. `scopes` are those granted to an OAuth token and empty for the others.
    """

    kind: Literal["authtoken", "management_token", "oauth"]
    uid: str
    token: str = field(repr=False)
    scopes: frozenset[str] = frozenset()
    organization_uid: str = ""

    @property
    def is_app(self) -> bool:
        """Whether an OAuth app calls in its own name."""
        return self.kind == "oauth" and not self.uid


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart body, already on disk at `path`.

    Whoever keeps the file puts it at another place too (`private.place`); this one is removed after the call.
    """

    filename: str
    content_type: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a multipart or form-urlencoded body, as they came."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    files: Mapping[str, tuple[Upload, ...]] = field(default_factory=dict[str, tuple[Upload, ...]])

    def text(self, name: str) -> str | None:
        """Answer the first text sent under `name`, or None."""
        return next(iter(self.fields.get(name, ())), None)

    def texts(self, name: str) -> tuple[str, ...]:
        """Answer every text sent under `name`, also as `name[]` or `name[0]`."""
        return _bracketed(self.fields, name)

    def upload(self, name: str) -> Upload | None:
        """Answer the first file sent under `name`, or None."""
        return next(iter(self.files.get(name, ())), None)

    def content(self, name: str) -> bytes:
        """Answer what was sent under `name`, as a file or as a text. Raises `CmaError` (400) if nothing was."""
        upload, text = self.upload(name), self.text(name)
        if upload:
            return upload.path.read_bytes()
        if text is None:
            raise errors.malformed(f"Please provide the file in the field '{name}'.")
        return text.encode()

    def document(self, name: str) -> Document:
        """Answer the JSON object sent under `name`, as a file or as a text.

        Raises `CmaError` if there is none (400) or if it is not a JSON object (422/141).
        """
        return _json_object(name, self.content(name))

    def exported(self, name: str) -> Document:
        """Return the JSON object sent under `name`, out of the envelope of that name if it lies in one.

        Other keys may lie beside it in an envelope, but none that names the object. Raises `CmaError` as `document`
        does.
        """
        sent = self.document(name)
        inner = sent.get(name)
        is_envelope = isinstance(inner, dict) and not sent.keys() & NAMING
        return cast("Document", inner) if is_envelope else sent


@dataclass(frozen=True, slots=True)
class State:
    """What outlives a call: the documents, the clock, the folder of uploaded files and the work that waits.

    The files of a stack lie under `files / api_key`; they go when the stack goes. `plan` says how many there may be of
    what is counted, `features` are those of every organization's plan that are not as usual, with their limits. `port`
    is the emulator's own.
    """

    store: Store
    clock: Clock
    folder: Files
    agenda: Agenda
    plan: Plan = UNLIMITED
    features: Mapping[str, int] = field(default_factory=dict[str, int])
    port: int = 0

    @property
    def files(self) -> Path:
        """The folder of the uploaded files."""
        return self.folder.current

    @property
    def uploads(self) -> Path:
        """The folder of files that are being received."""
        return self.folder.uploads


@dataclass(frozen=True, slots=True)
class Call:
    """One request whose route, credentials, parameters and body have been checked.

    `path` holds the path parameters, decoded. `query` holds every value of every query parameter, known or not.
    `headers` has lower-case names. `body` is the JSON body, empty where none was sent; `form` is the body of the
    other media types, empty where the body is JSON. `branch` is the uid of the branch (an alias is resolved), `now`
    the time of the call as the CMA writes it, `base_url` the origin the client reached (`http://127.0.0.1:8400`).
    `visible` is a query that is true of what whoever calls may see of a list. `about` is for the handler to fill,
    where the answer does not show what was changed: see `speaks_of`.
    """

    operation: str
    method: str
    path: Mapping[str, str]
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str] = field(repr=False)
    body: Document = field(repr=False)
    form: Form = field(repr=False)
    principal: Principal | None
    open_stack: Document | None
    branch: str
    state: State
    now: str
    base_url: str
    request_id: str = ""
    remote_address: str = ""
    visible: Document = field(default_factory=dict[str, Any])
    about: Document = field(default_factory=dict[str, Any], repr=False)

    @property
    def store(self) -> Store:
        """The documents."""
        return self.state.store

    @property
    def stack(self) -> Document:
        """The stack the call speaks of. Raises `CmaError` (412/109) if it speaks of none."""
        if self.open_stack is None:
            raise errors.unknown_stack()
        return self.open_stack

    @property
    def api_key(self) -> str:
        """The API key of the stack: the `stack` of every key and scope."""
        return str(self.stack["api_key"])

    @property
    def master_locale(self) -> str:
        """The code of the stack's master locale."""
        return str(self.stack["master_locale"])

    @property
    def signed_in(self) -> Principal:
        """Who calls. Raises `CmaError` (401/105) if nobody is signed in."""
        if self.principal is None:
            raise errors.not_signed_in()
        return self.principal

    @property
    def actor(self) -> str:
        """The uid to write into `created_by` and `updated_by`."""
        return self.principal.uid if self.principal else ""

    def text(self, name: str) -> str | None:
        """Answer the last value of the query parameter `name`, or None where it is missing or empty."""
        return next(reversed(self.query.get(name, ())), None) or None

    def texts(self, name: str) -> tuple[str, ...]:
        """Answer every value of a list parameter, written `name[]`, `name[0]`, `name[]1` or `name`."""
        return _bracketed(self.query, name.removesuffix("[]"))

    def flag(self, name: str) -> bool:
        """Answer whether the query parameter `name` is `true`."""
        return (self.text(name) or "").lower() == "true"

    def number(self, name: str) -> int | None:
        """Answer the query parameter `name` as a whole number, or None.

        Raises `CmaError` (422/141) on other text.
        """
        text = self.text(name)
        if text is None:
            return None
        number = read_integer(text)
        if number is None:
            raise errors.invalid_parameter(name, "is not a number.")
        return number

    def json(self, name: str) -> Document:
        """Answer the JSON object in the query parameter `name`; empty where it is missing.

        Raises `CmaError` (422/141) if it is not a JSON object.
        """
        text = self.text(name)
        return {} if text is None else _json_object(name, text)

    def branch_key(self, kind: str, uid: str, *, parent: str = "", locale: str = "", version: int = 0) -> Key:
        """Make the key of something that each branch has of its own: content types, entries, assets, locales."""
        return Key(kind, uid, self.api_key, self.branch, parent, locale, version)

    def stack_key(self, kind: str, uid: str) -> Key:
        """Make the key of something that all branches of the stack share: environments, branches, settings."""
        return Key(kind, uid, self.api_key)

    def branch_scope(
        self,
        kind: str,
        *,
        parent: str | None = None,
        uid: str | None = None,
        locale: str | None = None,
        version: int | None = 0,
    ) -> Scope:
        """Make the scope of documents in the branch of the call; None means any."""
        return Scope(kind, self.api_key, self.branch, parent, uid, locale, version)

    def stack_scope(self, kind: str) -> Scope:
        """Make the scope of documents that all branches of the stack share."""
        return Scope(kind, self.api_key, "")

    def speaks_of(self, document: Document) -> None:
        """Tell the log and the webhooks what was changed, such as something that is deleted."""
        self.about.clear()
        self.about.update(document)

    def emit(self, channel: str, module: str, event: str, data: Document) -> None:
        """Tell the webhooks of something besides the change of this call, such as that a job is done."""
        tell(self, Event((channel,), module, event, data))

    def soon(self, name: str, payload: Document) -> str:
        """Have work done shortly after this call, as the CMA does it in the background; see `at`."""
        return self.later(self.state.agenda.delay, name, payload)

    def later(self, seconds: float, name: str, payload: Document) -> str:
        """Have work done in `seconds`; see `at`."""
        return self.at(later(self.now, seconds), name, payload)

    def at(self, time: str, name: str, payload: Document) -> str:
        """Have the work `name` of `engine/work.py` done at a time, in the name of this call.

        Answers a uid, by which `state.agenda.remove` calls it off. It is not done if this call is refused.
        """
        item = Item(self.state.clock.uid(), name, time, payload, self._caller())
        self.state.agenda.add(item)
        return item.uid

    def _caller(self) -> Document:
        """Answer what work done later has to know of this call: who made it, and what it spoke of."""
        principal = self.principal
        return {
            "operation": self.operation,
            "path": dict(self.path),
            "api_key": self.open_stack["api_key"] if self.open_stack else None,
            "branch": self.branch,
            "base_url": self.base_url,
            "principal": None if principal is None else [principal.kind, principal.uid, principal.organization_uid],
        }

    def creation(self) -> Document:
        """Answer the system fields of something created now: when and by whom, created and changed."""
        return {"created_at": self.now, "created_by": self.actor} | self.change()

    def change(self) -> Document:
        """Answer the system fields of something changed now: `updated_at` and `updated_by`."""
        return {"updated_at": self.now, "updated_by": self.actor}


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file to stream as the answer. Ranges and HEAD are served; `attachment` names it for saving."""

    path: Path
    content_type: str
    attachment: str | None = None


@dataclass(frozen=True, slots=True)
class TextBody:
    """A text that is not JSON, to send as the answer."""

    text: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send back: a JSON `body`, a `file`, a `text`, or (all None) nothing."""

    body: Document | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    file: FileBody | None = None
    text: TextBody | None = None


def _bracketed(values: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    pattern = re.compile(rf"{re.escape(name)}(\[\d*\]\d*)?")
    return tuple(text for key, texts in values.items() if pattern.fullmatch(key) for text in texts)


def _json_object(name: str, content: str | bytes) -> Document:
    try:
        return read_object(content)
    except ValueError as error:
        raise errors.invalid_parameter(name, str(error)) from error
