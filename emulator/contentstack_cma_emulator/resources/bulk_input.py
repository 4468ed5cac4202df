"""Reads the bodies of bulk calls in all the forms in which clients of the CMA write them; refuses what cannot be."""

from collections.abc import Iterable
from typing import Any, cast

from contentstack_cma_emulator.auth.requirements import Action as Doing
from contentstack_cma_emulator.auth.rights import check_content
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.lookup import find_locale
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.publishing import variants
from contentstack_cma_emulator.stores.publishing.publish_jobs import NESTED
from contentstack_cma_emulator.stores.publishing.publishables import Thing, read_version
from contentstack_cma_emulator.stores.publishing.variants import Wish

MOST = 10
"""How many things, locales and environments a call to publish may name."""

CONTENT_TYPE_KEYS = ("content_type", "_content_type_uid", "content_type_uid")


def check_publishing(call: Call, time: str | None) -> None:
    """Refuse (422/141) a body with too much, or nothing, or with values that cannot be."""
    entries, assets = sent(call, "entries"), sent(call, "assets")
    wrong = {name: wrong_number(len(sent(call, name))) for name in ("locales", "environments")}
    wrong["entries"] = wrong_number(len(entries) + len(assets))
    if not all(find_locale(call, code) for code in call.body["locales"]):
        wrong["locales"] = errors.NOT_VALID
    if time is None:
        wrong["scheduled_at"] = errors.NOT_VALID
    found = {name: [text] for name, text in wrong.items() if text}
    if found:
        raise refused(call, found)


def wrong_number(number: int) -> str:
    """Answer what is wrong with how many there are of something; an empty text where nothing is."""
    if number > MOST:
        return f"should not be more than {MOST}."
    return "" if number else errors.REQUIRED


def refused(call: Call, wrong: errors.FieldErrors) -> CmaError:
    """422/141: nothing is done."""
    action = call.operation.split("_", maxsplit=1)[0]
    return errors.refused("Bulk", action, wrong, 141)


def sent_things(call: Call) -> list[Thing]:
    """Answer the entries and assets that a body lists. Raises `CmaError` if one of them cannot be read."""
    entries = [read_entry(call, entry) for entry in sent(call, "entries")]
    return [*entries, *(read_asset(call, asset) for asset in sent(call, "assets"))]


def sent_wishes(call: Call, action: Action) -> list[Wish]:
    """Answer which variants of the entries and assets that a body lists are wanted, in the same order."""
    return [variants.read(call, action, thing) for thing in [*sent(call, "entries"), *sent(call, "assets")]]


def read_entry(call: Call, entry: Document) -> Thing:
    """Answer an entry of a body; the copy of the master locale where it names no locale."""
    parent = next((str(entry[name]) for name in CONTENT_TYPE_KEYS if entry.get(name)), None)
    version = read_version(entry.get("version"))
    if parent is None or version is None:
        text = errors.NOT_VALID if parent else errors.REQUIRED
        raise refused(call, {"entries.version" if parent else "entries.content_type": [text]})
    return Thing(parent, entry["uid"], entry.get("locale") or call.master_locale, version)


def read_asset(call: Call, asset: Document) -> Thing:
    """Answer an asset of a body. Raises `CmaError` (412) if its uid is empty."""
    version = read_version(asset.get("version"))
    if not asset["uid"]:
        raise CmaError(412, 141, "The asset cannot be found without a uid.", {"assets": ["uid is a required field."]})
    if version is None:
        raise refused(call, {"assets.version": [errors.NOT_VALID]})
    return Thing(ASSETS, asset["uid"], call.master_locale, version)


def check_rights(call: Call, doing: Doing, things: Iterable[Thing]) -> None:
    """Refuse (403) somebody whose roles do not allow this with one of the things, or where it is to be done."""
    check_content(call, doing, [(thing.parent, thing.uid) for thing in things])


def sent(call: Call, name: str) -> list[Document]:
    """Answer the list of a body under a name; none where it is missing."""
    return call.body.get(name) or []


def flag(call: Call, name: str) -> bool:
    """Answer whether a switch is on: in the query, in a header, in the body or in the `rules` of the body."""
    rules: Any = call.body.get("rules")
    values = [call.text(name), call.headers.get(name), call.body.get(name)]
    if isinstance(rules, dict):
        values.append(cast("Document", rules).get(name))
    return any(value is True or str(value).lower() == "true" for value in values)


def wants_references(call: Call) -> bool:
    """Answer whether what the entries refer to is dealt with as well."""
    is_nested = call.headers.get("api_version") == NESTED and flag(call, "nested")
    return is_nested or flag(call, "publish_with_reference")
