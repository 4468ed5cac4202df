"""The whole as an ASGI application: the API with its journal and its faults, and what is there for people."""

from starlette.routing import Route as PageRoute
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from contentstack_cma_emulator.api import ROUTE, Api
from contentstack_cma_emulator.auth.consent import ConsentPages
from contentstack_cma_emulator.connections import Connections
from contentstack_cma_emulator.dispatch import Dispatcher
from contentstack_cma_emulator.faults import Faults
from contentstack_cma_emulator.journal import Journal
from contentstack_cma_emulator.people import is_for_people
from contentstack_cma_emulator.playing import Player
from contentstack_cma_emulator.recorder import RECORDER, Recorder, raw_path

CONSENT = "/apps/"


class Application:
    """The emulator as an ASGI application. ``people`` answers the page and the control API, which leave no traces."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        api: Api,
        people: ASGIApp,
        *,
        journal: Journal,
        faults: Faults,
        connections: Connections,
    ) -> None:
        self._dispatcher = dispatcher
        self._people = people
        self._journal = journal
        self._faults = faults
        self._api = api
        self._consent = Router(consent_routes(dispatcher), redirect_slashes=False)
        self._player = Player(self._serve, connections)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or fail it as ordered."""
        path = raw_path(scope)
        if is_for_people(path):
            await self._people(scope, receive, send)
            return
        route = self._dispatcher.route(scope["method"], path)
        operation = route.operation.id if route else None
        fault = self._faults.take(scope["method"], path, operation)
        recorder = Recorder(self._journal, scope, operation, fault, send)
        scope[ROUTE], scope[RECORDER] = route, recorder
        self._api.count(scope)
        if fault:
            await self._player.play(fault, scope, receive, recorder)
        else:
            await self._serve(scope, receive, recorder.send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope[ROUTE] is None and scope["path"].startswith(CONSENT)
        await (self._consent if is_page else self._api)(scope, receive, send)


def consent_routes(dispatcher: Dispatcher) -> list[PageRoute]:
    """Answer the pages on which a user lets an app act for them."""
    pages = ConsentPages(dispatcher.state)
    return [
        PageRoute(f"{CONSENT}{{app_uid}}/authorize", pages.ask, methods=["GET"]),
        PageRoute(f"{CONSENT}{{app_uid}}/authorize", pages.answer, methods=["POST"]),
    ]
