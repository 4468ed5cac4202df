"""The Content Management API as an ASGI application: read requests, dispatch them, send the responses."""

import asyncio
import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from contentstack_cma_emulator.dispatch.admission import Admission, Head, Route
from contentstack_cma_emulator.dispatch.coverage import EVIDENCE, build_evidence_header
from contentstack_cma_emulator.dispatch.dispatcher import Dispatcher
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse
from contentstack_cma_emulator.engine.description import JSON, MULTIPART
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.patterns import LookupPending, PatternLookup
from contentstack_cma_emulator.engine.strict_json import read_object
from contentstack_cma_emulator.http.bodies import MAX_FORM, MAX_TEXT, Body
from contentstack_cma_emulator.http.forms import FormReader, read_urlencoded
from contentstack_cma_emulator.http.heads import HEAD
from contentstack_cma_emulator.http.masking import mask_path
from contentstack_cma_emulator.http.rate_limit import Allowance
from contentstack_cma_emulator.http.recorder import RECORDER
from contentstack_cma_emulator.http.temporary_files import TemporaryFileResponse

logger = logging.getLogger("contentstack_cma_emulator")

ROUTE = "contentstack_cma_emulator.route"
"""Key of the route in the scope of a request."""

ALLOWANCE = "contentstack_cma_emulator.allowance"
"""Key of the rate limit allowance in the scope of a request."""

UNSTORABLE = (RecursionError, OverflowError, UnicodeEncodeError)
"""Values that Python or SQLite cannot store: nested too deeply, above 64 bits, or a lone surrogate."""

URLENCODED = "application/x-www-form-urlencoded"

MAX_TARGET = 16 * 1024
"""Maximum size of path and query. The CMA has a limit too, but its value is not known."""

SANDBOX_HEADERS = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
"""Headers of uploaded files. Scripts in them must not reach the page and the control API, on the same origin."""


class Api:
    """The API on one state."""

    def __init__(self, dispatcher: Dispatcher, read_timeout: float) -> None:
        self._dispatcher = dispatcher
        self._read_timeout = read_timeout
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        head = replace(scope[HEAD], id=self._dispatcher.state.clock.make_request_id())
        body = Body(scope, receive, self._read_timeout)
        response = await self._respond(scope, head, body)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, head: Head, body: Body) -> Response:
        started = time.perf_counter()
        admission: Admission | None = None
        route: Route | None = scope[ROUTE]
        extra = build_evidence_header(route.operation) if route and EVIDENCE in head.headers else {}
        rejection: CmaError | None = None
        result = ApiResponse(status=400)
        try:
            check_length(scope)
            await self._check_allowance(scope[ALLOWANCE], extra)
            admission = self._dispatcher.admit(head, route)
            scope[RECORDER].principal = admission.principal
            result = await self._perform(admission, body)
        except ClientDisconnect:
            pass  # Nobody reads the response.
        except CmaError as error:
            rejection = error
        except UNSTORABLE:
            rejection = errors.malformed("The request holds a value that cannot be stored.")
        except Exception:
            logger.exception("%s %s failed", head.method, mask_path(head.path))
            rejection = CmaError(500, 194, "We're sorry, but something went wrong.")
        if rejection:
            scope[RECORDER].rejection = rejection
            closing = {"Connection": "close"} if rejection.status == HTTPStatus.REQUEST_TIMEOUT else {}
            result = ApiResponse(rejection.to_response_body(), rejection.status, closing)
        return build_response(result, build_common_headers(head, admission, started) | extra)

    async def _check_allowance(self, allowance: Allowance | None, extra: dict[str, str]) -> None:
        """Add the rate limit headers of the response. Raises `CmaError` (429) if the limit is exceeded.

        With a limit, the server reads other requests between any two calls, so that none is counted late.
        """
        if allowance:
            extra |= allowance.to_headers()
            allowance.check()
            async with self._turn:
                await asyncio.sleep(0)

    async def _perform(self, admission: Admission, body: Body) -> ApiResponse:
        content_type, bodies = admission.head.headers.get("content-type", ""), admission.route.operation.bodies
        media = read_media_type(content_type)
        if media == MULTIPART and MULTIPART in bodies:
            return await self._perform_multipart(admission, body, content_type)
        content = await body.read(MAX_TEXT)
        if media == URLENCODED and URLENCODED in bodies:
            return await self._run(admission, {}, read_urlencoded(content))
        if content and bodies and not media.endswith("json"):
            raise errors.malformed(f"The Content-Type {media} is not supported.")
        document = read_json(content) if bodies else {}
        return await self._run(admission, document, Form())

    async def _run(self, admission: Admission, body: Document, form: Form) -> ApiResponse:
        """Perform a call. Other calls continue while its regular expressions are evaluated."""
        lookup = PatternLookup()
        while True:
            try:
                return self._dispatcher.perform(admission, body, form, lookup)
            except LookupPending:
                await asyncio.to_thread(lookup.settle)

    async def _perform_multipart(self, admission: Admission, body: Body, content_type: str) -> ApiResponse:
        reader = FormReader(content_type, self._dispatcher.state.uploads)
        try:
            form = await reader.read(body.iter_chunks(MAX_FORM))
            return await self._run(admission, {}, form)
        finally:
            reader.discard()


def read_media_type(content_type: str) -> str:
    """Return the media type of a Content-Type header, without its parameters. Default: JSON."""
    return re.split(r"[;,\s]", content_type.strip().lower(), maxsplit=1)[0] or JSON


def read_json(content: bytes) -> Document:
    """Parse a JSON body; an empty one is an empty object. Raises `CmaError` (400) if it is not a JSON object."""
    if not content.strip():
        return {}
    try:
        return read_object(content)
    except ValueError as error:
        raise errors.malformed(f"The body {error}") from error


def check_length(scope: Scope) -> None:
    """Raise `CmaError` (414) if path and query are too long."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET:
        raise CmaError(414, 414, "The requested URL is too long.")


def build_common_headers(head: Head, admission: Admission | None, started: float) -> dict[str, str]:
    """Return the headers that all recorded responses of the CMA have."""
    headers = {"X-REQUEST-ID": head.id, "X-Runtime": f"{(time.perf_counter() - started) * 1000:.0f}ms"}
    if admission and admission.stack:
        headers["X-Contentstack-Organization"] = admission.stack["org_uid"]
    return headers


def build_response(result: ApiResponse, common: Mapping[str, str]) -> Response:
    """Convert the response of a handler for sending."""
    headers = {**common, **result.headers}
    if result.file:
        file = result.file
        return TemporaryFileResponse(
            file.path, result.status, headers | SANDBOX_HEADERS, file.content_type, filename=file.attachment
        )
    if result.text:
        return Response(result.text.text, result.status, headers, result.text.content_type)
    if result.body is None:
        return Response(status_code=result.status, headers=headers)
    return Response(write_json(result.body), result.status, headers, JSON)


def write_json(body: dict[str, Any]) -> bytes:
    """Encode a JSON body as UTF-8, with escapes if it contains lone surrogates."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()
