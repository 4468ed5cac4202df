"""Languages: the locales of a branch. One is the master locale, on which all others fall back in the end."""

from dataclasses import replace

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import Refused, Resource, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import LOCALE
from contentstack_cma_emulator.engine.lookup import locales
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules.locale_names import usual_name
from contentstack_cma_emulator.rules.locales import can_fall_back, is_locale_code
from contentstack_cma_emulator.stores.metadata_store import forget

LOCALE_EXISTS = 247


def check_locale(call: Call, locale: Document) -> None:
    """Raise `CmaError` (422) for a code that is none, and for a fallback that does not exist or makes a chain."""
    code, fallback = locale["code"], locale.get("fallback_locale")
    if not is_locale_code(code):
        raise errors.refused("Language", "creation", {"code": [errors.NOT_VALID]})
    parents = {other["code"]: other.get("fallback_locale") for other in locales(call)}
    if fallback is not None and not can_fall_back(code, fallback, parents, call.master_locale):
        raise errors.refused("Language", "creation", {"fallback_locale": [errors.NOT_VALID]})


def before_delete(call: Call, locale: Document) -> None:
    """Keep the master locale. The content in the locale goes with it; what fell back on it falls back on its parent."""
    if locale["code"] == call.master_locale:
        raise errors.refused("Language", "deletion", {"code": ["is the master language."]})
    forget(call, locale=locale["code"])
    call.store.delete_all(Scope(None, call.api_key, call.branch, locale=locale["code"], version=None))
    for key, other in call.store.items(call.branch_scope(LOCALE)):
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
    unique=("code",),
    duplicate=Refused(LOCALE_EXISTS),
    notices={"created": "Language added successfully.", "deleted": "Language removed successfully."},
    missing=missing_as("Language", name="code"),
    before_write=check_locale,
    before_delete=before_delete,
)
LANGUAGES.register_all_but("create", "update")


@operation("create_locale")
def create_locale(call: Call) -> Answer:
    """Add a locale; without a name it has the usual one, without a fallback it falls back on the master locale."""
    sent = call.body["locale"]
    code = sent["code"].lower()
    locale = {"name": usual_name(code), "fallback_locale": call.master_locale} | sent | {"code": code}
    return LANGUAGES.create(replace(call, body={"locale": locale}))


@operation("update_locale")
def update_locale(call: Call) -> Answer:
    """Change the name or the fallback of a locale. Its code stays, and the master locale falls back on nothing."""
    code = LANGUAGES.find(call)["code"]
    sent = call.body["locale"] | {"code": code}
    if code == call.master_locale:
        sent.pop("fallback_locale", None)
    return LANGUAGES.update(replace(call, body={"locale": sent}))
