"""The OAuth consent page, on which a user authorizes an app."""

from html import escape
from importlib.resources import files
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from contentstack_cma_emulator.auth import oauth_grants
from contentstack_cma_emulator.auth.login import sign_in
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.http.forms import read_urlencoded
from contentstack_cma_emulator.http.heads import HEAD

PAGES = "contentstack_cma_emulator.data"


class ConsentPages:
    """The consent pages of one state."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def ask(self, request: Request) -> Response:
        """Return the consent page of an authorization request."""
        try:
            grant = self._read(request)
        except CmaError as error:
            return render_rejection(error)
        return HTMLResponse(render_consent(grant, ""))

    async def decide(self, request: Request) -> Response:
        """Process the decision of the user, and redirect the browser to the app."""
        try:
            grant = self._read(request)
        except CmaError as error:
            return render_rejection(error)
        form = {name: texts[-1] for name, texts in read_urlencoded(await request.body()).fields.items()}
        if form.get("decision") != "allow":
            return RedirectResponse(grant.redirect(error="access_denied"), 302)
        try:
            return RedirectResponse(self._allow(grant, form), 302)
        except CmaError as error:
            return HTMLResponse(render_consent(grant, error.message), error.status)

    def _read(self, request: Request) -> oauth_grants.Grant:
        query = {name: texts[-1] for name, texts in request.scope[HEAD].query.items()}
        return oauth_grants.read_request(self._state, request.path_params["app_uid"], query)

    def _allow(self, grant: oauth_grants.Grant, form: Document) -> str:
        with self._state.store.transaction():
            user = sign_in(self._state, form)
            return oauth_grants.issue_code(self._state, grant, user["uid"])


def render_consent(grant: oauth_grants.Grant, message: str) -> str:
    """Return the consent page."""
    scopes = "".join(f"<li>{escape(scope)}</li>" for scope in grant.scopes)
    return render_page("consent.html", app=escape(grant.app["name"]), scopes=scopes, message=escape(message))


def render_rejection(error: CmaError) -> Response:
    """Return a page with the error of an invalid request. No redirect: its redirect URI cannot be trusted."""
    return HTMLResponse(render_page("failed.html", message=escape(error.message)), error.status)


def render_page(name: str, **values: str) -> str:
    """Return an HTML template of this package with the values filled in."""
    return Template(files(PAGES).joinpath(name).read_text("utf-8")).substitute(values)
