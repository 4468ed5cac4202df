"""What a reference is, and the look-up that says which uid it has in the target."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal[
    "asset",
    "asset_url",
    "entry",
    "environment",
    "extension",
    "folder",
    "label",
    "locale",
    "publish_rule",
    "release",
    "role",
    "stage",
    "user",
    "variant",
    "variant_group",
    "webhook",
    "workflow",
]
"""What a uid is of. Content types, global fields, taxonomies, terms and branches keep theirs.

`asset_url` is the URL of an asset, by its URL in the source, or by its uid in the source.
"""

IsToCome = Callable[[str], bool]
"""Says whether the entry with a uid of the source will be created later."""


class Uids(Protocol):
    """A look-up of uids of the target."""

    def get(self, kind: Kind, uid: str, /) -> str | None:
        """Return the uid in the target of what has this uid in the source; None if it is not there."""
        ...


class UidTable:
    """Uids of the target in memory.

    Examples:
        >>> uids = UidTable({"entry": {"blt1": "blt2"}})
        >>> uids.add("asset", "blt3", "blt4")
        >>> uids.get("entry", "blt1"), uids.get("asset", "blt3"), uids.get("asset", "blt1")
        ('blt2', 'blt4', None)

    Args:
        known: Uids of the target by kind and uid of the source.
    """

    def __init__(self, known: Mapping[Kind, Mapping[str, str]] | None = None) -> None:
        self._known = {kind: dict(uids) for kind, uids in (known or {}).items()}

    def add(self, kind: Kind, source: str, target: str) -> None:
        """Remember the uid that something has in the target."""
        self._known.setdefault(kind, {})[source] = target

    def get(self, kind: Kind, uid: str, /) -> str | None:
        """Return the uid in the target of what has this uid in the source; None if it is not there."""
        return self._known.get(kind, {}).get(uid)


@dataclass(frozen=True, slots=True)
class Reference:
    """A uid of the source that something refers to.

    Attributes:
        kind: What it is of.
        uid: The uid in the source.
        content_type: Uid of the content type of an entry, if the reference names it.
    """

    kind: Kind
    uid: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was left out or changed, which a person should know.

    Attributes:
        kind: The key or the kind of what it concerns, such as `user` or `http_basic_password`.
        uid: The uid in the source, or the name if it has none.
        text: A sentence.
    """

    kind: str
    uid: str
    text: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A payload for the target.

    Attributes:
        fields: What is written, without its envelope.
        missing: Entries that will be created later. The references to them must be written a second time.
        dangling: References without a counterpart in the target, which keep the uid of the source.
        late_fields: The top-level fields that must be written a second time.
        notes: What was left out.
    """

    fields: dict[str, Any]
    missing: tuple[Reference, ...] = ()
    dangling: tuple[Reference, ...] = ()
    late_fields: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()


class Resolver(Protocol):
    """What is done with each reference that is found."""

    def resolve(self, reference: Reference, /) -> str | None:
        """Return the uid to write in its place; None to leave the reference out."""
        ...

    def recognize(self, uid: str, /) -> Reference | None:
        """Return what a string refers to that may be a uid; None if it is not one."""
        ...

    def resolve_url(self, urls: Iterable[str], asset_uid: str, /) -> tuple[str, str] | None:
        """Return which of these URLs of an asset is known, and the URL to write in its place; None to change nothing.

        Args:
            urls: What may be the URL, as its end is not clear in a text.
            asset_uid: The uid of the asset, which is a part of them.
        """
        ...


KINDS_IN_TEXT: tuple[Kind, ...] = ("entry", "asset", "folder")
"""The kinds of uids that custom fields are searched for."""


@dataclass
class Mapper:
    """Replaces references by those of the target, and collects those that it cannot replace."""

    uids: Uids
    is_to_come: IsToCome = lambda _uid: False
    missing: dict[Reference, None] = field(default_factory=dict[Reference, None])
    dangling: dict[Reference, None] = field(default_factory=dict[Reference, None])
    notes: list[Note] = field(default_factory=list[Note])

    def resolve(self, reference: Reference) -> str | None:
        """Return the uid of the target, or the same uid if it has none; None if the entry will be created later."""
        found = self.uids.get(reference.kind, reference.uid)
        if found is not None:
            return found
        if reference.kind == "entry" and self.is_to_come(reference.uid):
            self.missing[reference] = None
            return None
        self.dangling[reference] = None
        return reference.uid

    def recognize(self, uid: str) -> Reference | None:
        """Return what a string refers to, if its uid is known or will be."""
        for kind in KINDS_IN_TEXT:
            if self.uids.get(kind, uid) is not None:
                return Reference(kind, uid)
        return Reference("entry", uid) if self.is_to_come(uid) else None

    def resolve_url(self, urls: Iterable[str], asset_uid: str) -> tuple[str, str] | None:
        """Return which of these URLs is known, and that of the target."""
        for number, url in enumerate(urls):
            found = self.uids.get("asset_url", url)
            if found is not None:
                return url, found
            by_uid = self.uids.get("asset_url", asset_uid) if number == 0 else None
            if by_uid is not None:
                return url, by_uid
        self.dangling[Reference("asset", asset_uid)] = None
        return None

    def pick(self, kind: Kind, uid: str) -> str | None:
        """Return the uid of the target; None, and a note, if it has none."""
        found = self.uids.get(kind, uid)
        if found is None:
            self.notes.append(Note(kind, uid, f"The {kind} '{uid}' is not in the target; it was left out."))
        return found

    def finish(self, fields: dict[str, object], late_fields: Iterable[str] = ()) -> Rewritten:
        """Return a payload with all that was collected."""
        return Rewritten(fields, tuple(self.missing), tuple(self.dangling), frozenset(late_fields), tuple(self.notes))


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps the uid of the source where another resolver leaves a reference out."""

    inner: Resolver

    def resolve(self, reference: Reference) -> str:
        """Return the uid to write in its place."""
        return self.inner.resolve(reference) or reference.uid

    def recognize(self, uid: str) -> Reference | None:
        """Return what a string refers to."""
        return self.inner.recognize(uid)

    def resolve_url(self, urls: Iterable[str], asset_uid: str) -> tuple[str, str] | None:
        """Return which of these URLs is known, and the one to write in its place."""
        return self.inner.resolve_url(urls, asset_uid)


@dataclass
class Finder:
    """Collects references and changes nothing."""

    find_known: Callable[[str], Reference | None]
    found: dict[Reference, None] = field(default_factory=dict[Reference, None])

    def resolve(self, reference: Reference) -> str:
        """Return the same uid."""
        self.found[reference] = None
        return reference.uid

    def recognize(self, uid: str) -> Reference | None:
        """Return what a string refers to."""
        return self.find_known(uid)

    def resolve_url(self, _urls: Iterable[str], asset_uid: str) -> tuple[str, str] | None:
        """Collect the asset."""
        self.found[Reference("asset", asset_uid)] = None
        return None
