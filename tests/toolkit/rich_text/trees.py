"""Random trees, as HTML and Markdown can express them, and any JSON that could be rich text."""

from typing import Any

from hypothesis import strategies as st

from contentstack_cma_toolkit.rich_text import (
    Document,
    Mark,
    Node,
    Text,
    asset,
    code_block,
    embed,
    entry,
    heading,
    image,
    link,
    numbered_list,
    paragraph,
    rule,
    social_embed,
)

CHARACTERS = st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], include_characters="\xa0")
WORDS = st.text(CHARACTERS, min_size=1, max_size=8)
SIGNS = st.text("*_`[]()<>#+-.!|~&\\\"'=:;/a1 ", min_size=1, max_size=10)
PHRASES = (
    st.lists(WORDS | SIGNS, min_size=1, max_size=3).map(" ".join).map(lambda text: " ".join(text.split(" ")).strip())
)
SENTENCES = PHRASES.filter(lambda text: bool(text) and "  " not in text)
URLS = st.text("abc/?=&#.-_~%12() ", max_size=12).map(lambda text: f"/{text}".strip())
MARKS = st.sets(st.sampled_from([mark.value for mark in Mark]), max_size=3)
STYLES = st.dictionaries(st.sampled_from(["color", "font-size"]), st.sampled_from(["red", "12px"]), max_size=2)


def build_text(text: str, marks: set[str], style: dict[str, str]) -> Text:
    made = Text(text, {"style": style} if style else None)
    made.marks.update(dict.fromkeys(sorted(marks), True))
    return made


def join_equal(children: list[Any]) -> list[Any]:
    """Join texts that look the same, as every reader does."""
    joined: list[Any] = []
    for child in children:
        last = joined[-1] if joined else None
        if (
            isinstance(child, Text)
            and isinstance(last, Text)
            and (child.marks, child.attrs) == (last.marks, last.attrs)
        ):
            last.text += child.text
        else:
            joined.append(child)
    return joined


TEXTS = st.builds(build_text, SENTENCES, MARKS, st.just({}) | STYLES)
LINKS = st.builds(lambda url, texts: link(url, *join_equal(texts)), URLS, st.lists(TEXTS, min_size=1, max_size=2))
IMAGES = st.builds(image, URLS, SENTENCES)
INLINE_ENTRIES = st.builds(lambda text: entry("blt1", "author", locale="en-us", display="inline", text=text), SENTENCES)
INLINES = st.lists(TEXTS | LINKS | IMAGES | INLINE_ENTRIES, min_size=1, max_size=4).map(join_equal)
WITH_TEXT = st.builds(lambda first, rest: join_equal([first, *rest]), TEXTS, INLINES)

ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "class-name": SENTENCES,
        "id": SENTENCES,
        "style": st.just({"text-align": "right"}),
        "redactor-attributes": st.dictionaries(st.sampled_from(["lang", "data-x"]), SENTENCES, min_size=1),
    },
)


def build_table(texts: list[list[Any]], columns: int) -> Node:
    cells = [[Node("td", texts[(row + column) % len(texts)]) for column in range(columns)] for row in range(2)]
    copies = [Node("tr", [cell.copy() for cell in row]) for row in cells]
    attrs = {"rows": 2, "cols": columns, "colWidths": [250] * columns}
    return Node("table", [Node("tbody", copies)], attrs)


def build_item(content: list[Any], inner: Node | None) -> Node:
    return Node("li", content) if inner is None else Node("li", [Node("fragment", content), inner])


