"""Types as `contentstack-cma types` generates them, written by hand: what the base classes are tested with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final, Literal, NotRequired, TypedDict, Unpack

from contentstack_cma.models import Asset
from contentstack_cma.types import JsonValue
from contentstack_cma_toolkit.rich_text import Document
from contentstack_cma_toolkit.typed import Link, Ref, Term, TypedBlock, TypedEntry, TypedGroup
from contentstack_cma_toolkit.typed.queries import (
    BlocksFields,
    DateField,
    EntryFields,
    FileField,
    GroupFields,
    JsonField,
    LinkField,
    NumberField,
    RichTextField,
    SelectField,
    TermsField,
    TextField,
)

if TYPE_CHECKING:
    from contentstack_cma_toolkit.model import ContentType, GlobalField


class Seo(TypedGroup):
    """What search engines see."""

    global_field_uid: ClassVar[str] = "seo"

    keywords: list[str] | None

    class Input(TypedDict, total=False):
        keywords: Sequence[str]

    class Fields(GroupFields):
        keywords: TextField

    if TYPE_CHECKING:

        def __init__(self, **fields: Unpack[Input]) -> None: ...

    @classmethod
    def describe(cls) -> "GlobalField":
        from contentstack_cma_toolkit.model import GlobalField, Text

        return GlobalField("seo", fields=[Text("keywords", multiple=True)])


class Author(TypedEntry):
    content_type_uid: ClassVar[str] = "author"

    title: str

    class Input(TypedDict):
        title: str

    class Changes(TypedDict, total=False):
        title: str

    class Fields(EntryFields):
        title: TextField

    fields: ClassVar[Fields]

    if TYPE_CHECKING:

        def __init__(self, **fields: Unpack[Input]) -> None: ...

        @staticmethod
        def input(**fields: Unpack[Input]) -> Input: ...

        @staticmethod
        def changes(**fields: Unpack[Changes]) -> Changes: ...

    @classmethod
    def describe(cls) -> "ContentType":
        from contentstack_cma_toolkit.model import ContentType, Text

        return ContentType("author", fields=[Text("title", required=True, unique=True)])


class Article(TypedEntry):
    content_type_uid: ClassVar[str] = "article"
    renamed: ClassVar[Mapping[str, str]] = {"class": "class_", "heroImage": "hero_image"}

    title: str
    url: str | None
    price: float | None
    color: Literal["red", "blue"] | None
    day: datetime | None
    class_: str | None
    hero_image: Asset | str | None
    more: Link | None
    written_by: list[Ref[Author] | Author]
    seo: Seo | None
    dimensions: "Article.Dimensions | None"
    sections: "list[Article.SectionsQuote | Article.SectionsSeo]"
    body: Document | None
    taxonomies: list[Term[Literal["north", "south"]]]
    custom: JsonValue

    class Dimensions(TypedGroup):
        field_uid: ClassVar[str] = "dimensions"

        width: float | None
        measured: datetime | None

        class Fields(GroupFields):
            width: NumberField
            measured: DateField

        if TYPE_CHECKING:

            def __init__(self, *, width: float = 0, measured: datetime | str = "") -> None: ...

    class SectionsQuote(TypedBlock):
        field_uid: ClassVar[str] = "sections"
        block_uid: ClassVar[str] = "quote"

        text: str | None

        class Fields(GroupFields):
            text: TextField

        if TYPE_CHECKING:

            def __init__(self, *, text: str) -> None: ...

    class SectionsSeo(TypedBlock, Seo):
        field_uid: ClassVar[str] = "sections"
        block_uid: ClassVar[str] = "seo"

    Input = TypedDict(
        "Input",
        {
            "title": str,
            "url": NotRequired[str],
            "price": NotRequired[float | None],
            "color": NotRequired[Literal["red", "blue"] | None],
            "day": NotRequired[datetime | str | None],
            "class": NotRequired[str | None],
            "heroImage": NotRequired[Asset | str | None],
            "more": NotRequired[Link | Mapping[str, JsonValue] | None],
            "written_by": NotRequired[Sequence[Ref[Author] | Author]],
            "dimensions": "NotRequired[Article.Dimensions | Mapping[str, JsonValue] | None]",
            "sections": "NotRequired[Sequence[Article.SectionsQuote | Article.SectionsSeo | Mapping[str, JsonValue]]]",
            "body": NotRequired[Document | Mapping[str, JsonValue] | None],
        },
    )

    class Changes(TypedDict, total=False):
        title: str
        price: float | None
        day: datetime | str | None

    class Fields(EntryFields):
        title: TextField
        url: TextField
        price: NumberField
        color: "SelectField[Literal['red', 'blue']]"
        day: DateField
        class_: TextField
        hero_image: FileField
        more: LinkField
        written_by: Author.Fields
        seo: Seo.Fields
        dimensions: "Article.Dimensions.Fields"
        sections: "Article.Sections"
        body: RichTextField
        taxonomies: "Article.Taxonomies"
        custom: JsonField

    class Sections(BlocksFields):
        quote: "Article.SectionsQuote.Fields"
        seo: Seo.Fields

    class Taxonomies(GroupFields):
        region: "TermsField[Literal['north', 'south']]"

    fields: ClassVar[Fields]

    if TYPE_CHECKING:

        def __init__(self, **fields: Unpack[Input]) -> None: ...

        @staticmethod
        def input(**fields: Unpack[Input]) -> Input: ...

        @staticmethod
        def changes(**fields: Unpack[Changes]) -> Changes: ...

    @classmethod
    def describe(cls) -> "ContentType":
        from contentstack_cma_toolkit.model import (
            Block,
            Blocks,
            ContentType,
            Custom,
            Date,
            Embed,
            File,
            Group,
            Link,
            Number,
            Reference,
            RichText,
            Select,
            Taxonomies,
            TaxonomyRule,
            Text,
        )

        return ContentType(
            "article",
            fields=[
                Text("title", required=True, unique=True),
                Text("url"),
                Number("price"),
                Select("color", choices=["red", "blue"]),
                Date("day"),
                Text("class"),
                File("heroImage"),
                Link("more"),
                Reference("written_by", to=["author"], multiple=True),
                Embed("seo", global_field="seo"),
                Group("dimensions", fields=[Number("width"), Date("measured")]),
                Blocks("sections", blocks=[Block("quote", fields=[Text("text")]), Block("seo", global_field="seo")]),
                RichText("body"),
                Taxonomies(taxonomies=[TaxonomyRule("region")]),
                Custom("custom", extension="blt0"),
            ],
        )


CONTENT_TYPES: Final = {"article": "Article", "author": "Author"}
GLOBAL_FIELDS: Final = {"seo": "Seo"}
