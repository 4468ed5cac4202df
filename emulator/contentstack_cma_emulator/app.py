"""The ASGI application: the API with request log and fault injection, and the admin site."""

from contextlib import suppress

from starlette.routing import Route as PageRoute
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from contentstack_cma_emulator.admin.fault_injector import FaultInjector
from contentstack_cma_emulator.admin.faults import FaultQueue
from contentstack_cma_emulator.admin.site import CONTROL, PAGE
from contentstack_cma_emulator.dispatch.dispatcher import Dispatcher
from contentstack_cma_emulator.http.api import ALLOWANCE, ROUTE, UNSTORABLE, Api
from contentstack_cma_emulator.http.connections import ARRIVED, Connections
from contentstack_cma_emulator.http.consent import ConsentPages
from contentstack_cma_emulator.http.heads import HEAD, read_head
from contentstack_cma_emulator.http.rate_limit import RateLimiter
from contentstack_cma_emulator.http.recorder import RECORDER, Recorder
from contentstack_cma_emulator.http.request_log import RequestLog

CONSENT = "/apps/"


class Application:
    """The emulator as an ASGI application.

    Requests for `admin` (the page and the control API) are neither logged nor counted.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        api: Api,
        admin: ASGIApp,
        *,
        limiter: RateLimiter,
        request_log: RequestLog,
        faults: FaultQueue,
        connections: Connections,
    ) -> None:
        self._dispatcher = dispatcher
        self._admin = admin
        self._limiter = limiter
        self._request_log = request_log
        self._faults = faults
        self._api = api
        self._consent = Router(build_consent_routes(dispatcher), redirect_slashes=False)
        self._injector = FaultInjector(self._serve, connections)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, with the fault that is injected into it, if any."""
        head = scope[HEAD] = read_head(scope)
        if head.path in (PAGE, CONTROL) or head.path.startswith(f"{CONTROL}/"):
            await self._admin(scope, receive, send)
            return
        route = self._dispatcher.route(head.method, head.path)
        operation = route.operation.id if route else None
        fault = self._faults.take(head.method, head.path, operation)
        recorder = Recorder(
            self._request_log, scope, operation, fault.name if fault else None, receive=receive, send=send
        )
        scope[ROUTE], scope[RECORDER], scope[ALLOWANCE] = route, recorder, None
        with suppress(*UNSTORABLE):  # They are rejected when the request is handled.
            scope[ALLOWANCE] = self._limiter.count(head, route, scope[ARRIVED]) if route else None
        if fault:
            await self._injector.inject(fault, scope, recorder.receive, recorder)
        else:
            await self._serve(scope, recorder.receive, recorder.send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope[ROUTE] is None and scope["path"].startswith(CONSENT)
        await (self._consent if is_page else self._api)(scope, receive, send)


def build_consent_routes(dispatcher: Dispatcher) -> list[PageRoute]:
    """Return the routes of the OAuth consent pages."""
    pages = ConsentPages(dispatcher.state)
    return [
        PageRoute(f"{CONSENT}{{app_uid}}/authorize", pages.ask, methods=["GET"]),
        PageRoute(f"{CONSENT}{{app_uid}}/authorize", pages.decide, methods=["POST"]),
    ]
