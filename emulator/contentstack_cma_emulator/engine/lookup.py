"""Look up documents that several resources need: environments, locales, branches, stacks, users."""

from collections.abc import Mapping

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import BRANCH, ENVIRONMENT, LOCALE, USER
from contentstack_cma_emulator.engine.store import Scope, Store


def find_environments(call: Call) -> list[Document]:
    """Return the environments of the stack, oldest first."""
    return call.store.find(Scope(ENVIRONMENT, call.api_key, ""))


def find_environment(call: Call, name_or_uid: str) -> Document | None:
    """Return the environment with this name or uid, or None."""
    return next((e for e in find_environments(call) if name_or_uid in (e["name"], e["uid"])), None)


def find_locales(call: Call) -> list[Document]:
    """Return the locales of the branch, oldest first, including the master locale."""
    return call.store.find(Scope(LOCALE, call.api_key, call.branch))


def find_locale(call: Call, code: str) -> Document | None:
    """Return the locale of the branch with this code, or None."""
    return next((locale for locale in find_locales(call) if locale["code"] == code), None)


def find_fallbacks(call: Call) -> Mapping[str, str | None]:
    """Return the fallback locale of each locale of the branch, by code."""
    return call.store.cache.recall(
        (LOCALE,),
        ("fallbacks", call.api_key, call.branch),
        lambda: {locale["code"]: locale.get("fallback_locale") for locale in find_locales(call)},
    )


def find_fallback_chain(call: Call, code: str) -> list[str]:
    """Return the locales in which content for `code` is looked up: itself, its fallback, and so on to the master.

    A code without a locale falls back to the master locale.
    """
    parents = find_fallbacks(call)
    chain: list[str] = []
    current: str | None = code
    while current and current not in chain:
        chain.append(current)
        current = parents.get(current)
    return chain if call.master_locale in chain else [*chain, call.master_locale]


def find_branches(store: Store, api_key: str) -> list[Document]:
    """Return the branches of a stack, oldest first, including the main branch."""
    return store.find(Scope(BRANCH, api_key))


def find_branch_by_name(store: Store, api_key: str, name: str) -> Document | None:
    """Return the branch with this uid or alias, or None."""
    return next((branch for branch in find_branches(store, api_key) if name in list_branch_names(branch)), None)


def list_branch_names(branch: Document) -> list[str]:
    """Return the uid and the aliases of a branch."""
    return [str(branch["uid"]), *(str(alias["uid"]) for alias in branch["alias"])]


def find_user(store: Store, email: str) -> Document | None:
    """Return the user with this email address, in whatever case, or None."""
    wanted = email.strip().lower()
    return next((user for user in store.find(Scope(USER)) if user["email"].lower() == wanted), None)
