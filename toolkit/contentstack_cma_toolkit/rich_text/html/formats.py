"""What texts look like: marks and styles, which elements around a text add up to."""

from dataclasses import dataclass, field
from typing import Any

from ..marks import Mark
from ..nodes import Text
from .styles import Style

_BOLD = 600
"""From this font weight on, text is bold."""


@dataclass(frozen=True, slots=True)
class Format:
    """The marks and the style of a text. Never changed: texts get copies."""

    marks: dict[str, Any] = field(default_factory=dict[str, Any])
    style: Style = field(default_factory=dict[str, str])

    def equals(self, other: "Format") -> bool:
        """Return whether texts of both look the same."""
        return self is other or (self.marks == other.marks and self.style == other.style)

    def make_text(self, value: str) -> Text:
        """Make a text of this format."""
        text = Text(value, {"style": dict(self.style)} if self.style else None)
        if self.marks:
            text.marks.update(self.marks)
        return text

    def add(self, mark: str, value: object = True) -> "Format":  # noqa: FBT002 -- marks are mostly just true
        """Return this format with a mark more."""
        return self if self.marks.get(mark) == value else Format({**self.marks, mark: value}, self.style)

    def remove(self, mark: str) -> "Format":
        """Return this format without a mark."""
        if mark not in self.marks:
            return self
        return Format({name: value for name, value in self.marks.items() if name != mark}, self.style)

    def drop_link_looks(self) -> "Format":
        """Return this format without the line and the color that a link has anyway."""
        style = {name: value for name, value in self.style.items() if name != "color"}
        return Format(self.remove(Mark.UNDERLINE.value).marks, style)

    def add_style(self, style: Style) -> "Format":
        """Return this format with what a style says; what is a mark becomes one."""
        made, rest = self, dict[str, str]()
        for name, value in style.items():
            change = _CHANGES.get(name)
            if change is None:
                rest[name] = value
            else:
                made = change(made, value.lower())
        return Format(made.marks, {**made.style, **rest}) if rest else made


PLAIN = Format()


def _set_weight(made: Format, value: str) -> Format:
    is_bold = int(value) >= _BOLD if value.isdecimal() else value in {"bold", "bolder"}
    return made.add(Mark.BOLD.value) if is_bold else made.remove(Mark.BOLD.value)


def _set_slant(made: Format, value: str) -> Format:
    is_italic = value.startswith(("italic", "oblique"))
    return made.add(Mark.ITALIC.value) if is_italic else made.remove(Mark.ITALIC.value)


def _set_lines(made: Format, value: str) -> Format:
    if "underline" in value:
        made = made.add(Mark.UNDERLINE.value)
    return made.add(Mark.STRIKETHROUGH.value) if "line-through" in value else made


def _set_height(made: Format, value: str) -> Format:
    if value == "super":
        return made.add(Mark.SUPERSCRIPT.value)
    return made.add(Mark.SUBSCRIPT.value) if value == "sub" else made


_CHANGES = {
    "font-weight": _set_weight,
    "font-style": _set_slant,
    "text-decoration": _set_lines,
    "text-decoration-line": _set_lines,
    "vertical-align": _set_height,
}
