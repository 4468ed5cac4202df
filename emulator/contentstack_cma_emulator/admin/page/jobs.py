"""The sections of the page about what is done in the background: publishing, jobs, merges and calls of webhooks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.received import colour
from contentstack_cma_emulator.admin.page.sections import MOST, names_of_environments, rest, section, table, time
from contentstack_cma_emulator.content.bulk_jobs import COMPLETE, JOB
from contentstack_cma_emulator.content.publish_queue import FAILED, QUEUE, SUCCESS
from contentstack_cma_emulator.engine.store import Document, Scope
from contentstack_cma_emulator.resources.branch_merging import MERGE_JOB
from contentstack_cma_emulator.webhooks.executions import EXECUTION, WEBHOOK

if TYPE_CHECKING:
    from contentstack_cma_emulator.admin.context import AdminContext
    from contentstack_cma_emulator.admin.page.view import Place

Row = Sequence[str]

COLOURS: Mapping[str, str] = {SUCCESS: "status good", COMPLETE: "status good", FAILED: "status failed"}
"""How a state is shown; one that is not the last is but named."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A section with a table of the newest documents in a scope, a ``row`` for each."""

    uid: str
    title: str
    columns: Row
    nothing: str
    row: Callable[[Document], Row]

    def of(self, context: "AdminContext", scope: Scope) -> Html:
        """Answer the section."""
        count = context.state.store.count(scope)
        rows = [self.row(document) for _, document in context.state.store.newest(scope, MOST)]
        shown = table(self.uid, self.columns, rows, self.nothing)
        return section(self.uid, self.title, count, shown, rest(count))


def queue(context: "AdminContext", place: "Place") -> Html:
    """Answer the table of what is published, or was, or will be."""
    names = names_of_environments(context, place)

    def row(item: Document) -> Row:
        details = item["publish_details"]
        return (
            element("strong", str(item["entry"].get("title") or item["entry"]["uid"])),
            element("code", str(item.get("content_type", {}).get("uid") or item["type"])),
            item["action"],
            chips(str(names.get(uid, uid)) for uid in item["environment"]),
            chips(item["locale"]),
            state(details["status"], details.get("message", "")),
            time(item.get("scheduled_at") or item["created_at"]),
        )

    columns = ("Title", "Type", "Action", "Environments", "Locales", "State", "When")
    shown = Listing("queue", "Publish queue", columns, "Nothing was published yet.", row)
    return shown.of(context, Scope(QUEUE, place.api_key, "", place.branch, locale=""))


def bulk_jobs(context: "AdminContext", place: "Place") -> Html:
    """Answer the table of the jobs of the stack."""
    names = names_of_environments(context, place)

    def row(job: Document) -> Row:
        body = job["body"]
        return (
            element("code", job["uid"]),
            job["action"].replace("_", " "),
            element("code", body["branch"]),
            chips(str(names.get(uid, uid)) for uid in body["environments"]),
            chips(body["locales"]),
            state(job["status"]),
            time(body["scheduled_at"] or job["created_at"]),
        )

    columns = ("Job", "Action", "Branch", "Environments", "Locales", "State", "When")
    shown = Listing("jobs", "Bulk jobs", columns, "There are no jobs.", row)
    return shown.of(context, Scope(JOB, place.api_key, "", "", locale=""))


def merge_jobs(context: "AdminContext", place: "Place") -> Html:
    """Answer the table of the merges of branches."""

    def row(job: Document) -> Row:
        details = job["merge_details"]
        return (
            element("code", job["uid"]),
            element("code", details["compare_branch"]),
            element("code", details["base_branch"]),
            str(details["configuration"].get("default_merge_strategy") or "").replace("_", " "),
            state(details["status"], "; ".join(map(str, job["errors"]))),
            time(job["created_at"]),
        )

    columns = ("Job", "From", "Into", "Strategy", "State", "When")
    shown = Listing("merges", "Merge jobs", columns, "No branches were merged yet.", row)
    return shown.of(context, Scope(MERGE_JOB, place.api_key, "", "", locale=""))


def executions(context: "AdminContext", place: "Place") -> Html:
    """Answer the table of the calls of webhooks."""
    names = {hook["uid"]: hook["name"] for hook in context.state.store.find(Scope(WEBHOOK, place.api_key))}

    def row(execution: Document) -> Row:
        uid = execution["webhooks"][0]
        data = execution["event_data"]
        return (
            element("strong", str(names.get(uid, uid))),
            f"{data['module']} {data['event']}",
            answered(execution),
            str(len(execution["request_details"])),
            time(execution["created_at"]),
        )

    columns = ("Webhook", "Event", "Answer", "Attempts", "When")
    shown = Listing("executions", "Webhook executions", columns, "No webhook was called yet.", row)
    return shown.of(context, Scope(EXECUTION, place.api_key, ""))


def answered(execution: Document) -> Html:
    """Answer what the last call of a webhook was answered."""
    if not execution["request_details"]:
        return state("waiting")
    status: int | None = execution["status"]
    if status is None:
        return state(FAILED, str(execution["request_details"][-1]["response"].get("message", "")))
    return element("span", str(status), class_=f"status {colour(status)}")


def state(status: str, message: str = "") -> Html:
    """Answer how far something is, and why it failed if it did."""
    shown = element("span", status.replace("_", " "), class_=COLOURS.get(status, "chip other"))
    return together(shown, element("p", message, class_="message") if message else "")


def chips(texts: Iterable[str]) -> Html:
    """Answer some names."""
    return together(*(element("span", text, class_="chip other") for text in texts))
