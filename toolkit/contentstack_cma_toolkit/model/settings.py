"""What belongs to a content model beside its content types, as people declare it. No I/O."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING

from .fields import check_items, freeze_lists, make_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma.types import JsonValue

    from .fields import Json


@dataclass(frozen=True)
class Term:
    """A term of a taxonomy.

    Args:
        uid: Uid.
        name: Name. Default: made from the uid.
        terms: The terms below it.
        extra: Other keys, as the API has them.
    """

    uid: str
    _: KW_ONLY
    name: str = ""
    terms: Sequence[Term] = ()
    extra: Json = field(default_factory=dict[str, "JsonValue"])

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", make_name(self.uid))
        freeze_lists(self)
        check_items(self, "terms", self.terms, Term)


@dataclass(frozen=True)
class Taxonomy:
    """A taxonomy.

    Args:
        uid: Uid.
        name: Name. Default: made from the uid.
        description: Description for editors.
        terms: The terms at the top.
        extra: Other keys, as the API has them.
    """

    uid: str
    _: KW_ONLY
    name: str = ""
    description: str = ""
    terms: Sequence[Term] = ()
    extra: Json = field(default_factory=dict[str, "JsonValue"])

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", make_name(self.uid))
        freeze_lists(self)
        check_items(self, "terms", self.terms, Term)

    def list_term_uids(self) -> list[str]:
        """Return the uids of all terms, from the top down."""
        return [uid for term in self.terms for uid in _list_uids(term)]


@dataclass(frozen=True)
class Environment:
    """An environment.

    Args:
        name: Name, which identifies it.
        urls: Base URL by locale.
        uid: Uid in the stack that it was read from.
        extra: Other keys, as the API has them.
    """

    name: str
    _: KW_ONLY
    urls: Mapping[str, str] = field(default_factory=dict[str, str])
    uid: str | None = field(default=None, compare=False)
    extra: Json = field(default_factory=dict[str, "JsonValue"])


@dataclass(frozen=True)
class Locale:
    """A locale.

    Args:
        code: Code, such as `fr-fr`, which identifies it.
        name: Name. Default: the code.
        fallback: Code of the locale whose content is shown where this one has none. None for the master locale.
        extra: Other keys, as the API has them.
    """

    code: str
    _: KW_ONLY
    name: str = ""
    fallback: str | None = None
    extra: Json = field(default_factory=dict[str, "JsonValue"])

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.code)


@dataclass(frozen=True)
class Label:
    """A label, which groups content types.

    Args:
        name: Name, which identifies it.
        parent: Name of the label above it.
        content_types: Uids of the content types.
        uid: Uid in the stack that it was read from.
        extra: Other keys, as the API has them.
    """

    name: str
    _: KW_ONLY
    parent: str | None = None
    content_types: Sequence[str] = ()
    uid: str | None = field(default=None, compare=False)
    extra: Json = field(default_factory=dict[str, "JsonValue"])

    def __post_init__(self) -> None:
        object.__setattr__(self, "content_types", tuple(self.content_types))


@dataclass(frozen=True)
class WorkflowStage:
    """A stage of a workflow.

    Args:
        name: Name.
        color: Color, such as `#2196f3`.
        uid: Uid in the stack that it was read from.
        extra: Other keys, as the API has them.
    """

    name: str
    _: KW_ONLY
    color: str = "#2196f3"
    uid: str | None = field(default=None, compare=False)
    extra: Json = field(default_factory=dict[str, "JsonValue"])


@dataclass(frozen=True)
class Workflow:
    """A workflow.

    Args:
        name: Name, which identifies it.
        stages: The stages, in their order.
        content_types: Uids of the content types; `$all` for all.
        is_enabled: Whether it is in use.
        uid: Uid in the stack that it was read from.
        extra: Other keys, as the API has them.
    """

    name: str
    _: KW_ONLY
    stages: Sequence[WorkflowStage] = ()
    content_types: Sequence[str] = ()
    is_enabled: bool = True
    uid: str | None = field(default=None, compare=False)
    extra: Json = field(default_factory=dict[str, "JsonValue"])

    def __post_init__(self) -> None:
        object.__setattr__(self, "stages", tuple(self.stages))
        object.__setattr__(self, "content_types", tuple(self.content_types))


@dataclass(frozen=True)
class Role:
    """A role.

    Args:
        name: Name, which identifies it.
        description: Description.
        rules: What it permits, as the API has it.
        uid: Uid in the stack that it was read from.
        extra: Other keys, as the API has them.
    """

    name: str
    _: KW_ONLY
    description: str = ""
    rules: Sequence[Json] = ()
    uid: str | None = field(default=None, compare=False)
    extra: Json = field(default_factory=dict[str, "JsonValue"])

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", tuple(self.rules))


def _list_uids(term: Term) -> list[str]:
    return [term.uid, *(uid for inner in term.terms for uid in _list_uids(inner))]


__all__ = ["Environment", "Label", "Locale", "Role", "Taxonomy", "Term", "Workflow", "WorkflowStage"]
