"""Languages: the locales of a branch. All others finally fall back to the master locale."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.declared import Rejection, Resource, report_missing
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.kinds import LOCALE
from contentstack_cma_emulator.engine.lookup import find_locales
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules.locale_names import make_locale_name
from contentstack_cma_emulator.rules.locales import can_fall_back, is_locale_code
from contentstack_cma_emulator.stores.metadata_store import delete_metadata

LOCALE_EXISTS = 247


def prepare(call: Call, sent: Document, stored: Document) -> Document:
    """Return a locale as it is stored.

    A new one has the usual name of its code and the master locale as its fallback by default.
    """
    if stored:
        return omit(sent, "fallback_locale") if stored["code"] == call.master_locale else sent
    code = sent["code"].lower()
    return {"name": make_locale_name(code), "fallback_locale": call.master_locale} | sent | {"code": code}


def check_language(call: Call, locale: Document) -> None:
    """Raise `CmaError` (422) if the code is not valid, or the fallback does not exist or is not allowed."""
    code, fallback = locale["code"], locale.get("fallback_locale")
    if not is_locale_code(code):
        raise errors.action_failed("Language", "creation", {"code": [errors.NOT_VALID]})
    parents = {other["code"]: other.get("fallback_locale") for other in find_locales(call)}
    if fallback is not None and not can_fall_back(code, fallback, parents, call.master_locale):
        action = "updation" if code in parents else "creation"
        raise errors.action_failed("Language", action, {"fallback_locale": [errors.NOT_VALID]})


def clear_locale(call: Call, locale: Document) -> None:
    """Delete the content of a locale; locales that fall back to it get its fallback. Rejects the master locale."""
    if locale["code"] == call.master_locale:
        raise errors.action_failed("Language", "deletion", {"code": ["is the master language."]})
    delete_metadata(call, locale=locale["code"])
    call.store.delete_all(Scope(None, call.api_key, call.branch, locale=locale["code"], version=None))
    for key, other in call.store.find_with_keys(Scope(LOCALE, call.api_key, call.branch)):
        if other.get("fallback_locale") == locale["code"]:
            call.store.put(key, other | {"fallback_locale": locale["fallback_locale"]})


LANGUAGES = Resource(
    kind=LOCALE,
    key="locale",
    plural="locales",
    noun="Language",
    address="code",
    identity="code",
    place=PER_BRANCH,
    prepare=prepare,
    fixed=("code",),
    unique=("code",),
    duplicate=Rejection(LOCALE_EXISTS),
    notices={"created": "Language added successfully.", "deleted": "Language removed successfully."},
    missing=report_missing("Language", name="code"),
    before_write=check_language,
    before_delete=clear_locale,
)
LANGUAGES.register()
