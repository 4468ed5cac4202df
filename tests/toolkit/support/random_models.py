"""Random content models with every kind of field, for property tests.

`models` are complete: what fields refer to is in them, and a stack accepts them. Uids and texts are awkward on purpose:
keywords, names that are the same in Python, quotes, backslashes, letters of other scripts.
"""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    Boolean,
    Choice,
    ContentType,
    Custom,
    Date,
    Embed,
    Environment,
    Field,
    File,
    GlobalField,
    Group,
    Html,
    Label,
    Link,
    Locale,
    Markdown,
    Model,
    Number,
    Other,
    Reference,
    RichText,
    Role,
    Select,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Term,
    Text,
    Workflow,
    WorkflowStage,
    list_embedded,
    walk_fields,
)

Fields = st.SearchStrategy[Field]

MOST_DEPTH = 3
MOST_FIELDS = 400
MOST_RICH_TEXT = 15
TYPE_UIDS = ("article", "article_", "art_icle", "page", "class", "ref", "link", "x_1")
GLOBAL_FIELD_UIDS = ("seo", "article", "list", "art_icle")
TAXONOMY_UIDS = ("topics", "class", "places")
FIELD_UIDS = (
    "price",
    "Price",
    "_price",
    "price_2",
    "class",
    "import",
    "None",
    "match",
    "str",
    "list",
    "float",
    "datetime",
    "fields",
    "input",
    "changes",
    "describe",
    "validate",
    "to_dict",
    "from_dict",
    "title_",
    "createdBy",
    "SEOTitle",
    "seo_title",
    "x1",
    "_",
    "__init__",
    "__private",
    "self",
    "hero",
    "sections",
    "sections_hero",
    "body",
    "article",
    "Article",
    "Seo",
    "seo",
    "page",
    "link",
    "asset",
    "document",
    "ref",
    "text_field",
    "blocks_fields",
)

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20) | st.sampled_from(
    [
        'He said "no"',
        "It's",
        '"""',
        "'''\"\"\"",
        "ends with a backslash \\",
        "\\N{BULLET} \\u0041 \\n",
        "two\nlines",
        "a\r\nb\tc",
        "Größe in 公斤 🙂",
        "{curly} %s $x",
        "a long text of many words " * 6,
        "averyveryverylongwordwithoutanyspaceinit" * 4,
    ]
)
names = texts.filter(lambda text: text.strip() != "")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.floats(-1e6, 1e6) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
field_uids = st.sampled_from(FIELD_UIDS) | st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)
numbers = st.integers(-1000, 1000) | st.floats(-1000, 1000, allow_nan=False).filter(lambda number: number != 0)


@st.composite
def build_common(draw: st.DrawFn, *, can_be_multiple: bool = True) -> dict[str, Any]:
    """What every kind of field can have."""
    is_multiple = can_be_multiple and draw(st.booleans())
    found: dict[str, Any] = {"required": draw(st.booleans()), "multiple": is_multiple}
    if draw(st.booleans()):
        found |= {"name": draw(names)[:100], "help": draw(texts), "localizable": draw(st.booleans())}
    if is_multiple and draw(st.booleans()):
        found |= {"max_instances": draw(st.integers(2, 5))}
    return found


@st.composite
def build_bounds(draw: st.DrawFn) -> dict[str, Any]:
    """Bounds of a number or of the length of a text, or neither."""
    least = draw(st.none() | st.integers(0, 3))
    most = draw(st.none() | st.integers(3, 9))
    return {"min": least, "max": most}


@st.composite
def build_text(draw: st.DrawFn, uid: str) -> Field:
    """A text of any kind."""
    kind = draw(st.sampled_from([Text, Text, Html, Markdown]))
    common = draw(build_common())
    if kind is not Text:
        return kind(uid, **common)
    pattern = draw(st.none() | st.sampled_from([r"^[A-Z]\w*$", "^\"'[^\\\\]+$"]))
    message = draw(st.none() | names) if pattern else None
    bounds = {} if pattern else draw(build_bounds())
    return Text(uid, **common, **bounds, pattern=pattern, pattern_message=message, multiline=draw(st.booleans()))


@st.composite
def build_select(draw: st.DrawFn, uid: str) -> Field:
    """A select of texts or numbers, with or without labels."""
    values: st.SearchStrategy[Any] = draw(st.sampled_from([names, numbers]))
    chosen = draw(st.lists(values, min_size=1, max_size=4, unique=True))
    is_labelled = draw(st.booleans())
    choices = [Choice(each, draw(names)) if is_labelled else Choice(each) for each in chosen]
    display = draw(st.sampled_from(["dropdown", "radio", "checkbox"]))
    return Select(uid, **draw(build_common()), choices=choices, display=display)


