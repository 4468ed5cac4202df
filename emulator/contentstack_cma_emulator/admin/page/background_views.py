"""Views of background work: publish queue, jobs, merges, webhook executions and scheduled work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page import parts
from contentstack_cma_emulator.admin.page.document_views import build_document_url
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.lookups import find_environment_names
from contentstack_cma_emulator.admin.page.results import render_status
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import EXECUTION, WEBHOOK
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources.branch_merging import MERGE_JOB
from contentstack_cma_emulator.stores.publishing.jobs import COMPLETE, JOB
from contentstack_cma_emulator.stores.publishing.queue import FAILED, QUEUE, SUCCESS

STATE_CLASSES: Mapping[str, str] = {SUCCESS: "status good", COMPLETE: "status good", FAILED: "status failed"}
"""CSS classes of final states."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class ListView:
    """A view with a table of the documents of a kind.

    Attributes:
        kind: The kind in the store.
        title: The title of the view.
        columns: The column headings.
        nothing: The text if there are no documents.
        row: Returns the text of the link in the first cell, and the other cells.
        parent: The parent of the documents, with `{branch}` as placeholder; None for any.
    """

    kind: str
    title: str
    columns: Row
    nothing: str
    row: Callable[[Visit, Document, Mapping[str, str]], tuple[object, Row]]
    parent: str | None = None

    def show(self, visit: Visit) -> Content:
        """Show the documents, newest first."""
        names = find_environment_names(visit) | find_webhook_names(visit)
        found = visit.find(Search(self._equals(visit), visit.get("q")))
        rows: list[Row] = []
        for key, document in found.items:
            title, cells = self.row(visit, document, names)
            rows.append((parts.render_link(title, build_document_url(visit, key)), *cells))
        shown = parts.render_table("list", self.columns, rows, self.nothing, [key.uid for key, _ in found.items])
        html = join_html(
            parts.render_heading(self.title), parts.render_search_form(visit), parts.render_results(visit, found, shown)
        )
        return Content(self.title, html)

    def _equals(self, visit: Visit) -> dict[str, str | Sequence[str]]:
        parent = {} if self.parent is None else {"parent": self.parent.format(branch=visit.branch)}
        return {"kind": self.kind, "stack": visit.api_key, "locale": "", **parent}


def find_webhook_names(visit: Visit) -> dict[str, str]:
    """Return the names of the webhooks by uid."""
    return {hook["uid"]: hook["name"] for hook in visit.store.find(Scope(WEBHOOK, visit.api_key))}


def _render_queue_row(_: Visit, item: Document, names: Mapping[str, str]) -> tuple[object, Row]:
    details = item["publish_details"]
    return parts.choose_title(item["entry"].get("title"), item["entry"]["uid"]), (
        parts.render_code(item.get("content_type", {}).get("uid") or item["type"]),
        item["action"],
        parts.render_chips(str(names.get(uid, uid)) for uid in item["environment"]),
        parts.render_chips(item["locale"]),
        render_state(details["status"], details.get("message", "")),
        parts.render_time(item.get("scheduled_at") or item["created_at"]),
    )


def _render_job_row(_: Visit, job: Document, names: Mapping[str, str]) -> tuple[object, Row]:
    body = job["body"]
    return job["uid"], (
        job["action"].replace("_", " "),
        parts.render_code(body["branch"]),
        parts.render_chips(str(names.get(uid, uid)) for uid in body["environments"]),
        parts.render_chips(body["locales"]),
        render_state(job["status"]),
        parts.render_time(body["scheduled_at"] or job["created_at"]),
    )


def _render_merge_row(_: Visit, job: Document, __: Mapping[str, str]) -> tuple[object, Row]:
    details = job["merge_details"]
    return job["uid"], (
        parts.render_code(details["compare_branch"]),
        parts.render_code(details["base_branch"]),
        str(details["configuration"].get("default_merge_strategy") or "").replace("_", " "),
        render_state(details["status"], "; ".join(map(str, job["errors"]))),
        parts.render_time(job["created_at"]),
    )


def _render_execution_row(_: Visit, execution: Document, names: Mapping[str, str]) -> tuple[object, Row]:
    uid, data = execution["webhooks"][0], execution["event_data"]
    return names.get(uid, uid), (
        f"{data['module']} {data['event']}",
        render_response(execution),
        str(len(execution["request_details"])),
        parts.render_time(execution["created_at"]),
    )


QUEUE_VIEW = ListView(
    QUEUE,
    "Publish queue",
    ("Title", "Type", "Action", "Environments", "Locales", "State", "Time"),
    "The publish queue is empty.",
    _render_queue_row,
    parent="{branch}",
)
JOBS_VIEW = ListView(
    JOB,
    "Bulk jobs",
    ("Job", "Action", "Branch", "Environments", "Locales", "State", "Time"),
    "No jobs.",
    _render_job_row,
    parent="",
)
MERGES_VIEW = ListView(
    MERGE_JOB,
    "Merge jobs",
    ("Job", "From", "Into", "Strategy", "State", "Time"),
    "No merge jobs.",
    _render_merge_row,
    parent="",
)
EXECUTIONS_VIEW = ListView(
    EXECUTION,
    "Webhook executions",
    ("Webhook", "Event", "Response", "Attempts", "Time"),
    "No executions.",
    _render_execution_row,
)


def show_work(visit: Visit) -> Content:
    """Show the scheduled background work of the stack."""
    waiting = visit.context.list_waiting(visit.api_key)
    rows = [
        (parts.render_code(item.name), parts.render_time(item.due), describe_work(item.payload)) for item in waiting
    ]
    shown = parts.render_table(
        "list", ("Work", "Due", "Details"), rows, "No scheduled work.", [item.uid for item in waiting]
    )
    note = make_element("p", "Advance the clock to run it now.", class_="quiet") if waiting else ""
    html = join_html(
        parts.render_heading("Scheduled work"), parts.render_section("list", "Waiting", len(waiting), note, shown)
    )
    return Content("Scheduled work", html)


def describe_work(payload: Any) -> str:
    """Return the main values of the payload of work, shortened."""
    values = {name: value for name, value in payload.items() if not name.endswith(("_at", "_by"))}
    return parts.shorten(", ".join(f"{name} {value}" for name, value in values.items() if isinstance(value, str)), 120)


def render_response(execution: Document) -> Html:
    """Render the last response of a webhook execution."""
    if not execution["request_details"]:
        return render_state("waiting")
    status: int | None = execution["status"]
    if status is None:
        return render_state(FAILED, str(execution["request_details"][-1]["response"].get("message", "")))
    return render_status(status)


def render_state(status: str, message: str = "") -> Html:
    """Render a state, with the reason if it failed."""
    shown = make_element("span", status.replace("_", " "), class_=STATE_CLASSES.get(status, "chip other"))
    return join_html(shown, make_element("p", message, class_="message") if message else "")
