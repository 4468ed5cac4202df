"""The audit log of a stack: what was done in it in the last 30 days."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import AUDIT
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.clock import later
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.paging import Order
from contentstack_cma_emulator.engine.registry import operation

KEPT_SECONDS = 30 * 24 * 60 * 60


@operation("list_audit_logs")
def list_audit_logs(call: Call) -> Answer:
    """Answer a page of the log, the newest first."""
    since = later(call.now, -KEPT_SECONDS)
    kept = [record for record in call.store.find(call.stack_scope(AUDIT)) if record["created_at"] >= since]
    return shown_listing(call, "logs", matching(call, kept), lambda record: shown(call, record), Order("created_at"))


@operation("get_audit_log")
def get_audit_log(call: Call) -> Answer:
    """Answer one record."""
    record = call.store.get(call.stack_key(AUDIT, call.path["log_item_uid"]))
    if record is None:
        raise errors.object_not_found()
    return Answer({"log": {"_id": record["uid"], **shown(call, record)}})


def shown(call: Call, record: Document) -> Document:
    """Answer a record, with the branch it was done in if the call asks for that."""
    return {name: value for name, value in record.items() if name != "_branch" or call.flag("include_branch")}