def _build_number(uid: str) -> Fields:
    return st.builds(lambda common, bounds: Number(uid, **common, **bounds), build_common(), build_bounds())


def _build_boolean(uid: str) -> Fields:
    return st.builds(
        lambda common, default: Boolean(uid, **common, default=default),
        build_common(can_be_multiple=False),
        st.none() | st.booleans(),
    )


def _build_date(uid: str) -> Fields:
    earliest = st.none() | st.just("2020-01-01T00:00:00.000Z")
    return st.builds(
        lambda common, time, first: Date(uid, **common, time=time, earliest=first),
        build_common(),
        st.booleans(),
        earliest,
    )


def _build_file(uid: str) -> Fields:
    extensions = st.sampled_from([(), ("png", "jpg"), ("pdf",)])
    return st.builds(lambda common, allowed: File(uid, **common, extensions=allowed), build_common(), extensions)


def _build_link(uid: str) -> Fields:
    return st.builds(lambda common: Link(uid, **common), build_common())


def _build_rich_text(uid: str) -> Fields:
    return st.builds(
        lambda common, embeds: RichText(uid, **common, embeds=embeds),
        build_common(can_be_multiple=False),
        st.sampled_from([(), ("sys_assets",)]),
    )


def _build_custom(uid: str) -> Fields:
    kinds = ["text", "number", "boolean", "isodate", "json", "reference", "file"]
    return st.builds(
        lambda common, kind, config: Custom(uid, **common, kind=kind, extension="bltextension", config=config),
        build_common(can_be_multiple=False),
        st.sampled_from(kinds),
        st.dictionaries(texts, json_values, max_size=2),
    )


def _build_other(uid: str) -> Fields:
    return st.builds(
        lambda common, extra: Other(uid, **common, kind="hologram", extra=extra),
        build_common(can_be_multiple=False),
        st.fixed_dictionaries({"depth": json_values}).filter(lambda extra: extra["depth"] not in (None, "", [], {})),
    )


_SIMPLE: Sequence[Callable[[str], Fields]] = (
    build_text,
    build_text,
    build_select,
    _build_number,
    _build_boolean,
    _build_date,
    _build_file,
    _build_link,
    _build_rich_text,
    _build_custom,
    _build_other,
)


@st.composite
def build_fields(
    draw: st.DrawFn, types: Sequence[str], global_fields: Sequence[str], depth: int = 0, least: int = 0
) -> list[Field]:
    """The fields of a content type, a global field, a group or a block.

    Args:
        draw: Draws a value.
        types: Uids of the content types that references can name.
        global_fields: Uids of the global fields that can be embedded.
        depth: How deep the fields are.
        least: Minimum number of fields.
    """
    uids = draw(st.lists(field_uids, min_size=least, max_size=5 - depth, unique=True))
    return [draw(build_field(uid, types, global_fields, depth)) for uid in uids]


@st.composite
def build_field(draw: st.DrawFn, uid: str, types: Sequence[str], global_fields: Sequence[str], depth: int) -> Field:
    """A field of any kind."""
    kinds = ["simple", "simple", "simple", *(["reference"] if types else [])]
    kinds += ["embed"] if global_fields else []
    kinds += ["group", "blocks"] if depth < MOST_DEPTH else []
    kind = draw(st.sampled_from(kinds))
    if kind == "simple":
        return draw(draw(st.sampled_from(_SIMPLE))(uid))
    common = draw(build_common())
    if kind == "reference":
        targets = draw(st.lists(st.sampled_from(types), min_size=1, max_size=3, unique=True))
        return Reference(uid, **common, to=targets, has_bare_uids=len(targets) == 1 and draw(st.booleans()))
    if kind == "embed":
        return Embed(uid, **common, global_field=draw(st.sampled_from(global_fields)))
    if kind == "group":
        return Group(uid, **common, fields=draw(build_fields(types, global_fields, depth + 1, 1)))
    return draw(build_blocks(uid, types, global_fields, depth))


@st.composite
def build_blocks(draw: st.DrawFn, uid: str, types: Sequence[str], global_fields: Sequence[str], depth: int) -> Field:
    """Modular blocks, some of which are global fields."""
    common = draw(build_common(can_be_multiple=False))
    blocks: list[Block] = []
    for each in draw(st.lists(field_uids, min_size=1, max_size=3, unique=True)):
        if len(global_fields) > 0 and draw(st.booleans()):
            blocks.append(Block(each, global_field=draw(st.sampled_from(global_fields))))
        else:
            blocks.append(Block(each, fields=draw(build_fields(types, global_fields, depth + 1, 1))))
    return Blocks(uid, **{**common, "multiple": True}, blocks=blocks)


