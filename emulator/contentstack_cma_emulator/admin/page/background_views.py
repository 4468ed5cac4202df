"""Views of what is done in the background: publishing, jobs, merges, calls of webhooks, and work that waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page.document_views import document_address
from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.lookups import environments
from contentstack_cma_emulator.admin.page.parts import (
    chips,
    code,
    heading,
    link,
    named,
    results,
    search_form,
    section,
    shorten,
    table,
    time,
)
from contentstack_cma_emulator.admin.page.results import status_chip
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import EXECUTION, WEBHOOK
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources.branch_merging import MERGE_JOB
from contentstack_cma_emulator.stores.publishing.jobs import COMPLETE, JOB
from contentstack_cma_emulator.stores.publishing.queue import FAILED, QUEUE, SUCCESS

COLOURS: Mapping[str, str] = {SUCCESS: "status good", COMPLETE: "status good", FAILED: "status failed"}
"""How a final state is shown; the others are plain."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Listing:
    """A view with a table of the documents of a kind.

    Attributes:
        kind: The kind in the store.
        title: The title of the view.
        columns: The heads of the columns.
        nothing: What to say if there are no documents.
        row: Returns the text of the link in the first cell, and the other cells.
        parent: The parent of the documents, in which `{branch}` stands for the branch; None for any.
    """

    kind: str
    title: str
    columns: Row
    nothing: str
    row: Callable[[Visit, Document, Mapping[str, str]], tuple[object, Row]]
    parent: str | None = None

    def show(self, visit: Visit) -> Content:
        """Show the documents, the newest first."""
        names = environments(visit) | webhook_names(visit)
        found = visit.find(Search(self._equals(visit), visit.text("q")))
        rows: list[Row] = []
        for key, document in found.items:
            title, cells = self.row(visit, document, names)
            rows.append((link(title, document_address(visit, key)), *cells))
        shown = table("list", self.columns, rows, self.nothing, [key.uid for key, _ in found.items])
        html = together(
            heading(self.title),
            search_form(visit),
            results(visit, found, shown),
        )
        return Content(self.title, html)

    def _equals(self, visit: Visit) -> dict[str, str | Sequence[str]]:
        parent = {} if self.parent is None else {"parent": self.parent.format(branch=visit.branch)}
        return {"kind": self.kind, "stack": visit.api_key, "locale": "", **parent}


def webhook_names(visit: Visit) -> dict[str, str]:
    """Return the names of the webhooks by uid."""
    return {hook["uid"]: hook["name"] for hook in visit.store.find(Scope(WEBHOOK, visit.api_key))}


def _queue_row(_: Visit, item: Document, names: Mapping[str, str]) -> tuple[object, Row]:
    details = item["publish_details"]
    return named(item["entry"].get("title"), item["entry"]["uid"]), (
        code(item.get("content_type", {}).get("uid") or item["type"]),
        item["action"],
        chips(str(names.get(uid, uid)) for uid in item["environment"]),
        chips(item["locale"]),
        state(details["status"], details.get("message", "")),
        time(item.get("scheduled_at") or item["created_at"]),
    )


def _job_row(_: Visit, job: Document, names: Mapping[str, str]) -> tuple[object, Row]:
    body = job["body"]
    return job["uid"], (
        job["action"].replace("_", " "),
        code(body["branch"]),
        chips(str(names.get(uid, uid)) for uid in body["environments"]),
        chips(body["locales"]),
        state(job["status"]),
        time(body["scheduled_at"] or job["created_at"]),
    )


def _merge_row(_: Visit, job: Document, __: Mapping[str, str]) -> tuple[object, Row]:
    details = job["merge_details"]
    return job["uid"], (
        code(details["compare_branch"]),
        code(details["base_branch"]),
        str(details["configuration"].get("default_merge_strategy") or "").replace("_", " "),
        state(details["status"], "; ".join(map(str, job["errors"]))),
        time(job["created_at"]),
    )


def _execution_row(_: Visit, execution: Document, names: Mapping[str, str]) -> tuple[object, Row]:
    uid, data = execution["webhooks"][0], execution["event_data"]
    return names.get(uid, uid), (
        f"{data['module']} {data['event']}",
        response_of(execution),
        str(len(execution["request_details"])),
        time(execution["created_at"]),
    )


QUEUE_VIEW = Listing(
    QUEUE,
    "Publish queue",
    ("Title", "Type", "Action", "Environments", "Locales", "State", "Time"),
    "Nothing was published yet.",
    _queue_row,
    parent="{branch}",
)
JOBS_VIEW = Listing(
    JOB,
    "Bulk jobs",
    ("Job", "Action", "Branch", "Environments", "Locales", "State", "Time"),
    "There are no jobs.",
    _job_row,
    parent="",
)
MERGES_VIEW = Listing(
    MERGE_JOB,
    "Merge jobs",
    ("Job", "From", "Into", "Strategy", "State", "Time"),
    "No branches were merged yet.",
    _merge_row,
    parent="",
)
EXECUTIONS_VIEW = Listing(
    EXECUTION,
    "Webhook executions",
    ("Webhook", "Event", "Response", "Attempts", "Time"),
    "No webhook was called yet.",
    _execution_row,
)


def show_work(visit: Visit) -> Content:
    """Show the work that waits in the stack."""
    waiting = visit.context.waiting(visit.api_key)
    rows = [(code(item.name), time(item.due), describe_work(item.payload)) for item in waiting]
    shown = table("list", ("Work", "Due", "About"), rows, "No work is waiting.", [item.uid for item in waiting])
    note = element("p", "Advance the clock to have it done now.", class_="quiet") if waiting else ""
    html = together(heading("Scheduled work"), section("list", "Waiting", len(waiting), note, shown))
    return Content("Scheduled work", html)


def describe_work(payload: Any) -> str:
    """Return what work is about, as far as there is room."""
    told = {name: value for name, value in payload.items() if not name.endswith(("_at", "_by"))}
    return shorten(", ".join(f"{name} {value}" for name, value in told.items() if isinstance(value, str)), 120)


def response_of(execution: Document) -> Html:
    """Show what the last call of a webhook got."""
    if not execution["request_details"]:
        return state("waiting")
    status: int | None = execution["status"]
    if status is None:
        return state(FAILED, str(execution["request_details"][-1]["response"].get("message", "")))
    return status_chip(status)


def state(status: str, message: str = "") -> Html:
    """Show how far something is, and why it failed if it did."""
    shown = element("span", status.replace("_", " "), class_=COLOURS.get(status, "chip other"))
    return together(shown, element("p", message, class_="message") if message else "")
