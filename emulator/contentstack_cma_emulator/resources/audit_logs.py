"""The audit log of a stack, which keeps records for 30 days."""

from functools import partial

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import AUDIT
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.clock import add_seconds
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.listing import filter_by_query, list_rendered
from contentstack_cma_emulator.engine.paging import Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope

RETENTION_SECONDS = 30 * 24 * 60 * 60


@operation("list_audit_logs")
def list_audit_logs(call: Call) -> ApiResponse:
    """Return a page of the log, newest first."""
    since = add_seconds(call.now, -RETENTION_SECONDS)
    kept = [record for record in call.store.find(Scope(AUDIT, call.api_key, "")) if record["created_at"] >= since]
    found = filter_by_query(call, kept)
    return list_rendered(call, "logs", found, partial(show_record, call), Order("created_at"))


@operation("get_audit_log")
def get_audit_log(call: Call) -> ApiResponse:
    """Return one record of the log."""
    record = call.store.get(Key(AUDIT, call.path["log_item_uid"], call.api_key))
    if record is None:
        raise errors.object_not_found()
    return ApiResponse({"log": {"_id": record["uid"], **show_record(call, record)}})


def show_record(call: Call, record: Document) -> Document:
    """Return a record, with its branch if the call has `include_branch`."""
    return {name: value for name, value in record.items() if name != "_branch" or call.has_flag("include_branch")}
