"""The Content Management API as an ASGI application: reads requests, has them answered, sends the answers."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from contentstack_cma_emulator.dispatch.coverage import evidence_header
from contentstack_cma_emulator.dispatch.dispatcher import (
    JSON,
    MULTIPART,
    Admission,
    Dispatcher,
    Head,
    Route,
    media_type,
    read_json,
    read_query,
)
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Form
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.patterns import Matches, Unanswered
from contentstack_cma_emulator.http.bodies import MAX_FORM, MAX_TEXT, Body
from contentstack_cma_emulator.http.connections import ARRIVED
from contentstack_cma_emulator.http.forms import FormReader, read_urlencoded
from contentstack_cma_emulator.http.heads import raw_path, read_headers
from contentstack_cma_emulator.http.masking import mask_path
from contentstack_cma_emulator.http.rate_limit import Allowance, RateLimiter
from contentstack_cma_emulator.http.recorder import RECORDER
from contentstack_cma_emulator.http.temporary_files import LentFile

logger = logging.getLogger("contentstack_cma_emulator")

ROUTE = "contentstack_cma_emulator.route"
"""Where a request's scope holds its route."""

ALLOWANCE = "contentstack_cma_emulator.allowance"
"""Where a request's scope holds what its response says of the rate limit."""

UNSTORABLE = (RecursionError, OverflowError, UnicodeEncodeError)
"""Nested too deeply, beyond 64 bits, or half a surrogate pair: what Python or the database cannot hold."""

URLENCODED = "application/x-www-form-urlencoded"

MAX_ADDRESS = 16 * 1024
"""Bytes of a path and its query. Where the CMA draws the line is not known; it does draw one."""

HARMLESS = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
"""With files that somebody uploaded: a browser gives their scripts nothing of the page and the control API."""


class Api:
    """The calls of the API over one state."""

    def __init__(self, dispatcher: Dispatcher, limiter: RateLimiter, patience: float) -> None:
        self._dispatcher = dispatcher
        self._limiter = limiter
        self._patience = patience
        self._turn = asyncio.Lock()

    def count(self, scope: Scope) -> None:
        """Count a request against the rate limit, before anything else is done about it."""
        route: Route | None = scope[ROUTE]
        with suppress(*UNSTORABLE):
            if route and self._limiter.is_active:
                scope[ALLOWANCE] = self._limiter.count(
                    scope["method"], route, read_headers(scope["headers"]), scope[ARRIVED]
                )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        head = read_head(scope, self._dispatcher.state.clock.request_id())
        body = Body(scope, receive, self._patience)
        response = await self._answer(scope, head, body)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, head: Head, body: Body) -> Response:
        started = time.perf_counter()
        admission: Admission | None = None
        route: Route | None = scope[ROUTE]
        extra = evidence_header(route.operation if route else None, head.headers)
        refusal: CmaError | None = None
        answer = Answer(status=400)
        try:
            check_length(scope)
            await self._check_allowance(scope, extra)
            admission = self._dispatcher.admit(head, route)
            scope[RECORDER].note_principal(admission.principal)
            answer = await self._perform(admission, body)
        except ClientDisconnect:
            pass  # Nobody is there to read the answer.
        except CmaError as error:
            refusal = error
        except UNSTORABLE:
            refusal = errors.malformed("The request holds a value that cannot be stored.")
        except Exception:
            logger.exception("%s %s failed", head.method, mask_path(head.path))
            refusal = CmaError(500, 194, "We're sorry, but something went wrong.")
        if refusal:
            scope[RECORDER].note_rejection(refusal)
            answer = Answer(refusal.sent(), refusal.status, closing(refusal))
        return respond(answer, common_headers(head, admission, started) | extra)

    async def _check_allowance(self, scope: Scope, extra: dict[str, str]) -> None:
        """Add what the response says of the rate limit. Raises `CmaError` (429) if the call is one too many.

        Under a limit, the heads of other requests are read between any two calls, so that none is counted late.
        """
        allowance: Allowance | None = scope.get(ALLOWANCE)
        if allowance:
            extra |= allowance.headers()
            allowance.check()
            async with self._turn:
                await asyncio.sleep(0)

    async def _perform(self, admission: Admission, body: Body) -> Answer:
        content_type, bodies = admission.head.headers.get("content-type", ""), admission.route.operation.bodies
        media = media_type(content_type)
        if media == MULTIPART and MULTIPART in bodies:
            return await self._perform_multipart(admission, body, content_type)
        content = await body.read(MAX_TEXT)
        if media == URLENCODED and URLENCODED in bodies:
            return await self._run(admission, {}, read_urlencoded(content))
        if content and bodies and not media.endswith("json"):
            raise errors.malformed(f"The Content-Type {media} is not supported.")
        document = read_json(content) if bodies else {}
        return await self._run(admission, document, Form())

    async def _run(self, admission: Admission, body: Document, form: Form) -> Answer:
        """Do the work of a call; while regular expressions are looked for, other calls go on."""
        matches = Matches()
        while True:
            try:
                return self._dispatcher.perform(admission, body, form, matches)
            except Unanswered:
                await asyncio.to_thread(matches.settle)

    async def _perform_multipart(self, admission: Admission, body: Body, content_type: str) -> Answer:
        reader = FormReader(content_type, self._dispatcher.state.uploads)
        try:
            form = await reader.read(body.pieces(MAX_FORM))
            return await self._run(admission, {}, form)
        finally:
            reader.discard()


def read_head(scope: Scope, request_id: str) -> Head:
    """Read what stands before the body."""
    headers = read_headers(scope["headers"])
    host, port = scope["server"]
    return Head(
        method=scope["method"],
        path=raw_path(scope),
        query=read_query(scope["query_string"].decode("latin-1")),
        headers=headers,
        base_url=f"{scope['scheme']}://{headers.get('host') or f'{host}:{port}'}",
        id=request_id,
        address=scope["client"][0],
    )


def check_length(scope: Scope) -> None:
    """Refuse (414) an address that is too long to be passed on."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_ADDRESS:
        raise CmaError(414, 414, "The requested URL is too long.")


def common_headers(head: Head, admission: Admission | None, started: float) -> dict[str, str]:
    """Answer the headers that recorded answers of the CMA carry."""
    headers = {"X-REQUEST-ID": head.id, "X-Runtime": f"{(time.perf_counter() - started) * 1000:.0f}ms"}
    if admission and admission.stack:
        headers["X-Contentstack-Organization"] = admission.stack["org_uid"]
    return headers


def closing(error: CmaError) -> dict[str, str]:
    """Answer the headers of a refusal: the rest of a request that is given up is not waited for."""
    return {"Connection": "close"} if error.status == HTTPStatus.REQUEST_TIMEOUT else {}


def respond(answer: Answer, common: Mapping[str, str]) -> Response:
    """Make the response of an answer."""
    headers = {**common, **answer.headers}
    if answer.file:
        file = answer.file
        return LentFile(file.path, answer.status, headers | HARMLESS, file.content_type, filename=file.attachment)
    if answer.text:
        return Response(answer.text.text, answer.status, headers, answer.text.content_type)
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    return Response(write_json(answer.body), answer.status, headers, JSON)


def write_json(body: dict[str, Any]) -> bytes:
    """Write a JSON body in UTF-8; text that UTF-8 cannot hold (half a surrogate pair) is escaped."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()
