"""Read the elements within text: marks, links, images, frames."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from ..marks import Mark
from ..nodes import Node
from .assembling import Assembler
from .attributes import AttributeReader
from .elements import DROPPED, MARKS, NEAREST_MARKS, NEAREST_STYLES
from .embedded import is_embedded, read_embedded
from .formats import PLAIN, Format
from .google_docs import unwrap_link
from .media import FRAME_ATTRIBUTES, IMAGE_ATTRIBUTES, find_image_url, find_source, make_frame, make_image, read_formula
from .reporting import name_lost
from .safety import is_safe_url
from .sources import Source
from .word import is_marker

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from .reporting import Reporter

Close: TypeAlias = Callable[[], None]
"""What is to be done where an element ends."""

Outcome: TypeAlias = Close | bool
"""What comes of an element. True: read what is in it; False: do not; a function: read that, then call it."""

Handler: TypeAlias = "Callable[[LexborNode], Outcome]"

CLIPBOARD_END = "Apple-interchange-newline"
"""The class of a line break that browsers put behind what is copied."""

LINK_ATTRIBUTES = frozenset({"href", "target", "title", "name"})


class InlineReader:
    """Reads the elements within text, and keeps the format that they add up to."""

    def __init__(self, source: Source, reporter: "Reporter", class_styles: Mapping[str, str]) -> None:
        self.source = source
        self.reporter = reporter
        self.attributes = AttributeReader(source, reporter, class_styles)
        self.form = PLAIN
        self.links = 0
        self._forms: list[Format] = []
        self.tree = Assembler(self.finish)

    def finish(self, node: Node) -> None:
        """Complete a block whose content has been read."""

    def list_inline_handlers(self) -> dict[str, Handler]:
        """Return what reads each element."""
        return {
            **dict.fromkeys(MARKS, self._read_mark),
            **dict.fromkeys(NEAREST_MARKS, self._read_nearest),
            **dict.fromkeys(NEAREST_STYLES, self._read_nearest),
            **dict.fromkeys(DROPPED, self._read_dropped),
            **dict.fromkeys(("video", "audio", "embed", "object", "oembed"), self._read_player),
            "math": self._read_formula,
            "span": self._read_span,
            "font": self._read_font,
            "q": self._read_quotation,
            "a": self._read_link,
            "img": self._read_image,
            "iframe": self._read_frame,
            "br": self._read_break,
        }

    def push_form(self, form: Format) -> Close:
        """Set the format of text until the element ends."""
        self._forms.append(self.form)
        self.form = form
        return self.pop_form

    def pop_form(self) -> None:
        """Set the format of text to what it was before."""
        self.form = self._forms.pop()

    def _read_mark(self, element: "LexborNode") -> Outcome:
        mark = MARKS[element.tag or ""]
        if mark is Mark.INLINE_CODE and self.tree.is_preformatted:
            return True
        form = self.form.add(mark.value)
        if element.attributes:
            form = self.attributes.read_format(element, form, is_in_link=self.links > 0)
        return self.push_form(form)

    def _read_nearest(self, element: "LexborNode") -> Outcome:
        tag = element.tag or ""
        mark = NEAREST_MARKS.get(tag)
        form = self.form.add(mark.value) if mark else self.form.add_style(NEAREST_STYLES[tag])
        lost = name_lost(element)
        self.reporter.replace(f"`<{tag}>` has no form; its text got one that looks like it{lost}", element)
        return self.push_form(form)

    def _read_span(self, element: "LexborNode") -> Outcome:
        attributes = element.attributes
        if not attributes:
            return True
        if is_marker(attributes.get("style") or ""):
            return False
        if is_embedded(attributes):
            return self.open_reference(element)
        form = self.form.add(Mark.INLINE_CODE.value) if attributes.get("data-type") == "inlineCode" else self.form
        return self.push_form(self.attributes.read_format(element, form, is_in_link=self.links > 0))

    def _read_font(self, element: "LexborNode") -> Outcome:
        return self.push_form(self.attributes.read_font(element, self.form))

    def _read_quotation(self, element: "LexborNode") -> Outcome:
        self.reporter.replace(f"`<q>` has no form; it became quotation marks{name_lost(element)}", element)
        self.tree.add_text("“", self.form)
        return self._close_quotation

    def _close_quotation(self) -> None:
        self.tree.add_text("”", self.form)

    def _read_break(self, element: "LexborNode") -> Outcome:
        if element.attributes.get("class") == CLIPBOARD_END:
            return False
        self.tree.add_break(self.form)
        return False

    def _read_link(self, element: "LexborNode") -> Outcome:
        attributes = element.attributes
        if is_embedded(attributes) and attributes.get("sys-style-type"):
            return self.open_reference(element)
        url = (attributes.get("href") or "").strip()
        if self.source is Source.GOOGLE_DOCS:
            url = unwrap_link(url)
        if not self.check_link(url, element):
            return True
        if "href" not in attributes and not (attributes.get("id") or attributes.get("name")):
            return True
        return self._open_link(element, url)

    def check_link(self, url: str, element: "LexborNode") -> bool:
        """Return whether a link is safe; report it otherwise."""
        if is_safe_url(url):
            return True
        self.reporter.drop(f"a link to {url[:60]!r} could run a script; what it was on was kept", element)
        return False

    def _open_link(self, element: "LexborNode", url: str) -> Outcome:
        if not self.tree.can_wrap:
            return True
        attributes = element.attributes
        attrs = {"url": url, **self.attributes.read_node(element, LINK_ATTRIBUTES)}
        for name in ("target", "title"):
            if attributes.get(name):
                attrs[name] = attributes[name]
        if attributes.get("name"):
            attrs.setdefault("id", attributes["name"])
        self.links += 1
        self.push_form(self.form.drop_link_looks() if self.source is Source.GOOGLE_DOCS else self.form)
        self.tree.open_wrapper("a", attrs)
        return self._close_link

    def _close_link(self) -> None:
        """A link around one image is an attribute of the image."""
        self.links -= 1
        self.pop_form()
        node = self.tree.close_wrapper()
        only = node.children[0] if len(node.children) == 1 else None
        if isinstance(only, Node) and only.type in {"img", "reference"} and node.attrs.get("url"):
            name = "anchorLink" if only.type == "img" else "link"
            only.attrs[name] = node.attrs["url"]
            if node.attrs.get("target"):
                only.attrs["target"] = node.attrs["target"]
            self.tree.replace_last(node, only)

    def open_reference(self, element: "LexborNode") -> Outcome:
        """Read a reference within text, and what is in it."""
        if not self.tree.can_wrap:
            return True
        self.tree.open_wrapper("reference", read_embedded(element.attributes))
        return self._close_reference

    def _close_reference(self) -> None:
        self.tree.close_wrapper()

    def _read_image(self, element: "LexborNode") -> Outcome:
        made = self.make_image(element)
        if made is not None:
            self.tree.add_inline(made)
        return False

    def make_image(self, element: "LexborNode") -> Node | None:
        """Return the node of an image. None: it has no URL, or one that could run a script."""
        if is_embedded(element.attributes):
            return Node("reference", [""], read_embedded(element.attributes))
        url = find_image_url(element)
        if url and is_safe_url(url, is_image=True):
            return make_image(url, element, self.attributes.read_node(element, IMAGE_ATTRIBUTES))
        reason = "its URL could run a script" if url else "it has no URL"
        self.reporter.drop(f"an image was left out: {reason}", element)
        return None

    def _read_frame(self, element: "LexborNode") -> Outcome:
        url = find_source(element)
        if "srcdoc" in element.attributes:
            self.reporter.drop("the page that is written out in a frame (`srcdoc`) has no form", element)
        if url and is_safe_url(url):
            self.tree.add_inline(make_frame(url, element, self.attributes.read_node(element, FRAME_ATTRIBUTES)))
        elif url or "srcdoc" not in element.attributes:
            self.reporter.drop(f"a frame was left out: {'its URL could run a script' if url else 'no URL'}", element)
        return False

    def _read_player(self, element: "LexborNode") -> Outcome:
        url = find_source(element)
        if url and is_safe_url(url):
            if element.tag not in {"embed", "oembed"}:
                self.reporter.replace(f"`<{element.tag}>` has no form; it became an embed", element)
            self.tree.add_inline(make_frame(url, element, self.attributes.read_node(element, FRAME_ATTRIBUTES)))
        else:
            self.reporter.drop(f"`<{element.tag}>` was left out: it has no URL that is safe", element)
        return False

    def _read_formula(self, element: "LexborNode") -> Outcome:
        self.reporter.replace("`<math>` has no form; its text was kept", element)
        self.tree.add_text(read_formula(element), self.form)
        return False

    def _read_dropped(self, element: "LexborNode") -> Outcome:
        tag = element.tag or ""
        if tag != "style" or not self.source.is_word_processor:
            self.reporter.drop(
                f"{DROPPED[tag]} is no content" if tag in {"script", "style"} else f"{DROPPED[tag]} has no form",
                element,
            )
        return False
