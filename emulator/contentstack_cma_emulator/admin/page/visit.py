"""What a view of the page gets, and what it gives back."""

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
"""Rows of a table."""

KEPT = ("stack", "branch")
"""Parameters that every link takes along."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a view shows: the title of the page, and its main part."""

    title: str
    html: Html


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a view of the page.

    Attributes:
        context: What the admin side can reach of the emulator.
        control: The control API.
        url: Where the emulator is reached.
        query: The parameters of the address, one value each.
        stack: The stack that is looked at, empty if there is none.
        branch: The uid of the branch.
        view: The name of the view.
    """

    context: AdminContext
    control: Control
    url: str
    query: Mapping[str, str]
    stack: Document
    branch: str
    view: str = ""

    @property
    def store(self) -> Store:
        """The documents."""
        return self.context.state.store

    @property
    def api_key(self) -> str:
        """The API key of the stack, empty if there is none."""
        return str(self.stack.get("api_key", ""))

    @property
    def shows_secrets(self) -> bool:
        """Whether the reader asked for credentials."""
        return self.query.get("secrets") == "true"

    @property
    def page(self) -> int:
        """The number of the page of a table, from 1."""
        text = self.query.get("page", "")
        return int(text) if re.fullmatch("[1-9][0-9]{0,5}", text) else 1

    def ask(self, name: str) -> Document:
        """Return what a GET of the control API returns."""
        return self.control.answer("GET", name, {}, {})

    def text(self, name: str) -> str:
        """Return a parameter, empty if it is missing."""
        return self.query.get(name, "")

    def link(self, view: str, **parameters: str) -> str:
        """Return the address of a view in this stack and branch."""
        values = {"view": view, "stack": self.api_key, "branch": self.branch} | parameters
        return "/?" + urlencode({name: value for name, value in values.items() if value})

    def same(self, **changes: str) -> str:
        """Return the address of this view with some parameters changed; empty ones are dropped."""
        values = {**self.query, "stack": self.api_key, "branch": self.branch} | changes
        return "/?" + urlencode({name: value for name, value in values.items() if value})

    def file(self, uid: str) -> str:
        """Return the address of the file of an asset."""
        return "/__emulator__/files/" + "/".join(quote(part, safe="") for part in (self.api_key, self.branch, uid))

    def find(self, search: Search) -> Results:
        """Return the page of what is looked for that the address names."""
        return find_page(self.store, search, (self.page - 1) * PER_PAGE, PER_PAGE)
