"""The admin site: the page at `/` and the control API, for this machine and no other site.

The API itself takes any Host header. These two do not: a site that lets its own name point here, or sends requests
from its pages, is refused.
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
from contentstack_cma_emulator.admin.control_calls import UNSHARED
from contentstack_cma_emulator.admin.page.rendering import STATIC, Page
from contentstack_cma_emulator.admin.state_files import exchange_state_file
from contentstack_cma_emulator.dispatch.dispatcher import read_json, read_query
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.http.api import HARMLESS
from contentstack_cma_emulator.http.bodies import MAX_TEXT, Body
from contentstack_cma_emulator.http.connections import PATIENCE
from contentstack_cma_emulator.http.heads import read_headers
from contentstack_cma_emulator.http.temporary_files import LentFile

logger = logging.getLogger("contentstack_cma_emulator")

PAGE = "/"

CONTROL = "/__emulator__"
"""Under which path the control API lies: no call of the API begins like this."""

FILES = f"{CONTROL}/files/"

STATE_FILE = f"{CONTROL}/state-file"

SIGNATURE = "x-contentstack-request-signature"
"""The header of what webhooks send, also those of another emulator."""

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")

OWN_SITES = ("same-origin", "none")
"""Values of Sec-Fetch-Site: the page itself, and what the user typed or opened."""

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
"""What a page can send to another site without asking it first."""

STATIC_FILES = {f"{CONTROL}/page/{name}": files(STATIC).joinpath("static", name) for name in ("page.css", "page.js")}


def is_admin_path(path: str) -> bool:
    """Return whether a raw path is the page or is in the control API."""
    return path in (PAGE, CONTROL) or path.startswith(f"{CONTROL}/")


class AdminSite:
    """The page and the control API as an ASGI application. `url` is where the emulator is reached."""

    def __init__(self, context: AdminContext, url: str) -> None:
        self._context = context
        self._control = Control(context)
        self._page = Page(context, self._control, url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request, unless another site sent it."""
        try:
            check_sender(scope["method"], read_headers(scope["headers"]))
            response = await self._answer(Request(scope, receive))
        except CmaError as error:
            response = respond_with(error)
        except ClientDisconnect:
            return
        except (OSError, OperationalError) as error:
            response = respond_with(CmaError(507, 507, f"The emulator cannot do this: {reason(error)}."))
        except Exception:
            logger.exception("%s %s failed", scope["method"], scope["path"])
            response = respond_with(CmaError(500, 500, "The emulator has failed. Its log says why."))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path: str = request.scope["path"]
        query = {name: texts[-1] for name, texts in read_query(request.scope["query_string"].decode("latin-1")).items()}
        if path == PAGE:
            check_method(request.method, "GET", "HEAD")
            return self._show(request, query)
        if path in STATIC_FILES:
            check_method(request.method, "GET", "HEAD")
            return Response(STATIC_FILES[path].read_bytes(), headers=UNSHARED, media_type=guess_type(path)[0])
        if path.startswith(FILES):
            check_method(request.method, "GET", "HEAD")
            return self._file(path.removeprefix(FILES))
        if path == STATE_FILE:
            check_method(request.method, "GET", "HEAD", "PUT")
            return await exchange_state_file(self._context.states, request)
        content = await Body(request.scope, request.receive, PATIENCE).read(MAX_TEXT)
        name = path.removeprefix(CONTROL).strip("/")
        return JSONResponse(self._control.answer(request.method, name, query, read_json(content)), headers=UNSHARED)

    def _show(self, request: Request, query: Mapping[str, str]) -> Response:
        """Return the page, or 304 without one if nothing has changed since the browser got it."""
        if request.headers.get("if-none-match") == self._page.tag():
            return Response(status_code=304, headers=UNSHARED)
        page = self._page.show(query)
        content = page.html.encode("utf-8", "backslashreplace")
        headers = {**UNSHARED, "Content-Security-Policy": page.policy, "ETag": page.tag}
        return HTMLResponse(content, page.status, headers)

    def _file(self, address: str) -> Response:
        """Return the bytes of an asset. What the page loads does not appear in the request log."""
        api_key, _, rest = address.partition("/")
        branch, _, uid = rest.partition("/")
        found = self._context.file_of(api_key, branch, uid)
        if found is None:
            raise errors.unknown_url()
        asset, path = found
        return LentFile(path, headers={**UNSHARED, **HARMLESS}, media_type=asset["content_type"])


def reason(error: OSError | OperationalError) -> str:
    """Say why the disk or the database could not do something."""
    return str(getattr(error, "strerror", None) or error)


def respond_with(error: CmaError) -> Response:
    """Make the response of a rejection."""
    return JSONResponse(error.body(), error.status, UNSHARED)


def check_sender(method: str, headers: Mapping[str, str]) -> None:
    """Reject (403) what was sent to another name than that of this machine, or by a page of another site.

    Another site may link to the page, as one does that sends its user to a consent; it cannot read what is shown.
    """
    host = headers.get("host", "")
    if hostname(f"//{host}") not in LOOPBACK_NAMES:
        raise CmaError(403, 403, "The page and the control API are at 127.0.0.1 and localhost only.")
    if SIGNATURE in headers:
        raise CmaError(403, 403, "A webhook cannot use the control API.")
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    is_link = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
    if (origin is not None and origin.partition("://")[2] != host) or (site not in OWN_SITES and not is_link):
        raise CmaError(403, 403, "A page of another site cannot use the control API.")
    is_browser = origin is not None or "sec-fetch-site" in headers
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if is_browser and media in FORM_TYPES:
        raise CmaError(403, 403, "A form cannot use the control API. Send JSON.")


def check_method(method: str, *allowed: str) -> None:
    """Refuse (405) a method that is not allowed."""
    if method not in allowed:
        raise CmaError(405, 405, f"The method {method} is not allowed here.")


def hostname(url: str) -> str | None:
    """Return the host name of a URL, or None if it has none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
