"""Where HTML comes from, and what its program writes out of habit: that says nothing, and is dropped unreported."""

from enum import Enum

from .google_docs import is_from_google_docs
from .styles import Style, parse_style
from .word import clean_block_style, clean_class, is_from_word

_DEFAULT_COLORS = frozenset(
    {"windowtext", "black", "#000", "#000000", "rgb(0, 0, 0)", "rgb(0,0,0)", "inherit", "initial"}
)
_DEFAULT_BACKGROUNDS = frozenset({"transparent", "white", "#fff", "#ffffff", "inherit", "initial", "none"})
_LOOKS = frozenset({"font-weight", "font-style", "text-decoration", "text-decoration-line", "vertical-align"})


class Source(Enum):
    """The program that wrote a page."""

    UNKNOWN = "unknown"
    WORD = "Word"
    GOOGLE_DOCS = "Google Docs"

    @property
    def is_word_processor(self) -> bool:
        """Whether it writes fonts and sizes for every text."""
        return self is not Source.UNKNOWN


def detect_source(html: str) -> Source:
    """Return the program that wrote a page."""
    if is_from_google_docs(html):
        return Source.GOOGLE_DOCS
    return Source.WORD if is_from_word(html) else Source.UNKNOWN


def read_block_style(text: str, source: Source) -> Style:
    """Return the style of a block."""
    style = parse_style(text)
    return clean_block_style(style) if source.is_word_processor else style


def read_text_style(text: str, source: Source) -> Style:
    """Return the style of text."""
    style = parse_style(text)
    if "background" in style and "background-color" not in style and "(" not in style["background"]:
        style["background-color"] = style.pop("background")
    if not source.is_word_processor:
        return style
    return {name: value for name, value in style.items() if _is_meant(name, value.lower())}


def read_classes(names: str, source: Source) -> str:
    """Return the classes that somebody gave, and no program."""
    return clean_class(names) if source is Source.WORD else "" if source is Source.GOOGLE_DOCS else names


def _is_meant(name: str, value: str) -> bool:
    if name == "color":
        return value not in _DEFAULT_COLORS
    if name == "background-color":
        return value not in _DEFAULT_BACKGROUNDS
    return name in _LOOKS
