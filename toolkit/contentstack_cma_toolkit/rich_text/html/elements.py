"""What the elements of HTML become."""

from typing import Final

from ..marks import Mark

PARAGRAPHS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})

BLOCKS: Final = frozenset({"blockquote", "thead", "tbody", "tr", "td", "th"})
"""Elements that hold blocks, and are nodes of the same name."""

LIST_TAGS: Final = frozenset({"ul", "ol", "menu", "dir"})

MARKS: Final = {
    "b": Mark.BOLD,
    "strong": Mark.BOLD,
    "i": Mark.ITALIC,
    "em": Mark.ITALIC,
    "u": Mark.UNDERLINE,
    "s": Mark.STRIKETHROUGH,
    "strike": Mark.STRIKETHROUGH,
    "del": Mark.STRIKETHROUGH,
    "sup": Mark.SUPERSCRIPT,
    "sub": Mark.SUBSCRIPT,
    "code": Mark.INLINE_CODE,
}

NEAREST_MARKS: Final = {
    "ins": Mark.UNDERLINE,
    "cite": Mark.ITALIC,
    "dfn": Mark.ITALIC,
    "var": Mark.ITALIC,
    "address": Mark.ITALIC,
    "kbd": Mark.INLINE_CODE,
    "samp": Mark.INLINE_CODE,
    "tt": Mark.INLINE_CODE,
    "dt": Mark.BOLD,
    "legend": Mark.BOLD,
    "summary": Mark.BOLD,
}
"""Elements that have no form, and the mark that looks like them."""

NEAREST_STYLES: Final = {
    "mark": {"background-color": "yellow"},
    "small": {"font-size": "smaller"},
    "big": {"font-size": "larger"},
}
"""Elements that have no form, and the style that looks like them."""

SEPARATE: Final = frozenset(
    {
        "address",
        "article",
        "aside",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "legend",
        "main",
        "nav",
        "search",
        "section",
        "summary",
    }
)
"""Elements without a form that are blocks: what is in them is not in one line with what is around them."""

SILENT: Final = frozenset({"dt", "dd", "summary", "legend", "figcaption"})
"""Parts of elements without a form, which are reported as a whole."""

TRANSPARENT: Final = frozenset({"html", "body", "picture", "noscript", "wbr", "colgroup", "nobr"})
"""Elements that say nothing which rich text could keep, but for what is in them."""

DROPPED: Final = {
    "script": "a script",
    "style": "a style sheet",
    "template": "a template, which shows nothing,",
    "applet": "an embedded object",
    "canvas": "a canvas",
    "svg": "a drawing",
    "input": "a form field",
    "select": "a form field",
    "textarea": "a form field",
    "datalist": "a form field",
    "frameset": "a set of frames",
    "map": "an image map",
    "progress": "a progress bar",
    "meter": "a meter",
}
"""Elements that are dropped with what is in them."""

IGNORED: Final = frozenset(
    {"head", "title", "meta", "link", "base", "param", "source", "track", "xml", "noframes", "basefont", "bgsound"}
)
"""Elements that are no content of a page, and are dropped unreported."""

SOCIAL_HOSTS: Final = frozenset(
    {
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "pinterest.com",
        "tiktok.com",
        "twitter.com",
        "x.com",
    }
)
"""Hosts of social networks: a frame of theirs is a post. Frames of others, also of videos, are embeds."""
