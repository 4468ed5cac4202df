"""The marks of texts."""

from enum import StrEnum


class Mark(StrEnum):
    """A mark of a text. Rich text can hold others, of plugins; they are kept."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    INLINE_CODE = "inlineCode"
