"""Keep names, uids, mails, tokens and texts of a stack out of the report."""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from contentstack_cma_testing.parity.json_values import is_list, is_object
from contentstack_cma_testing.parity.vocabulary import list_words

HIDDEN = "<hidden>"

SHORTEST = 3
"""Values with fewer characters are found in any text, and say nothing."""

_SUSPICIOUS = re.compile(
    r"(blt|cs|am)[0-9a-f]{8,}|[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f-]{27}|\S+@\S+|https?://\S+|\d{5,}", re.IGNORECASE
)
"""Uids, tokens, mails, addresses and long numbers."""


class Seen:
    """The texts that were sent to a target and received from it, and the names that flows gave."""

    def __init__(self) -> None:
        self.values: set[str] = set()
        self._names: dict[str, str] = {}

    def add_name(self, name: str, what: str) -> None:
        """Note what a name stands for. It is shown instead of it."""
        self._names[name] = f"<{what}>"

    def add(self, value: Any) -> None:
        """Note all texts in a body, and its keys."""
        if isinstance(value, str):
            self.values.add(value)
        elif is_object(value):
            for key, inner in value.items():
                if _SUSPICIOUS.search(key):
                    self.values.add(key)
                self.add(inner)
        elif is_list(value):
            for item in value:
                self.add(item)

    def hide(self, text: str) -> str:
        """Return a text with what names stand for, and without what looks like a uid, a mail or a token."""
        if text in list_public_words():
            return text
        for name, shown in sorted(self._names.items(), key=lambda pair: -len(pair[0])):
            text = text.replace(name, shown)
        return _SUSPICIOUS.sub(HIDDEN, text)


class Scrubber:
    """Removes values that were seen from texts.

    Args:
        values: Texts that were sent and received.
    """

    def __init__(self, values: Iterable[str]) -> None:
        public = list_public_words()
        private = {value.strip() for value in values} - public
        self._values = sorted((value for value in private if len(value) >= SHORTEST), key=len, reverse=True)
        self._cleaned: dict[str, str] = {}

    def clean(self, text: str) -> str:
        """Return a text without the values that were seen."""
        if text not in self._cleaned:
            self._cleaned[text] = text if text in list_public_words() else self._remove(text)
        return self._cleaned[text]

    def clean_all(self, document: Any) -> Any:
        """Return a JSON document without the values that were seen, in texts and in keys."""
        if isinstance(document, str):
            return self.clean(document)
        if is_object(document):
            return {self.clean(key): self.clean_all(value) for key, value in document.items()}
        if is_list(document):
            return [self.clean_all(item) for item in document]
        return document

    def _remove(self, text: str) -> str:
        for value in self._values:
            if value in text:
                text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", HIDDEN, text)
        return _SUSPICIOUS.sub(HIDDEN, text)


@cache
def list_public_words() -> frozenset[str]:
    """Return the words of the description, and the texts and words in the source of this kit."""
    texts = set[str]()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    words = {word for text in texts for word in re.findall(r"[\w-]+", text)}
    return list_words() | texts | words
