"""Makes the page of what there is at the moment."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from urllib.parse import urlencode

from contentstack_cma_emulator.admin.context import AdminContext
from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.jobs import bulk_jobs, executions, merge_jobs, queue
from contentstack_cma_emulator.admin.page.received import requests_table
from contentstack_cma_emulator.admin.page.sections import assets, content_types, entries, tiles, work
from contentstack_cma_emulator.engine.call import MAIN_BRANCH
from contentstack_cma_emulator.engine.store import Document


@dataclass(frozen=True, slots=True)
class Shown:
    """A page and the policy it is sent with."""

    html: str
    policy: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the page is about: a branch of a stack, and one of its content types where the reader chose one."""

    api_key: str
    branch: str
    content_type_uid: str = ""

    def link(self, **changes: str) -> str:
        """Answer the address of the page about another place."""
        place = {"stack": self.api_key, "branch": self.branch, "type": self.content_type_uid} | changes
        return "/?" + urlencode({name: value for name, value in place.items() if value})


class Page:
    """The page. ``url`` is where the emulator is reached."""

    def __init__(self, context: AdminContext, url: str) -> None:
        self._context = context
        self._url = url
        self._template = Template(files("contentstack_cma_emulator.data").joinpath("page.html").read_text("utf-8"))

    def show(self, query: Mapping[str, str]) -> Shown:
        """Answer the page as it is now. ``query`` says what it is about: ``stack``, ``branch`` and ``type``."""
        with self._context.state.store.transaction():
            return self._show(query)

    def _show(self, query: Mapping[str, str]) -> Shown:
        nonce = secrets.token_urlsafe(16)
        clock = self._context.state.clock
        stacks = self._context.stacks()
        stack = next((s for s in stacks if s["api_key"] == query.get("stack")), stacks[0] if stacks else None)
        html = self._template.substitute(
            nonce=nonce,
            url=together(self._url),
            time=together(clock.stamp()),
            speed=together(
                "stopped" if not clock.speed else f"{clock.speed:g} times as fast" if clock.speed != 1 else ""
            ),
            navigation=navigation(stacks, stack),
            stack=self._stack(stack, query) if stack else NOTHING,
            requests=requests_table(self._context.request_log.read()),
        )
        return Shown(html, policy(nonce))

    def _stack(self, stack: Document, query: Mapping[str, str]) -> Html:
        branches = self._context.branches(stack["api_key"])
        branch = query["branch"] if query.get("branch") in branches else MAIN_BRANCH
        place = Place(stack["api_key"], branch, query.get("type", ""))
        return together(
            heading(stack, place, branches),
            tiles(self._context.counts(place.api_key, branch)),
            content_types(self._context, place),
            entries(self._context, place, stack["master_locale"]),
            assets(self._context, place),
            *(show(self._context, place) for show in (queue, bulk_jobs, merge_jobs, executions, work)),
        )


NOTHING = element("p", "There is no stack yet.", class_="empty")


def policy(nonce: str) -> str:
    """Answer the content security policy: what is on the page itself, and pictures and news from here."""
    own = f"'nonce-{nonce}'"
    return (
        f"default-src 'none'; style-src {own}; script-src {own}; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def navigation(stacks: list[Document], current: Document | None) -> Html:
    """Answer the list of stacks."""
    links = (
        element(
            "a",
            element("span", stack["name"], class_="name"),
            element("code", stack["api_key"]),
            href="/?" + urlencode({"stack": stack["api_key"]}),
            aria_current="page" if stack is current else None,
        )
        for stack in stacks
    )
    return element("ul", *(element("li", link) for link in links))


def heading(stack: Document, place: Place, branches: list[str]) -> Html:
    """Answer the stack's name and key, and the way to its branches."""
    links = (
        element("a", uid, href=place.link(branch=uid), aria_current="page" if uid == place.branch else None)
        for uid in branches
    )
    return element(
        "header",
        element("div", element("h1", stack["name"]), element("p", "api_key ", element("code", stack["api_key"]))),
        element("nav", *links, class_="tabs", aria_label="Branches"),
        class_="stack",
    )
