"""Make the single writes of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from ..model import Workflow, read_workflow
from .adopting import adopt
from .payloads import build_first_workflow, build_payload, without_uids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contentstack_cma import Stack

    from .declarations import Declared
    from .ordering import Step
    from .plans import Kind
    from .terms import TermWrite


class _Resource(Protocol):
    """What the resources of a stack have in common."""

    def create(self, fields: Any, /) -> Any: ...
    def update(self, name: str, fields: Any, /) -> Any: ...


class StepWriter:
    """Makes writes.

    Args:
        stack: The stack.
        uids: Uids of what the stack has, by kind and name. What is created is added.
    """

    def __init__(self, stack: Stack, uids: Mapping[tuple[Kind, str], str]) -> None:
        self._stack = stack
        self._uids = dict(uids)

    def write(self, step: Step) -> None:
        """Make a write.

        Raises:
            ContentstackError: The API rejected it, or it failed.
        """
        if step.term is not None:
            self._write_term(step.name, step.term)
        elif step.verb == "delete":
            self._delete(step.kind, step.name)
        elif step.document is not None:
            self._write_schema(step)
        elif step.wanted is not None:
            self._write_setting(step, step.wanted)

    def _write_schema(self, step: Step) -> None:
        resource = self._find_resource(step.kind)
        if step.verb in ("create", "begin"):
            resource.create(dict(step.document or {}))
        else:
            resource.update(step.name, dict(step.document or {}))

    def _write_setting(self, step: Step, wanted: Declared) -> None:
        if isinstance(wanted, Workflow):
            self._write_workflow(step, wanted)
            return
        resource, payload = self._find_resource(step.kind), build_payload(wanted, self._uids)
        if step.verb == "update":
            resource.update(self._get_address(step.kind, step.name), payload)
        else:
            self._note_uid(step.kind, step.name, resource.create(payload).uid)

    def _write_workflow(self, step: Step, wanted: Workflow) -> None:
        """Write a workflow, and once more if its stages name new ones, which have uids then."""
        workflows = self._stack.workflows
        if step.verb == "update":
            written = workflows.update(self._get_address("workflow", wanted.name), build_first_workflow(wanted))
        else:
            wanted = without_uids(wanted)
            written = workflows.create(build_first_workflow(wanted))
            self._note_uid("workflow", wanted.name, written.uid)
        current = read_workflow(written.to_dict())
        settled = adopt(wanted, current)
        if settled != current:
            workflows.update(self._get_address("workflow", wanted.name), build_payload(settled, self._uids))

    def _note_uid(self, kind: Kind, name: str, uid: object) -> None:
        if isinstance(uid, str):
            self._uids[kind, name] = uid

    def _get_address(self, kind: Kind, name: str) -> str:
        """Return what names something in calls."""
        return self._uids[kind, name] if kind in ("label", "role", "workflow") else name

    def _find_resource(self, kind: Kind) -> _Resource:
        return cast("_Resource", getattr(self._stack, _RESOURCES[kind]))

    def _delete(self, kind: Kind, name: str) -> None:
        address = self._get_address(kind, name)
        delete: Callable[..., None] = getattr(self._stack, _RESOURCES[kind]).delete
        if kind in ("content type", "global field", "taxonomy"):
            delete(address, force=True)
        else:
            delete(address)

    def _write_term(self, taxonomy: str, term: TermWrite) -> None:
        terms = self._stack.terms(taxonomy)
        if term.verb == "create":
            own: Any = {**(term.extra or {}), "uid": term.uid, "name": term.name, "parent_uid": term.parent}
            terms.create(own)
        elif term.verb == "rename":
            terms.update(term.uid, {"name": term.name})
        elif term.verb == "move":
            terms.move(term.uid, {"parent_uid": term.parent, "order": term.order or 1}, force=True)
        else:
            terms.delete(term.uid, force=True)


_RESOURCES: Mapping[Kind, str] = {
    "taxonomy": "taxonomies",
    "global field": "global_fields",
    "content type": "content_types",
    "locale": "locales",
    "environment": "environments",
    "role": "roles",
    "workflow": "workflows",
    "label": "labels",
}

__all__ = ["StepWriter"]
