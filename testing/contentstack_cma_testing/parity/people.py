"""Who is signed in, and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_testing.parity.connection import Connection
from contentstack_cma_testing.parity.errors import KitError
from contentstack_cma_testing.parity.flow import Need
from contentstack_cma_testing.parity.json_values import is_object

USER = "/v3/user"

RATE_LIMITED = 429
FIRST_FAULT = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in.

    Attributes:
        body: The response about the user; None with a management token.
        organization_uid: The organization for new stacks; None if there is none.
        offers: What is available, of the needs that depend on who is signed in.
    """

    body: Any
    organization_uid: str | None
    offers: frozenset[Need]


def find_person(connection: Connection, *, api_key: str | None, organization_uid: str | None) -> Person:
    """Return who is signed in.

    Args:
        connection: What sends the calls.
        api_key: Key of the stack to use; None to create one.
        organization_uid: The organization to create it in; None for the one that the user manages.

    Raises:
        KitError: The credentials are wrong, or are not sufficient.
        NoResponseError: The connection broke, or could not be opened.
    """
    answer = connection.send(
        "user", "GET", USER, api_key=None, query={"include_orgs": True, "include_orgs_roles": True}
    )
    if answer.status == RATE_LIMITED or answer.status >= FIRST_FAULT:
        raise KitError(f"{connection.base_url} responded with status {answer.status}: try again later")
    if answer.is_success:
        if not is_object(answer.find("user")):
            raise KitError(f"{connection.base_url} is not the API: check CONTENTSTACK_REGION and CONTENTSTACK_BASE_URL")
        return _describe_user(answer.json, organization_uid)
    if api_key is None:
        raise KitError(
            f"{connection.base_url} rejected the credentials with status {answer.status}: check the CONTENTSTACK_… "
            "variables and the region. A management token works with --use-stack only"
        )
    types = connection.send("content types", "GET", "/v3/content_types", api_key=api_key, query={"limit": 1})
    if not types.is_success:
        raise KitError(
            f"{connection.base_url} rejected the credentials for the stack with status {types.status}: check "
            "--use-stack, the CONTENTSTACK_… variables and the region"
        )
    return Person(None, None, frozenset())


def _describe_user(body: Any, organization_uid: str | None) -> Person:
    found: list[Mapping[str, Any]] = body["user"].get("organizations") or []
    managed = [each for each in found if is_managed(each)]
    if organization_uid is None and len(managed) > 1:
        raise KitError(f"you manage {len(managed)} organizations: pass --organization with the uid of one")
    uids = [each["uid"] for each in (managed or found)] if organization_uid is None else [organization_uid]
    manages = any(each["uid"] in uids for each in managed)
    offers = {Need.USER, Need.MANAGEMENT_TOKEN, *([Need.ORGANIZATION] if manages else [])}
    return Person(body, uids[0] if uids else None, frozenset(offers))


def is_managed(organization: Mapping[str, Any]) -> bool:
    """Return whether the user is owner or admin of an organization."""
    roles = cast("list[Mapping[str, Any]]", organization.get("org_roles") or [])
    return bool(organization.get("is_owner")) or any(role.get("admin") for role in roles)
