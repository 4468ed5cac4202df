"""The ASGI application: reads requests, keeps the journal, plays faults and sends answers."""

import asyncio
import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route as PageRoute
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from contentstack_cma_emulator.auth.consent import ConsentPages
from contentstack_cma_emulator.dispatch import (
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
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.faults import Fault, Faults
from contentstack_cma_emulator.journal import Journal, Received, masked
from contentstack_cma_emulator.uploads import FormReader, read_urlencoded

logger = logging.getLogger("contentstack_cma_emulator")

ROUTE = "contentstack_cma_emulator.route"
URLENCODED = "application/x-www-form-urlencoded"

Drop = Callable[[AsgiScope], None]
"""Closes the connection a request came on, without a word."""


class Application:
    """The emulator as an ASGI application."""

    def __init__(self, dispatcher: Dispatcher, journal: Journal, faults: Faults, drop: Drop) -> None:
        self._dispatcher = dispatcher
        self._journal = journal
        self._faults = faults
        self._drop = drop
        self._pages: ASGIApp = Starlette(routes=self._page_routes())

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer one request, or fail it as ordered."""
        path = raw_path(scope)
        route = self._dispatcher.route(scope["method"], path)
        scope[ROUTE] = route
        operation = route.operation.id if route else None
        fault = self._faults.take(scope["method"], path, operation)
        recorder = Recorder(self._journal, scope, operation, send)
        if fault:
            await self._play(fault, scope, receive, recorder)
        else:
            await self._serve(scope, receive, recorder.send)

    def _page_routes(self) -> list[PageRoute]:
        pages = ConsentPages(self._dispatcher.state)
        return [
            PageRoute("/", pages.forward),
            PageRoute("/apps/{app_uid}/authorize", pages.ask, methods=["GET"]),
            PageRoute("/apps/{app_uid}/authorize", pages.answer, methods=["POST"]),
        ]

    async def _serve(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer a request: pages by their routes, calls of the API without that detour."""
        if scope[ROUTE] is None and is_page(scope["path"]):
            await self._pages(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive, send))
        await response(scope, receive, send)

    async def _play(self, fault: Fault, scope: AsgiScope, receive: Receive, recorder: "Recorder") -> None:
        await asyncio.sleep(fault.delay)
        if fault.status is None:
            await self._serve(scope, receive, recorder.send)
            return
        if fault.when == "after":
            await self._serve(scope, receive, _swallow)
        if fault.status:
            response = Response(fault.body, fault.status, dict(fault.headers))
            await response(scope, receive, recorder.send)
        else:
            recorder.record(0)
            await self._cut(scope, receive)

    async def _cut(self, scope: AsgiScope, receive: Receive) -> None:
        self._drop(scope)
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _answer(self, request: Request) -> Response:
        started = time.perf_counter()
        admission: Admission | None = None
        head = read_head(request)
        try:
            route: Route | None = request.scope[ROUTE]
            admission = self._dispatcher.admit(head, route)
            answer = await self._perform(request, admission)
        except CmaError as error:
            answer = Answer(error.body(), error.status)
        except ClientDisconnect:
            answer = Answer(status=400)
        except Exception:
            logger.exception("%s %s failed", request.method, request.url.path)
            answer = Answer({"error_message": "We're sorry, but something went wrong.", "error_code": 194}, 500)
        return respond(answer, common_headers(head, admission, started))

    async def _perform(self, request: Request, admission: Admission) -> Answer:
        content_type = request.headers.get("content-type", "")
        media = media_type(content_type)
        if media == MULTIPART:
            return await self._perform_multipart(request, admission, content_type)
        content = await request.body()
        if media == URLENCODED and URLENCODED in admission.route.operation.bodies:
            return self._dispatcher.perform(admission, {}, read_urlencoded(content))
        if content and admission.route.operation.bodies and not media.endswith("json"):
            raise errors.malformed(f"The Content-Type {media} is not supported.")
        body = read_json(content) if admission.route.operation.bodies else {}
        return self._dispatcher.perform(admission, body, Form())

    async def _perform_multipart(self, request: Request, admission: Admission, content_type: str) -> Answer:
        reader = FormReader(content_type, self._dispatcher.state.files)
        try:
            form = await reader.read(request.stream())
            return self._dispatcher.perform(admission, {}, form)
        finally:
            reader.discard()


class Recorder:
    """Puts a request into the journal when its answer begins: whoever has the answer finds it there."""

    def __init__(self, journal: Journal, scope: AsgiScope, operation: str | None, send: Send) -> None:
        self._journal = journal
        self._scope = scope
        self._operation = operation
        self._send = send

    async def send(self, message: Message) -> None:
        """Send a message of the answer on."""
        if message["type"] == "http.response.start":
            self.record(message["status"])
        await self._send(message)

    def record(self, status: int) -> None:
        """Put the request into the journal."""
        query = read_query(self._scope["query_string"].decode("latin-1"))
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self._scope["headers"]}
        method, path = self._scope["method"], raw_path(self._scope)
        self._journal.add(Received(method, path, query, masked(headers), self._operation, status))


def is_page(path: str) -> bool:
    """Answer whether a path is one for browsers."""
    return path == "/" or path.startswith("/apps/")


def raw_path(scope: AsgiScope) -> str:
    """Answer the path as it came, percent-encoded."""
    path: bytes = scope["raw_path"]
    return path.decode("latin-1")


def read_head(request: Request) -> Head:
    """Read what stands before the body."""
    return Head(
        method=request.method,
        path=raw_path(request.scope),
        query=read_query(request.url.query),
        headers=dict(request.headers),
        base_url=f"{request.url.scheme}://{request.url.netloc}",
        id=str(uuid.uuid4()),
        address=request.client.host if request.client else "",
    )


def common_headers(head: Head, admission: Admission | None, started: float) -> dict[str, str]:
    """Answer the headers that recorded answers of the CMA carry."""
    headers = {"X-REQUEST-ID": head.id, "X-Runtime": f"{(time.perf_counter() - started) * 1000:.0f}ms"}
    if admission and admission.stack:
        headers["X-Contentstack-Organization"] = admission.stack["org_uid"]
    return headers


def respond(answer: Answer, common: Mapping[str, str]) -> Response:
    """Make the response of an answer."""
    headers = {**common, **answer.headers}
    if answer.file:
        file = answer.file
        return FileResponse(file.path, answer.status, headers, file.content_type, filename=file.attachment)
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    return Response(write_json(answer.body), answer.status, headers, JSON)


def write_json(body: dict[str, Any]) -> bytes:
    """Write a JSON body in UTF-8; text that UTF-8 cannot hold (half a surrogate pair) is escaped."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


async def _swallow(message: Message) -> None:
    """Take a message and send nothing."""
