"""What an export is to do, checked. No I/O."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from contentstack_cma.bulk import ProgressChoice

from .modules import Module, choose_modules
from .pages import PAGE_SIZE

ExistingExport = Literal["fail", "update"]
"""What happens to a finished export in the folder: it is left alone and an error is raised, or it is brought up to
date."""

ALL_BRANCHES = "$all"
"""Stands for every branch of a stack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What an export is to do.

    Attributes:
        modules: The parts of the stack to export.
        branch: Uid or alias of the branch, or `$all`; None for the one of the stack.
        locales: Codes of the locales whose entries to export; None for all.
        content_types: Uids of the content types whose entries to export; None for all.
        query: Conditions on the entries; empty for none.
        has_versions: Whether to export earlier versions of assets too.
        sample: Number of entries of each content type in each locale, of which only the assets are exported that they
            refer to; None for all.
        existing: What happens to a finished export in the folder.
        progress: Whether or where to show progress.
        concurrency: Maximum number of calls in flight; None for as many as the pace needs.
    """

    modules: tuple[Module, ...]
    branch: str | None
    locales: tuple[str, ...] | None
    content_types: tuple[str, ...] | None
    query: Mapping[str, Any]
    has_versions: bool
    sample: int | None
    existing: ExistingExport
    progress: ProgressChoice
    concurrency: int | None

    def describe(self, api_key: str) -> dict[str, Any]:
        """Return what an interrupted export and the one that continues it have in common."""
        return {
            "apiKey": api_key,
            "modules": list(self.modules),
            "branch": self.branch,
            "locales": None if self.locales is None else list(self.locales),
            "contentTypes": None if self.content_types is None else list(self.content_types),
            "query": dict(self.query),
            "versions": self.has_versions,
            "sample": self.sample,
        }


def check_export_options(
    *,
    modules: Iterable[str] | None,
    branch: str | None,
    locales: Iterable[str] | None,
    content_types: Iterable[str] | None,
    query: Mapping[str, Any] | str | None,
    versions: bool,
    sample: int | None,
    existing: str,
    progress: ProgressChoice,
    concurrency: int | None,
) -> ExportOptions:
    """Return the options of an export.

    Raises:
        ValueError: A value is not one of those that are possible.
        TypeError: A list of names is a string.
    """
    if existing not in get_args(ExistingExport):
        raise ValueError(f"existing must be 'fail' or 'update', not {existing!r}")
    if concurrency is not None and concurrency < 1:
        raise ValueError(f"concurrency must be at least 1, not {concurrency}")
    if sample is not None and not 1 <= sample <= PAGE_SIZE:
        raise ValueError(f"sample must be from 1 to {PAGE_SIZE}, not {sample}")
    return ExportOptions(
        modules=choose_modules(modules),
        branch=branch,
        locales=_check_names("locales", locales),
        content_types=_check_names("content_types", content_types),
        query=_check_query(query),
        has_versions=versions,
        sample=sample,
        existing=cast("ExistingExport", existing),
        progress=progress,
        concurrency=concurrency,
    )


def _check_names(argument: str, names: Iterable[str] | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    if isinstance(names, str):
        raise TypeError(f"{argument} must be a list, such as [{names!r}], not the string {names!r}")
    chosen = tuple(dict.fromkeys(names))
    if not chosen:
        raise ValueError(f"{argument} is empty: name at least one, or pass None for all")
    return chosen


def _check_query(query: Mapping[str, Any] | str | None) -> Mapping[str, Any]:
    if not isinstance(query, str):
        return dict(query or {})
    try:
        parsed: Any = json.loads(query)
    except ValueError as error:
        raise ValueError(f"query must be JSON, but {error}") from None
    if not isinstance(parsed, dict):
        raise ValueError(f'query must be an object, such as {{"tags": "new"}}, not {query!r}')
    return cast("Mapping[str, Any]", parsed)


def select_known(argument: str, chosen: tuple[str, ...] | None, known: Iterable[str]) -> list[str]:
    """Return the chosen names, or all known ones.

    Raises:
        ValueError: The stack does not have one of them.
    """
    existing = list(known)
    if chosen is None:
        return existing
    if unknown := sorted(map(repr, set(chosen).difference(existing))):
        raise ValueError(f"{argument}: the stack has no {', '.join(unknown)}. It has: {', '.join(existing)}.")
    return list(chosen)
