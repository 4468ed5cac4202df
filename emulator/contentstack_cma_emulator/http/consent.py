"""The page on which a user lets an OAuth app act for them, as a browser sees it."""

from html import escape
from importlib.resources import files
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from contentstack_cma_emulator.auth import oauth_grants
from contentstack_cma_emulator.auth.login import sign_in
from contentstack_cma_emulator.dispatch.dispatcher import read_query
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.http.forms import read_urlencoded

PAGES = "contentstack_cma_emulator.data"


class ConsentPages:
    """The pages over one state."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def ask(self, request: Request) -> Response:
        """Serve the consent page of one authorization request."""
        try:
            grant = self._read(request)
        except CmaError as error:
            return refusal(error)
        return HTMLResponse(consent_form(grant, ""))

    async def answer(self, request: Request) -> Response:
        """Take the user's decision and send the browser back to the app."""
        try:
            grant = self._read(request)
        except CmaError as error:
            return refusal(error)
        form = {name: texts[-1] for name, texts in read_urlencoded(await request.body()).fields.items()}
        if form.get("decision") != "allow":
            return RedirectResponse(grant.redirect(error="access_denied"), 302)
        try:
            return RedirectResponse(self._allow(grant, form), 302)
        except CmaError as error:
            return HTMLResponse(consent_form(grant, error.message), error.status)

    def _read(self, request: Request) -> oauth_grants.Grant:
        query = {name: texts[-1] for name, texts in read_query(request.url.query).items()}
        return oauth_grants.read_request(self._state, request.path_params["app_uid"], query)

    def _allow(self, grant: oauth_grants.Grant, form: Document) -> str:
        with self._state.store.transaction():
            user = sign_in(self._state, form)
            return oauth_grants.issue_code(self._state, grant, user["uid"])


def consent_form(grant: oauth_grants.Grant, message: str) -> str:
    """Fill in the consent page."""
    scopes = "".join(f"<li>{escape(scope)}</li>" for scope in grant.scopes)
    return page("consent.html", app=escape(grant.app["name"]), scopes=scopes, message=escape(message))


def refusal(error: CmaError) -> Response:
    """Say on a page why the request cannot be granted; the browser is not sent to an address that was not checked."""
    return HTMLResponse(page("refused.html", message=escape(error.message)), error.status)


def page(name: str, **values: str) -> str:
    """Answer a page of this package with the values filled in."""
    return Template(files(PAGES).joinpath(name).read_text("utf-8")).substitute(values)
