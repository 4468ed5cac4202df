"""What the calls of the control API have in common: their form, and the headers of their responses."""

from collections.abc import Callable, Mapping

from contentstack_cma_emulator.engine.documents import Document

Query = Mapping[str, str]

ControlCall = Callable[[Query, Document], Document]
"""Takes the query and the body, and returns the body of the response."""

UNSHARED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
"""Headers of every response: most of them hold credentials or content."""
