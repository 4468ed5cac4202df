"""The signature of control API calls, and the headers of their responses."""

from collections.abc import Callable, Mapping

from contentstack_cma_emulator.engine.documents import Document

Query = Mapping[str, str]

ControlCall = Callable[[Query, Document], Document]
"""Takes the query and the body, and returns the body of the response."""

PRIVATE_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
"""Headers of every response: most responses contain credentials or content."""
