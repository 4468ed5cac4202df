"""What taxonomies and terms have in common: localized names, and the wording of their errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.lookup import find_locales
from contentstack_cma_emulator.engine.paging import read_call_page
from contentstack_cma_emulator.stores import taxonomy_store


@dataclass(frozen=True, slots=True)
class LocalizedKind:
    """Taxonomies or terms: documents whose names can be localized.

    Attributes:
        noun: What messages call one.
        key: Key of its errors.
        names: The fields that can be localized, each with its maximum length.
        build_not_found: Builds the error for one that does not exist.
    """

    noun: str
    key: str
    names: Mapping[str, int]
    build_not_found: Callable[[str], CmaError]

    def require_locale(self, call: Call, document: Document) -> str:
        """Return the locale of the call. Raises `CmaError` (404) if the document is not localized for it."""
        code = taxonomy_store.read_taxonomy_locale(call)
        if not taxonomy_store.has_localization(call, document, code):
            raise self.build_not_found(document["uid"])
        return code

    def require_new_locale(self, call: Call, document: Document, action: str = "localization") -> str:
        """Return the locale of the call. Raises `CmaError` (409) if the document is already localized for it."""
        code = taxonomy_store.read_taxonomy_locale(call)
        if taxonomy_store.has_localization(call, document, code):
            raise self.build_error(action, f"is already localized in '{code}'.", 409)
        return code

    def require_removable_locale(self, call: Call, document: Document) -> str:
        """Return the locale of the call. Raises `CmaError` (404, or 422/119 for the master locale) if it must stay."""
        code = self.require_locale(call, document)
        if code == call.master_locale:
            raise self.build_error("unlocalization", "cannot be without its copy in the master locale.")
        return code

    def check_deletion_allowed(self, call: Call) -> None:
        """Raise `CmaError` for a management token: it may unlocalize, but not delete."""
        if call.principal is not None and call.principal.kind == "management_token":
            raise errors.not_signed_in()

    def read_names(self, sent: Document, action: str) -> Document:
        """Return the names that were sent. Raises `CmaError` (422/119) if one is empty or too long."""
        names = {name: sent[name] for name in self.names if sent.get(name) is not None}
        if names.get("name") == "":
            raise errors.action_failed(self.noun, action, {"name": [errors.REQUIRED]})
        wrong = {n: [errors.too_long(most)] for n, most in self.names.items() if len(str(names.get(n, ""))) > most}
        if wrong:
            raise errors.action_failed(self.noun, action, wrong)
        return names

    def build_error(self, action: str, text: str, status: int = 422) -> CmaError:
        """Build the error of a call that the state of the document rules out: 422/119, or the status as code."""
        code = 119 if status == 422 else status  # noqa: PLR2004
        return errors.action_failed(self.noun, action, {self.key: [text]}, code, status)


TAXONOMIES = LocalizedKind("Taxonomy", "taxonomy", {"name": 50, "description": 255}, taxonomy_store.taxonomy_not_found)
TERMS = LocalizedKind("Term", "term", {"name": 50}, taxonomy_store.term_not_found)


def show_in_master_locale(call: Call, document: Document) -> Document:
    """Return a taxonomy or term with its names in the master locale."""
    return taxonomy_store.read_in_locale(call, document, [call.master_locale]) or {}


def list_in_all_locales(call: Call, key: str, document: Document) -> ApiResponse:
    """List a taxonomy or term once for each locale of the branch, the master locale first."""
    codes = sorted((str(locale["code"]) for locale in find_locales(call)), key=lambda code: code != call.master_locale)
    page = read_call_page(call)
    items = [
        (taxonomy_store.read_in_locale(call, document, [code, call.master_locale]) or {})
        | {taxonomy_store.LOCALE: code, "localized": taxonomy_store.has_localization(call, document, code)}
        for code in codes
    ]
    return ApiResponse({key: page.slice(items), "count": len(items)})