CODE = st.lists(st.text("ab <>&*`\t", max_size=6), min_size=1, max_size=3).map("\n".join).filter(str.strip)
LEAVES = (
    st.builds(lambda content, attrs: Node("p", content, attrs), WITH_TEXT, ATTRIBUTES)
    | st.builds(heading, st.integers(1, 6), TEXTS)
    | st.builds(code_block, CODE, language=st.none() | st.just("python"))
    | st.builds(rule)
    | st.builds(embed, URLS)
    | st.builds(social_embed, URLS)
    | st.builds(lambda alt: asset("blt1", url="/a.png", filename="a.png", media_type="image/png", alt=alt), SENTENCES)
    | st.builds(lambda: entry("blt1", "author", locale="en-us"))
    | st.builds(build_table, st.lists(WITH_TEXT, min_size=1, max_size=3), st.integers(1, 3))
)
LISTS = st.recursive(
    st.builds(
        lambda texts: Node("ul", [build_item(text, None) for text in texts]),
        st.lists(WITH_TEXT, min_size=1, max_size=3),
    ),
    lambda inner: st.builds(
        lambda texts, kind, deeper: Node(
            kind, [build_item(texts[0], deeper), *(build_item(t, None) for t in texts[1:])]
        ),
        st.lists(WITH_TEXT, min_size=1, max_size=3),
        st.sampled_from(["ul", "ol"]),
        inner,
    ),
    max_leaves=3,
)
BLOCKS = st.recursive(
    LEAVES | LISTS | st.builds(lambda text: numbered_list(text, start=3), SENTENCES),
    lambda inner: st.builds(
        Node,
        st.sampled_from(["blockquote", "div"]),
        st.lists(inner, min_size=1, max_size=2),
    ),
    max_leaves=4,
)
DOCUMENTS = st.builds(Document, st.lists(BLOCKS, min_size=1, max_size=4))

# What Markdown itself can say, or the HTML within it.
MARKDOWN_TEXTS = st.builds(build_text, SENTENCES, MARKS, st.just({}))
MARKDOWN_LINES = st.lists(MARKDOWN_TEXTS | LINKS, min_size=1, max_size=4).map(join_equal)


def build_markdown_table(texts: list[list[Any]]) -> Node:
    head = Node("thead", [Node("tr", [Node("th", text).copy() for text in texts])])
    body = Node("tbody", [Node("tr", [Node("td", text).copy() for text in reversed(texts)])])
    count = len(texts)
    return Node("table", [head, body], {"rows": 2, "cols": count, "colWidths": [250] * count})


MARKDOWN_LISTS = st.recursive(
    st.builds(
        lambda texts: Node("ul", [build_item(text, None) for text in texts]),
        st.lists(MARKDOWN_LINES, min_size=1, max_size=3),
    ),
    lambda inner: st.builds(
        lambda text, kind, deeper: Node(kind, [build_item(text, deeper)]),
        MARKDOWN_LINES,
        st.sampled_from(["ul", "ol"]),
        inner,
    ),
    max_leaves=3,
)
MARKDOWN_LEAVES = (
    st.builds(lambda content: paragraph(*content), MARKDOWN_LINES)
    | st.builds(lambda level, content: heading(level, *content), st.integers(1, 6), MARKDOWN_LINES)
    | st.builds(code_block, CODE, language=st.none() | st.just("python"))
    | st.builds(rule)
    | st.builds(build_markdown_table, st.lists(MARKDOWN_LINES, min_size=1, max_size=3))
    | MARKDOWN_LISTS
)
MARKDOWN_BLOCKS = MARKDOWN_LEAVES | st.builds(
    lambda children: Node("blockquote", children), st.lists(MARKDOWN_LEAVES, min_size=1, max_size=2)
)
MARKDOWN_DOCUMENTS = st.builds(Document, st.lists(MARKDOWN_BLOCKS, min_size=1, max_size=4))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
KEYS = st.sampled_from(["type", "uid", "attrs", "text", "bold", "_version", "other"])
ANY_JSON = st.recursive(
    st.dictionaries(KEYS, JSON, max_size=4),
    lambda inner: st.builds(
        lambda own, children: own | {"children": children},
        st.dictionaries(KEYS, JSON, max_size=4),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)
