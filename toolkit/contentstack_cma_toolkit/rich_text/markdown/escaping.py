"""Escape text, so that Markdown shows it as it is."""

import re
from html import escape

_SPECIAL = re.compile(r"([\\`*_\[\]<>~|&])")
_TAG = re.compile(r"(<[^>]*>)")
_REFERENCES = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_[]~"}
_LINE_START = re.compile(r"^([ \t]*)(?:([#+=-])|(\d{1,9})([.)]))", re.MULTILINE)
_CLOSING_HASHES = re.compile(r"(#+)$")


def escape_text(text: str) -> str:
    """Escape what has a meaning anywhere in a line, and spaces that would be stripped."""
    return _SPECIAL.sub(r"\\\1", text).replace("\xa0", "&nbsp;")


def escape_line_starts(written: str) -> str:
    """Escape what has a meaning at the start of a line, such as the number of a list, and strip spaces there."""
    return _LINE_START.sub(_escape_start, written.strip(" \t\n"))


def escape_heading_end(written: str) -> str:
    """Escape what would be taken for the end of a heading."""
    return _CLOSING_HASHES.sub(lambda found: "\\#" * len(found[1]), written)


def escape_url(url: str) -> str:
    """Return a URL as it is in a link: in angle brackets, with nothing in it that ends them."""
    plain = url.replace("\n", "%0A").replace("\r", "%0D").replace("<", "%3C").replace(">", "%3E")
    plain = plain.replace("\\", "\\\\").replace("&", "&amp;")
    is_simple = plain and not any(character in plain for character in " ()*_\t")
    return plain if is_simple else f"<{plain}>"


def escape_title(title: str) -> str:
    """Return a title as it is in a link, with its quotes and a space before."""
    lines = " ".join(title.split())
    return f' "{escape_text(lines).replace(chr(34), chr(92) + chr(34))}"' if lines else ""


def protect(html: str) -> str:
    """Escape HTML, so that Markdown reads nothing into its text, and takes none of its lines or columns for an end."""
    parts = _TAG.split(html.replace("\n", "&#10;").replace("|", "&#124;"))
    return "".join(part if part.startswith("<") else part.translate(_REFERENCES) for part in parts)


def make_code(text: str, *, is_in_table: bool) -> str:
    """Return code within text."""
    if text != text.strip() or "\n" in text or not text or (is_in_table and "|" in text):
        return f"<code>{escape_text(text)}</code>".replace("\n", "<br>")
    ticks = "`" * (_count_ticks(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def fence(text: str, language: str) -> str:
    """Return a block of code."""
    marks = "`" * max(3, _count_ticks(text) + 1)
    is_word = language and not any(character in "`~ \t\n" for character in language)
    return f"{marks}{escape(language) if is_word else ''}\n{text}\n{marks}"


def _count_ticks(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _escape_start(found: "re.Match[str]") -> str:
    sign, number, end = found[2], found[3], found[4]
    return f"\\{sign}" if sign else f"{number}\\{end}"
