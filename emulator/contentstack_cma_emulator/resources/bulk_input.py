"""Read and check the bodies of bulk calls, in all forms that clients use."""

from collections.abc import Iterable
from typing import Any, cast

from contentstack_cma_emulator.auth.rights import check_content
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.actions import Right
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.lookup import find_locale
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.publishing import variant_plan
from contentstack_cma_emulator.stores.publishing.publish_jobs import NESTED
from contentstack_cma_emulator.stores.publishing.publishables import Publishable, read_version
from contentstack_cma_emulator.stores.publishing.variant_plan import VariantPlan

MAX_BULK_ITEMS = 10
"""The most items, locales or environments that a publish call may name."""

CONTENT_TYPE_KEYS = ("content_type", "_content_type_uid", "content_type_uid")


def check_publishing(call: Call, time: str | None) -> None:
    """Raise `CmaError` (422/141) if a list is empty or too long, or a value is not valid."""
    entries, assets = read_list(call, "entries"), read_list(call, "assets")
    problems = {name: check_count(len(read_list(call, name))) for name in ("locales", "environments")}
    problems["entries"] = check_count(len(entries) + len(assets))
    if not all(find_locale(call, code) for code in call.body["locales"]):
        problems["locales"] = errors.NOT_VALID
    if time is None:
        problems["scheduled_at"] = errors.NOT_VALID
    found = {name: [text] for name, text in problems.items() if text}
    if found:
        raise build_error(call, found)


def check_count(number: int) -> str:
    """Return what is wrong with the length of a list; an empty string if nothing is."""
    if number > MAX_BULK_ITEMS:
        return f"should not be more than {MAX_BULK_ITEMS}."
    return "" if number else errors.REQUIRED


def build_error(call: Call, problems: errors.FieldErrors) -> CmaError:
    """Return the error (422/141) for a bulk call that is not processed."""
    return errors.action_failed("Bulk", call.action, problems, 141)


def read_publishables(call: Call) -> list[Publishable]:
    """Return the entries and assets in the body. Raises `CmaError` if one of them is not valid."""
    entries = [read_entry(call, entry) for entry in read_list(call, "entries")]
    return [*entries, *(read_asset(call, asset) for asset in read_list(call, "assets"))]


def read_variant_plans(call: Call, action: Action) -> list[VariantPlan]:
    """Return the variants to publish of each entry and asset in the body, in the same order."""
    return [
        variant_plan.read_variant_plan(call, action, item)
        for item in [*read_list(call, "entries"), *read_list(call, "assets")]
    ]


def read_entry(call: Call, entry: Document) -> Publishable:
    """Return an entry of the body. Its locale defaults to the master locale."""
    parent = next((str(entry[name]) for name in CONTENT_TYPE_KEYS if entry.get(name)), None)
    version = read_version(entry.get("version"))
    if parent is None or version is None:
        text = errors.NOT_VALID if parent else errors.REQUIRED
        raise build_error(call, {"entries.version" if parent else "entries.content_type": [text]})
    return Publishable(parent, entry["uid"], entry.get("locale") or call.master_locale, version)


def read_asset(call: Call, asset: Document) -> Publishable:
    """Return an asset of the body. Raises `CmaError` (412) if its uid is empty."""
    version = read_version(asset.get("version"))
    if not asset["uid"]:
        raise CmaError(412, 141, "The asset cannot be found without a uid.", {"assets": ["uid is a required field."]})
    if version is None:
        raise build_error(call, {"assets.version": [errors.NOT_VALID]})
    return Publishable(ASSETS, asset["uid"], call.master_locale, version)


def check_rights(call: Call, right: Right, items: Iterable[Publishable]) -> None:
    """Raise `CmaError` (403) if the roles of the caller do not give the right to all items."""
    check_content(call, right, [(item.parent, item.uid) for item in items])


def read_list(call: Call, name: str) -> list[Document]:
    """Return a list of the body; an empty one if it is missing."""
    return call.body.get(name) or []


def read_flag(call: Call, name: str) -> bool:
    """Return whether a flag is true in the query, a header, the body or the `rules` of the body."""
    rules: Any = call.body.get("rules")
    values = [call.get_text(name), call.headers.get(name), call.body.get(name)]
    if isinstance(rules, dict):
        values.append(cast("Document", rules).get(name))
    return any(value is True or str(value).lower() == "true" for value in values)


def wants_references(call: Call) -> bool:
    """Return whether the call includes what its entries refer to."""
    is_nested = call.headers.get("api_version") == NESTED and read_flag(call, "nested")
    return is_nested or read_flag(call, "publish_with_reference")
