"""Whether a plan or a user lacks what a flow needs. Pure."""

import re
from collections.abc import Iterable
from typing import Any

from contentstack_cma_testing.parity.flow import Flow, Need
from contentstack_cma_testing.parity.json_values import is_list, is_object
from contentstack_cma_testing.parity.recording import Exchange
from contentstack_cma_testing.parity.replies import Answer

FORBIDDEN = 403
FIRST_REJECTION = 400
FIRST_FAULT = 500

ABOUT_PEOPLE = frozenset({Need.USER, Need.MANAGEMENT_TOKEN, Need.ORGANIZATION})
"""Needs that depend on who is signed in; the others depend on the plan."""

_ABOUT_PLANS = re.compile(
    r"\b(your plan|the plan|upgrade|not (enabled|available|included|supported)|feature|limit)\b", re.IGNORECASE
)


class FeatureMissingError(Exception):
    """The plan lacks what a flow needs."""


def list_features(flow: Flow) -> list[Need]:
    """Return what the plan must have for a flow."""
    return sorted(flow.needs - ABOUT_PEOPLE)


def check_feature(flow: Flow, answer: Answer, expected: Exchange | None) -> None:
    """Raise if a call was rejected because the plan lacks what the flow needs.

    Only calls count that the emulator accepts: a rejection that it shares is what the flow shows.

    Raises:
        FeatureMissingError: The plan lacks it.
    """
    features = list_features(flow)
    if features and expected is not None and expected.is_success and is_about_plan(answer):
        raise FeatureMissingError(" and ".join(features))


def is_about_plan(answer: Answer) -> bool:
    """Return whether a response says that a feature is not available."""
    if not FIRST_REJECTION <= answer.status < FIRST_FAULT:
        return False
    return answer.status == FORBIDDEN or any(_ABOUT_PLANS.search(text) for text in list_messages(answer.json))


def list_messages(body: Any) -> Iterable[str]:
    """Return the messages in the body of an error."""
    for key in ("error_message", "errors"):
        yield from _list_texts(body.get(key) if is_object(body) else None)


def _list_texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif is_object(value):
        for inner in value.values():
            yield from _list_texts(inner)
    elif is_list(value):
        for item in value:
            yield from _list_texts(item)


def find_lack(flow: Flow, available: frozenset[Need]) -> str:
    """Return what a flow needs that nobody who is signed in offers; an empty text if there is nothing."""
    return " and ".join(sorted((flow.needs & ABOUT_PEOPLE) - available))
