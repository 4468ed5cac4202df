"""Read the content model of a stack."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, cast

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemOutcome, call_many
from contentstack_cma.errors import AuthenticationError
from contentstack_cma.types import Page

from ..model import Model
from ..transfer._sync.calls import is_signed_in, read_all
from ..transfer.failures import NoAccessError, can_be_unsupported, is_unsupported
from ..transfer.folder.json_files import Json
from .errors import PullWarning
from .parts import ModelPart, Wire, WireTaxonomy, build_model, choose_parts


def pull_model(stack: Stack, *, parts: Iterable[ModelPart] | None = None) -> Model:
    """Read the content model of a stack.

    The parts are read side by side: each with a call per 100 resources, and taxonomies with one more call each, for
    their terms. System roles and the history of migrations are left out. A part that the plan of the organization or
    the credentials do not include is left out with a `PullWarning`.

    Args:
        stack: The stack, on the branch whose model is wanted.
        parts: Names of parts to read, such as `content_types`. Default: all.

    Returns:
        The model, with its parts in the order of their names. It is not checked: a stack may have content types that
        refer to deleted ones.

    Raises:
        ValueError: There is no part of that name.
        ContentstackError: A call failed.
    """
    wanted = choose_parts(parts)
    read = _read_parts(stack, wanted)
    listed = read.pop("taxonomies", [])
    return build_model(read, _read_taxonomies(stack, listed))


def _read_parts(stack: Stack, parts: Sequence[ModelPart]) -> dict[ModelPart, list[Wire]]:
    lists = _find_lists(stack)
    found: dict[ModelPart, list[Wire]] = {}
    for outcome in call_many(parts, lambda part: _read_part(stack, part, lists[part]), title="content model"):
        part = cast("ModelPart", outcome.item)
        if outcome.error is None:
            found[part] = cast("list[Wire]", outcome.result)
        elif is_unsupported(part, outcome.error):
            text = f"{part} of the stack were left out, because they could not be read: {outcome.error}"
            warnings.warn(text, PullWarning, stacklevel=3)
        else:
            raise outcome.error
    return found


def _read_part(stack: Stack, part: ModelPart, start: Callable[[], Page[Any]]) -> list[Json]:
    """Return the resources of a part. Where only its calls reject the credentials, the error concerns it alone."""
    try:
        return read_all(start)
    except AuthenticationError as error:
        if can_be_unsupported(part) and is_signed_in(stack):
            raise NoAccessError(str(error)) from error
        raise


def _find_lists(stack: Stack) -> Mapping[ModelPart, Callable[[], Page[Any]]]:
    """Return what lists each part."""
    return {
        "content_types": stack.content_types.list,
        # The classic form hides global fields in global fields.
        "global_fields": partial(stack.global_fields.list, api_version="3.2"),
        "taxonomies": stack.taxonomies.list,
        "environments": stack.environments.list,
        "locales": stack.locales.list,
        "labels": stack.labels.list,
        "workflows": stack.workflows.list,
        "roles": partial(stack.roles.list, include_rules=True),
    }


def _read_taxonomies(stack: Stack, listed: Sequence[Wire]) -> list[WireTaxonomy]:
    """Read the terms of taxonomies: an export has those of all levels in one response."""

    def read(taxonomy: Wire) -> WireTaxonomy:
        exported = stack.taxonomies.export(str(taxonomy["uid"])).to_dict()
        return WireTaxonomy(taxonomy, exported.get("terms") or ())

    run = call_many(listed, read, name=_read_uid, title="taxonomies")
    return [_require_result(outcome) for outcome in run]


def _require_result(outcome: ItemOutcome[WireTaxonomy]) -> WireTaxonomy:
    if outcome.error is not None:
        raise outcome.error
    return cast("WireTaxonomy", outcome.result)


def _read_uid(wire: Wire) -> str:
    return str(wire["uid"])


__all__ = ["pull_model"]
