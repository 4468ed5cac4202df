"""Fields of content types: one class per kind, as people declare them. No I/O.

    Number("price", min=0, help="In euros")

What a class does not name is kept in `extra`, and what `field_metadata` has beside in `metadata`, so that a field that
was read is written back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar, TypeAlias, cast

from contentstack_cma.types import JsonValue

Json: TypeAlias = Mapping[str, JsonValue]
"""A JSON object."""


@dataclass(frozen=True)
class Field:
    """What every kind of field has.

    Args:
        uid: Uid of the field: letters, digits and underscores.
        name: Display name. Default: made from the uid.
        help: Help text for editors.
        required: Whether entries must have a value.
        unique: Whether the value must differ from that of all other entries.
        multiple: Whether the value is a list.
        localizable: Whether each locale has a value of its own.
        min_instances: Minimum length of the list.
        max_instances: Maximum length of the list, up to 100.
        metadata: Other keys of `field_metadata`, as the API has them.
        extra: Other keys of the field, as the API has them.
    """

    uid: str
    _: KW_ONLY
    name: str = ""
    help: str = ""
    required: bool = False
    unique: bool = False
    multiple: bool = False
    localizable: bool = True
    min_instances: int | None = None
    max_instances: int | None = None
    metadata: Json = field(default_factory=dict[str, JsonValue])
    extra: Json = field(default_factory=dict[str, JsonValue])

    data_type: ClassVar[str] = ""
    always_list: ClassVar[bool] = False
    """Whether the value is a list even if the field is not `multiple`."""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", make_name(self.uid))
        freeze_lists(self)

    @property
    def is_list(self) -> bool:
        """Whether the value in an entry is a list."""
        return self.multiple or self.always_list

    def to_wire(self) -> dict[str, Any]:
        """Return the field as the API has it."""
        from .writing import write_field

        return write_field(self)


@dataclass(frozen=True)
class Text(Field):
    """A text.

    Args:
        pattern: Regular expression that values must match.
        pattern_message: What editors are told if a value does not match.
        multiline: Whether editors can write several lines.
        min: Minimum number of characters.
        max: Maximum number of characters.
        default: Value of new entries.
    """

    _: KW_ONLY
    pattern: str | None = None
    pattern_message: str | None = None
    multiline: bool = False
    min: float | None = None
    max: float | None = None
    default: JsonValue = None

    data_type: ClassVar[str] = "text"


@dataclass(frozen=True)
class Html(Text):
    """Rich text as HTML.

    Args:
        editor: Which buttons the editor has: `basic`, `custom` or `advanced`.
        embeds: Content types whose entries can be embedded; `sys_assets` for assets.
    """

    _: KW_ONLY
    editor: str = "advanced"
    embeds: Sequence[str] = ()


@dataclass(frozen=True)
class Markdown(Text):
    """Text in Markdown."""


@dataclass(frozen=True)
class Choice:
    """A value of a select.

    Args:
        value: The value.
        label: What editors see. Default: the value.
    """

    value: str | float
    label: str | None = None


def as_choice(value: Choice | str | float) -> Choice:
    """Return a choice; a bare value has no label."""
    return value if isinstance(value, Choice) else Choice(value)


@dataclass(frozen=True)
class Select(Field):
    """A choice among texts, or among numbers.

    Args:
        choices: The values, each a text, a number or a `Choice` with a label.
        display: How editors choose: `dropdown`, `radio` or `checkbox`.
        default: Value of new entries.
    """

    _: KW_ONLY
    choices: Sequence[Choice | str | float] = ()
    display: str = "dropdown"
    default: JsonValue = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "choices", tuple(as_choice(each) for each in self.choices))

    @property
    def values(self) -> tuple[str | float, ...]:
        """The values that can be chosen."""
        return tuple(each.value for each in self.choices if isinstance(each, Choice))

    @property
    def is_numeric(self) -> bool:
        """Whether the values are numbers."""
        return bool(self.choices) and all(type(value) in (int, float) for value in self.values)


@dataclass(frozen=True)
class Number(Field):
    """A number.

    Args:
        min: Minimum value.
        max: Maximum value.
        default: Value of new entries.
    """

    _: KW_ONLY
    min: float | None = None
    max: float | None = None
    default: JsonValue = None

    data_type: ClassVar[str] = "number"


@dataclass(frozen=True)
class Boolean(Field):
    """True or false.

    Args:
        default: Value of new entries.
    """

    _: KW_ONLY
    default: JsonValue = None

    data_type: ClassVar[str] = "boolean"


@dataclass(frozen=True)
class Date(Field):
    """A date.

    Args:
        time: Whether it has a time.
        earliest: The first date that is allowed, in ISO 8601.
        latest: The last date that is allowed, in ISO 8601.
        default: Value of new entries, as the API has it.
    """

    _: KW_ONLY
    time: bool = True
    earliest: str | None = None
    latest: str | None = None
    default: JsonValue = None

    data_type: ClassVar[str] = "isodate"


@dataclass(frozen=True)
class File(Field):
    """An asset.

    Args:
        images_only: Whether only images are allowed.
        extensions: File name extensions that are allowed. Default: all.
        min_size: Minimum size in MB.
        max_size: Maximum size in MB.
        dimension: Bounds of images, as in `{"width": {"min": 100, "max": None}}`.
    """

    _: KW_ONLY
    images_only: bool = False
    extensions: Sequence[str] = ()
    min_size: float | None = None
    max_size: float | None = None
    dimension: JsonValue = None

    data_type: ClassVar[str] = "file"


@dataclass(frozen=True)
class Link(Field):
    """A link with a title and a URL.

    Args:
        default: Value of new entries, as in `{"title": "Home", "url": "/"}`.
    """

    _: KW_ONLY
    default: JsonValue = None

    data_type: ClassVar[str] = "link"


@dataclass(frozen=True)
class Reference(Field):
    """References to entries. With `multiple` there can be several; the value is a list in any case.

    Args:
        to: Uids of the content types that can be referred to.
        has_bare_uids: Whether references are uids without a content type, as in old content types.
    """

    _: KW_ONLY
    to: Sequence[str] = ()
    has_bare_uids: bool = False

    data_type: ClassVar[str] = "reference"
    always_list: ClassVar[bool] = True


@dataclass(frozen=True)
class Group(Field):
    """Fields under a common key.

    Args:
        fields: The fields.
    """

    _: KW_ONLY
    fields: Sequence[Field] = ()

    data_type: ClassVar[str] = "group"


@dataclass(frozen=True)
class Embed(Field):
    """The fields of a global field under a key.

    Args:
        global_field: Uid of the global field.
    """

    _: KW_ONLY
    global_field: str = ""

    data_type: ClassVar[str] = "global_field"


@dataclass(frozen=True)
class Block:
    """A kind of block of modular blocks.

    Args:
        uid: Uid of the block.
        title: Its name for editors. Default: made from the uid.
        fields: Its fields.
        global_field: Uid of a global field whose fields it has, instead of fields of its own.
        extra: Other keys, as the API has them.
    """

    uid: str
    _: KW_ONLY
    title: str = ""
    fields: Sequence[Field] = ()
    global_field: str | None = None
    extra: Json = field(default_factory=dict[str, JsonValue])

    def __post_init__(self) -> None:
        if not self.title:
            object.__setattr__(self, "title", make_name(self.uid))
        freeze_lists(self)


@dataclass(frozen=True)
class Blocks(Field):
    """Modular blocks: a list of blocks of several kinds.

    Args:
        blocks: The kinds of blocks.
    """

    _: KW_ONLY
    blocks: Sequence[Block] = ()

    data_type: ClassVar[str] = "blocks"
    always_list: ClassVar[bool] = True


@dataclass(frozen=True)
class RichText(Field):
    """JSON rich text.

    Args:
        embeds: Content types whose entries can be embedded; `sys_assets` for assets.
        editor: Which buttons the editor has: `basic`, `custom` or `advanced`.
    """

    _: KW_ONLY
    embeds: Sequence[str] = ()
    editor: str = "advanced"

    data_type: ClassVar[str] = "json"


@dataclass(frozen=True)
class TaxonomyRule:
    """A taxonomy whose terms a content type uses.

    Args:
        taxonomy: Uid of the taxonomy.
        required: Whether entries must have one of its terms.
        multiple: Whether entries can have several of its terms.
        localizable: Whether each locale has terms of its own.
        max_terms: Most terms of it per entry, up to 25.
        extra: Other keys, as the API has them.
    """

    taxonomy: str
    _: KW_ONLY
    required: bool = False
    multiple: bool = True
    localizable: bool = True
    max_terms: int | None = None
    extra: Json = field(default_factory=dict[str, JsonValue])


@dataclass(frozen=True)
class Taxonomies(Field):
    """Terms of taxonomies. A content type has at most one such field.

    Args:
        taxonomies: The taxonomies.
    """

    uid: str = "taxonomies"
    _: KW_ONLY
    taxonomies: Sequence[TaxonomyRule] = ()

    data_type: ClassVar[str] = "taxonomy"
    always_list: ClassVar[bool] = True


@dataclass(frozen=True)
class Custom(Field):
    """A field that an extension edits.

    Args:
        kind: Kind of its value: `text`, `number`, `boolean`, `isodate`, `json`, `reference` or `file`.
        extension: Uid of the extension.
        config: Settings for the extension.
    """

    _: KW_ONLY
    kind: str = "json"
    extension: str = ""
    config: Json = field(default_factory=dict[str, JsonValue])


@dataclass(frozen=True)
class Other(Field):
    """A field of a kind that this package does not know.

    Args:
        kind: Its `data_type`.
    """

    _: KW_ONLY
    kind: str = ""


_LISTS = ("blocks", "choices", "embeds", "extensions", "fields", "taxonomies", "terms", "to")
_ITEMS: Mapping[str, type] = {"fields": Field, "blocks": Block, "taxonomies": TaxonomyRule}
"""What lists of declarations consist of. The others are of texts or of what `check_items` is told."""


def freeze_lists(declared: object) -> None:
    """Turn the lists of a declaration into tuples, so that declarations with the same parts are equal.

    Raises:
        TypeError: A list is a text, or has an item of a wrong type.
    """
    for name in _LISTS:
        value: object = getattr(declared, name, None)
        if isinstance(value, str):
            raise TypeError(f"{_describe(declared)}: {name} must be a list, not {value!r}: pass {name}=[{value!r}]")
        if isinstance(value, list | tuple):
            items = tuple(cast("Sequence[object]", value))
            if name in _ITEMS:
                check_items(declared, name, items, _ITEMS[name])
            object.__setattr__(declared, name, items)


def check_items(declared: object, name: str, items: Sequence[object], kind: type) -> None:
    """Check that the items of a list are declarations of one kind.

    Raises:
        TypeError: One of them is not.
    """
    for item in items:
        if not isinstance(item, kind):
            hint = f": pass {kind.__name__}({item!r})" if isinstance(item, str) and kind is not Field else ""
            found = repr(item) if isinstance(item, str) else type(item).__name__
            raise TypeError(f"{_describe(declared)}: {name} must be of {kind.__name__}, not {found}{hint}")


def _describe(declared: object) -> str:
    """Return what a declaration is, for messages: `Reference('author')`."""
    uid: object = getattr(declared, "uid", None)
    return type(declared).__name__ if uid is None else f"{type(declared).__name__}({uid!r})"


def make_name(uid: str) -> str:
    """Return a display name for a uid: `hero_image` is `Hero image`."""
    if uid == "url":
        return "URL"
    words = uid.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


__all__ = [
    "Block",
    "Blocks",
    "Boolean",
    "Choice",
    "Custom",
    "Date",
    "Embed",
    "Field",
    "File",
    "Group",
    "Html",
    "Json",
    "Link",
    "Markdown",
    "Number",
    "Other",
    "Reference",
    "RichText",
    "Select",
    "Taxonomies",
    "TaxonomyRule",
    "Text",
]
