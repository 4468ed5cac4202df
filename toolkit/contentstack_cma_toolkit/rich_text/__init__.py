"""JSON rich text: a typed tree, and conversion between it, HTML, Markdown and plain text.

    from contentstack_cma_toolkit import rich_text

    doc = rich_text.from_html("<h1>News</h1><p>Hello <b>world</b></p>")
    stack.entries("blog_post").create({"title": "News", "body": rich_text.to_json(doc)})

`from_html` and `from_markdown` need the extra `contentstack-cma[richtext]`; nothing else here does. Names are imported
on first use.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .building import asset as asset
    from .building import blockquote as blockquote
    from .building import bold as bold
    from .building import bullet_list as bullet_list
    from .building import code_block as code_block
    from .building import embed as embed
    from .building import entry as entry
    from .building import heading as heading
    from .building import image as image
    from .building import inline_code as inline_code
    from .building import italic as italic
    from .building import line_break as line_break
    from .building import link as link
    from .building import list_item as list_item
    from .building import numbered_list as numbered_list
    from .building import paragraph as paragraph
    from .building import rule as rule
    from .building import social_embed as social_embed
    from .building import strikethrough as strikethrough
    from .building import subscript as subscript
    from .building import superscript as superscript
    from .building import table as table
    from .building import underline as underline
    from .documents import Document as Document
    from .documents import from_json as from_json
    from .documents import to_json as to_json
    from .html.reading import from_html as from_html
    from .html.writing import to_html as to_html
    from .markdown.reading import from_markdown as from_markdown
    from .markdown.writing import to_markdown as to_markdown
    from .marks import Mark as Mark
    from .nodes import Node as Node
    from .nodes import Text as Text
    from .problems import Problem as Problem
    from .problems import ProblemKind as ProblemKind
    from .text import to_text as to_text
    from .walking import Reference as Reference
    from .walking import ReferenceKind as ReferenceKind
    from .walking import areplace_images as areplace_images
    from .walking import find as find
    from .walking import images as images
    from .walking import references as references
    from .walking import replace as replace
    from .walking import replace_images as replace_images
    from .walking import walk as walk

    __all__: list[str]
else:
    from ..lazy_names import make_lazy

    _NAMES = {
        ".documents": ("Document", "from_json", "to_json"),
        ".nodes": ("Node", "Text"),
        ".marks": ("Mark",),
        ".problems": ("Problem", "ProblemKind"),
        ".html.reading": ("from_html",),
        ".html.writing": ("to_html",),
        ".markdown.reading": ("from_markdown",),
        ".markdown.writing": ("to_markdown",),
        ".text": ("to_text",),
        ".walking": (
            "Reference",
            "ReferenceKind",
            "areplace_images",
            "find",
            "images",
            "references",
            "replace",
            "replace_images",
            "walk",
        ),
        ".building": (
            "asset",
            "blockquote",
            "bold",
            "bullet_list",
            "code_block",
            "embed",
            "entry",
            "heading",
            "image",
            "inline_code",
            "italic",
            "line_break",
            "link",
            "list_item",
            "numbered_list",
            "paragraph",
            "rule",
            "social_embed",
            "strikethrough",
            "subscript",
            "superscript",
            "table",
            "underline",
        ),
    }
    _MODULES = {name: module for module, names in _NAMES.items() for name in names}
    __all__ = list(_MODULES)

    __getattr__, __dir__ = make_lazy(globals(), _MODULES)
