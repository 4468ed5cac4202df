"""Documents that handlers of several resources look up: environments, locales, branches."""

from collections.abc import Mapping

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import BRANCH, ENVIRONMENT, LOCALE, STACK, USER
from contentstack_cma_emulator.engine.store import Key, Scope, Store


def environments(call: Call) -> list[Document]:
    """Answer the environments of the stack, oldest first. All branches share them."""
    return call.store.find(call.stack_scope(ENVIRONMENT))


def find_environment(call: Call, name_or_uid: str) -> Document | None:
    """Answer the environment with this name or this uid, or None."""
    return next((e for e in environments(call) if name_or_uid in (e["name"], e["uid"])), None)


def locales(call: Call) -> list[Document]:
    """Answer the locales of the branch, oldest first; the master locale is one of them."""
    return call.store.find(call.branch_scope(LOCALE))


def find_locale(call: Call, code: str) -> Document | None:
    """Answer the locale with this code in the branch, or None."""
    return next((locale for locale in locales(call) if locale["code"] == code), None)


def fallbacks(call: Call) -> Mapping[str, str | None]:
    """Answer which locale of the branch each of its locales falls back on."""
    return call.store.remember(
        (LOCALE,),
        ("fallbacks", call.api_key, call.branch),
        lambda: {locale["code"]: locale.get("fallback_locale") for locale in locales(call)},
    )


def has_locale(call: Call, code: str) -> bool:
    """Answer whether the branch has a locale with this code."""
    return code in fallbacks(call)


def fallback_chain(call: Call, code: str) -> list[str]:
    """Answer the codes in which content for `code` is looked for: itself, its fallback, and so on to the master.

    A code that the branch does not have falls back on the master locale.
    """
    parents = fallbacks(call)
    chain: list[str] = []
    current: str | None = code
    while current and current not in chain:
        chain.append(current)
        current = parents.get(current)
    return chain if call.master_locale in chain else [*chain, call.master_locale]


def branches(store: Store, api_key: str) -> list[Document]:
    """Answer the branches of a stack, oldest first, the main branch too."""
    return store.find(Scope(BRANCH, api_key))


def named_branch(store: Store, api_key: str, name: str) -> Document | None:
    """Answer the branch with this uid or alias, or None."""
    return next((branch for branch in branches(store, api_key) if name in branch_names(branch)), None)


def branch_names(branch: Document) -> list[str]:
    """Answer what a branch is called: its uid and its aliases."""
    return [str(branch["uid"]), *(str(alias["uid"]) for alias in branch["alias"])]


def find_stack(store: Store, api_key: str) -> Document | None:
    """Answer the stack with this API key, or None."""
    return store.get(Key(STACK, api_key))


def find_user(store: Store, email: str) -> Document | None:
    """Answer the user with this email address, upper and lower case being the same, or None."""
    wanted = email.strip().lower()
    return next((user for user in store.find(Scope(USER)) if user["email"].lower() == wanted), None)
