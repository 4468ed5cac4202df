"""The input and the output of a view."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from contentstack_cma_emulator.admin.context import AdminContext
from contentstack_cma_emulator.admin.control import Control
from contentstack_cma_emulator.admin.document_search import Results, Search, find_page
from contentstack_cma_emulator.admin.page.html import Html
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Store

PER_PAGE = 50
"""Number of rows on a page of a table."""


@dataclass(frozen=True, slots=True)
class Content:
    """The output of a view: the title of the page and its main part."""

    title: str
    html: Html


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a view of the page. `url` is the base URL of the emulator; `stack` is empty if there is none."""

    context: AdminContext
    control: Control
    url: str
    query: Mapping[str, str]
    stack: Document
    branch: str
    view: str = ""

    @property
    def store(self) -> Store:
        """The document store."""
        return self.context.state.store

    @property
    def api_key(self) -> str:
        """The API key of the stack, empty if there is none."""
        return str(self.stack.get("api_key", ""))

    @property
    def shows_secrets(self) -> bool:
        """Whether credentials are shown."""
        return self.query.get("secrets") == "true"

    @property
    def page(self) -> int:
        """The page number, from 1."""
        text = self.query.get("page", "")
        return int(text) if re.fullmatch("[1-9][0-9]{0,5}", text) else 1

    def call_control(self, name: str) -> Document:
        """Return the response of a GET call of the control API."""
        return self.control.handle("GET", name, {}, {})

    def get(self, name: str) -> str:
        """Return a query parameter, empty if missing."""
        return self.query.get(name, "")

    def link(self, view: str, **parameters: str) -> str:
        """Return the URL of a view in this stack and branch."""
        values = {"view": view, "stack": self.api_key, "branch": self.branch} | parameters
        return "/?" + urlencode({name: value for name, value in values.items() if value})

    def link_with(self, **changes: str) -> str:
        """Return the URL of this view with changed parameters. Empty ones are dropped."""
        values = {**self.query, "stack": self.api_key, "branch": self.branch} | changes
        return "/?" + urlencode({name: value for name, value in values.items() if value})

    def link_file(self, uid: str) -> str:
        """Return the URL of the file of an asset."""
        return "/__emulator__/files/" + "/".join(quote(part, safe="") for part in (self.api_key, self.branch, uid))

    def find(self, search: Search) -> Results:
        """Return the current page of search results."""
        return find_page(self.store, search, (self.page - 1) * PER_PAGE, PER_PAGE)
