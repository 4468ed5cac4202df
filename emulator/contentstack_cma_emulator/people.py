"""What is there for people and their tools: the page at ``/`` and the control API, for this machine and no other site.

The API itself takes any Host header. These two do not: a site that lets its own name point here, or sends requests
from its pages, is refused.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from contentstack_cma_emulator.api import HARMLESS
from contentstack_cma_emulator.bodies import MAX_TEXT, Body
from contentstack_cma_emulator.connections import PATIENCE
from contentstack_cma_emulator.control import Control
from contentstack_cma_emulator.desk import Desk
from contentstack_cma_emulator.dispatch import read_json, read_query
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.page.view import Page
from contentstack_cma_emulator.recorder import read_headers
from contentstack_cma_emulator.saving.transfer import exchange_state_file

PAGE = "/"

CONTROL = "/__emulator__"
"""Under which path the control API lies: no call of the API begins like this."""

FILES = f"{CONTROL}/files/"

STATE_FILE = f"{CONTROL}/state-file"

SIGNATURE = "x-contentstack-request-signature"
"""The header of what webhooks send, also those of another emulator."""

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")

UNSHARED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def is_for_people(path: str) -> bool:
    """Answer whether a path, as it came, is that of the page or lies in the control API."""
    return path in (PAGE, CONTROL) or path.startswith(f"{CONTROL}/")


class People:
    """The page and the control API as an ASGI application. ``url`` is where the emulator is reached."""

    def __init__(self, desk: Desk, url: str) -> None:
        self._desk = desk
        self._page = Page(desk, url)
        self._control = Control(desk)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless another site sent it."""
        try:
            check_sender(read_headers(scope))
            response = await self._answer(Request(scope, receive))
        except CmaError as error:
            response = JSONResponse(error.body(), error.status, UNSHARED)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path: str = request.scope["path"]
        query = {name: texts[-1] for name, texts in read_query(request.scope["query_string"].decode("latin-1")).items()}
        if path == PAGE:
            check_method(request.method, "GET", "HEAD")
            page = self._page.show(query)
            return HTMLResponse(page.html, headers={**UNSHARED, "Content-Security-Policy": page.policy})
        if path.startswith(FILES):
            check_method(request.method, "GET", "HEAD")
            return self._file(path.removeprefix(FILES))
        if path == STATE_FILE:
            check_method(request.method, "GET", "HEAD", "PUT")
            return await exchange_state_file(self._desk.states, request)
        content = await Body(request.scope, request.receive, PATIENCE).read(MAX_TEXT)
        name = path.removeprefix(CONTROL).strip("/")
        return JSONResponse(self._control.answer(request.method, name, query, read_json(content)), headers=UNSHARED)

    def _file(self, address: str) -> Response:
        """Answer the bytes of an asset; what the page shows of it leaves no trace in the journal."""
        api_key, _, rest = address.partition("/")
        branch, _, uid = rest.partition("/")
        found = self._desk.file_of(api_key, branch, uid)
        if found is None:
            raise errors.unknown_url()
        asset, path = found
        return FileResponse(path, headers={**UNSHARED, **HARMLESS}, media_type=asset["content_type"])


def check_sender(headers: Mapping[str, str]) -> None:
    """Refuse (403) what was sent to another name than that of this machine, or by a page of another site."""
    host = headers.get("host", "")
    if hostname(f"//{host}") not in LOOPBACK_NAMES:
        raise CmaError(403, 403, "The page and the control API are at 127.0.0.1 and localhost only.")
    if SIGNATURE in headers:
        raise CmaError(403, 403, "A webhook cannot use the control API.")
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        raise CmaError(403, 403, "A page of another site cannot use the control API.")


def check_method(method: str, *allowed: str) -> None:
    """Refuse (405) a method that is not allowed."""
    if method not in allowed:
        raise CmaError(405, 405, f"The method {method} is not allowed here.")


def hostname(url: str) -> str | None:
    """Answer the name of the host in a URL, or None if there is none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
