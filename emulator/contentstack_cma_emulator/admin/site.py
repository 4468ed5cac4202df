"""The admin site: the page at `/` and the control API, for this machine only.

Unlike the API itself, both check the Host header and the origin. This rejects requests of other sites, including those
that resolve their own name to loopback (DNS rebinding).
"""

import logging
from collections.abc import Mapping
from importlib.resources import files
from mimetypes import guess_type
from sqlite3 import OperationalError
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from contentstack_cma_emulator.admin.context import AdminContext
from contentstack_cma_emulator.admin.control import Control
from contentstack_cma_emulator.admin.control_calls import PRIVATE_HEADERS
from contentstack_cma_emulator.admin.page.rendering import STATIC, Page
from contentstack_cma_emulator.admin.state_files import exchange_state_file
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.http.api import SANDBOX_HEADERS, read_json
from contentstack_cma_emulator.http.bodies import MAX_TEXT, Body
from contentstack_cma_emulator.http.connections import READ_TIMEOUT
from contentstack_cma_emulator.http.heads import HEAD
from contentstack_cma_emulator.http.temporary_files import TemporaryFileResponse

logger = logging.getLogger("contentstack_cma_emulator")

PAGE = "/"

CONTROL = "/__emulator__"
"""The path of the control API. No path of the CMA begins like this."""

FILES = f"{CONTROL}/files/"

STATE_FILE = f"{CONTROL}/state-file"

SIGNATURE = "x-contentstack-request-signature"
"""A header of webhook requests, also of those of another emulator."""

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")

OWN_SITES = ("same-origin", "none")
"""Values of Sec-Fetch-Site for the page itself, and for URLs that the user typed or opened."""

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
"""Content types that a page can send to another site without a CORS preflight."""

STATIC_FILES = {f"{CONTROL}/page/{name}": files(STATIC).joinpath("static", name) for name in ("page.css", "page.js")}


class AdminSite:
    """The page and the control API as an ASGI application. `url` is the base URL of the emulator."""

    def __init__(self, context: AdminContext, url: str) -> None:
        self._context = context
        self._control = Control(context)
        self._page = Page(context, self._control, url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request. Requests of other sites are rejected."""
        try:
            check_sender(scope["method"], scope[HEAD].headers)
            response = await self._respond(Request(scope, receive))
        except CmaError as error:
            response = respond_with(error)
        except ClientDisconnect:
            return
        except (OSError, OperationalError) as error:
            reason = getattr(error, "strerror", None) or error
            response = respond_with(CmaError(507, 507, f"The call failed: {reason}."))
        except Exception:
            logger.exception("%s %s failed", scope["method"], scope["path"])
            response = respond_with(CmaError(500, 500, "Internal error of the emulator. See its log."))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        path: str = request.scope["path"]
        query = {name: texts[-1] for name, texts in request.scope[HEAD].query.items()}
        if path == PAGE:
            check_method(request.method, "GET", "HEAD")
            return self._render_page(request, query)
        if path in STATIC_FILES:
            check_method(request.method, "GET", "HEAD")
            return Response(STATIC_FILES[path].read_bytes(), headers=PRIVATE_HEADERS, media_type=guess_type(path)[0])
        if path.startswith(FILES):
            check_method(request.method, "GET", "HEAD")
            return self._send_file(path.removeprefix(FILES))
        if path == STATE_FILE:
            check_method(request.method, "GET", "HEAD", "PUT")
            return await exchange_state_file(self._context.states, request)
        content = await Body(request.scope, request.receive, READ_TIMEOUT).read(MAX_TEXT)
        name = path.removeprefix(CONTROL).strip("/")
        body = self._control.handle(request.method, name, query, read_json(content))
        return JSONResponse(body, headers=PRIVATE_HEADERS)

    def _render_page(self, request: Request, query: Mapping[str, str]) -> Response:
        """Return the page, or a 304 if it has not changed since the browser loaded it."""
        if request.headers.get("if-none-match") == self._page.build_tag():
            return Response(status_code=304, headers=PRIVATE_HEADERS)
        page = self._page.render(query)
        content = page.html.encode("utf-8", "backslashreplace")
        headers = {**PRIVATE_HEADERS, "Content-Security-Policy": page.policy, "ETag": page.tag}
        return HTMLResponse(content, page.status, headers)

    def _send_file(self, address: str) -> Response:
        """Return the file of an asset. Unlike downloads through the API, this is not in the request log."""
        api_key, _, rest = address.partition("/")
        branch, _, uid = rest.partition("/")
        found = self._context.lend_file(api_key, branch, uid)
        if found is None:
            raise errors.unknown_url()
        asset, path = found
        headers = {**PRIVATE_HEADERS, **SANDBOX_HEADERS}
        return TemporaryFileResponse(path, headers=headers, media_type=asset["content_type"])


def respond_with(error: CmaError) -> Response:
    """Return the response for an error."""
    return JSONResponse(error.to_body(), error.status, PRIVATE_HEADERS)


def check_sender(method: str, headers: Mapping[str, str]) -> None:
    """Raise `CmaError` (403) if the Host header is not loopback, or a page of another site sent the request.

    Another site may link to the page, as OAuth apps do, but it cannot read the response.
    """
    host = headers.get("host", "")
    if read_hostname(f"//{host}") not in LOOPBACK_NAMES:
        raise CmaError(403, 403, "The page and the control API are only available at 127.0.0.1 and localhost.")
    if SIGNATURE in headers:
        raise CmaError(403, 403, "Webhooks cannot use the control API.")
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    is_link = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
    if (origin is not None and origin.partition("://")[2] != host) or (site not in OWN_SITES and not is_link):
        raise CmaError(403, 403, "Pages of other sites cannot use the control API.")
    is_browser = origin is not None or "sec-fetch-site" in headers
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if is_browser and media in FORM_TYPES:
        raise CmaError(403, 403, "Forms cannot use the control API. Send JSON.")


def check_method(method: str, *allowed: str) -> None:
    """Raise `CmaError` (405) if a method is not allowed."""
    if method not in allowed:
        raise CmaError(405, 405, f"The method {method} is not allowed here.")


def read_hostname(url: str) -> str | None:
    """Return the host name of a URL, or None if it has none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