@st.composite
def build_global_fields(draw: st.DrawFn, types: Sequence[str]) -> list[GlobalField]:
    """Global fields, each of which can contain those before it."""
    uids = draw(st.lists(st.sampled_from(GLOBAL_FIELD_UIDS), max_size=3, unique=True))
    return [
        GlobalField(
            uid,
            title=f"Global {uid}",
            description=draw(texts),
            fields=draw(build_fields(types, uids[:index], 1, 1)),
        )
        for index, uid in enumerate(uids)
    ]


@st.composite
def build_content_type(
    draw: st.DrawFn, uid: str, types: Sequence[str], global_fields: Sequence[str], taxonomies: Sequence[str]
) -> ContentType:
    """A content type."""
    is_page = draw(st.booleans())
    fields: list[Field] = [Text("title", required=True, unique=True)]
    if is_page:
        fields.append(Text("url", unique=draw(st.booleans())))
    fields += draw(build_fields(types, global_fields))
    if taxonomies:
        fields.append(Taxonomies(taxonomies=[TaxonomyRule(each) for each in taxonomies], required=draw(st.booleans())))
    return ContentType(
        uid,
        title=f"Type {uid}",
        description=draw(texts),
        fields=fields,
        is_page=is_page,
        is_singleton=draw(st.booleans()),
    )


@st.composite
def build_taxonomy(draw: st.DrawFn, uid: str) -> Taxonomy:
    """A taxonomy with a few terms, or with many."""
    if draw(st.integers(0, 5)) == 0:
        return Taxonomy(uid, terms=[Term(f"{uid}_{number}") for number in range(60)])
    inner = [Term(f"{uid}_inner", name=draw(names))]
    terms = [Term(f"{uid}_{number}", terms=inner if number == 0 else ()) for number in range(draw(st.integers(0, 3)))]
    return Taxonomy(uid, description=draw(texts), terms=terms)


@st.composite
def build_settings(draw: st.DrawFn) -> dict[str, Any]:
    """Environments, locales, labels, workflows and roles."""
    stages = [WorkflowStage(name, uid=f"bltstage{index}") for index, name in enumerate(draw(_some(names)))]
    return {
        "environments": [
            Environment(name, urls={"en-us": draw(texts)}, uid=f"bltenvironment{index}")
            for index, name in enumerate(draw(_some(st.from_regex(r"[a-z0-9_-]{1,9}", fullmatch=True))))
        ],
        "locales": [Locale("en-us"), Locale("fr-fr", name=draw(names), fallback="en-us")][: draw(st.integers(1, 2))],
        "labels": [Label(name) for name in draw(_some(names))],
        "workflows": [Workflow("Review", stages=stages, content_types=["$all"], uid="bltworkflow")] if stages else [],
        "roles": [Role(name, description=draw(texts)) for name in draw(_some(names))],
    }


def _some(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(values, max_size=3, unique=True)


@st.composite
def build_model(draw: st.DrawFn) -> Model:
    """A model whose parts fit together."""
    types = draw(st.lists(st.sampled_from(TYPE_UIDS), min_size=1, max_size=3, unique=True))
    taxonomies = draw(st.lists(st.sampled_from(TAXONOMY_UIDS), max_size=2, unique=True))
    global_fields = draw(build_global_fields(types))
    embeddable = [each.uid for each in global_fields]
    return Model(
        content_types=[draw(build_content_type(uid, types, embeddable, taxonomies)) for uid in types],
        global_fields=global_fields,
        taxonomies=[draw(build_taxonomy(uid)) for uid in taxonomies],
        **draw(build_settings()),
    )


def count_fields(fields: Sequence[Field], model: Model, kind: type[Field] = Field) -> int:
    """The number of fields of a kind, with those of global fields."""
    embedded = [model.find_global_field(uid) for _, uid in list_embedded(fields)]
    inner = sum(count_fields(each.fields, model, kind) for each in embedded if each)
    return inner + sum(isinstance(each, kind) for _, each in walk_fields(fields))


def _is_within_limits(content_type: ContentType, model: Model) -> bool:
    count = count_fields(content_type.fields, model)
    return count <= MOST_FIELDS and count_fields(content_type.fields, model, RichText) <= MOST_RICH_TEXT


models = build_model().filter(lambda model: all(_is_within_limits(each, model) for each in model.content_types))
"""Random models."""
