"""What taxonomies and terms do alike: they have names of their own in each locale, and are refused in like words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.lookup import locales
from contentstack_cma_emulator.engine.paging import read_page
from contentstack_cma_emulator.stores.taxonomy_store import (
    LOCALE,
    called_locale,
    has_copy,
    in_locale,
    taxonomy_not_found,
    term_not_found,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A kind of thing whose `names` each locale may have of its own, each with the most characters it may have.

    `noun` and `key` are what messages and errors call one; `missing` refuses a call for one that is not there.
    """

    noun: str
    key: str
    names: Mapping[str, int]
    missing: Callable[[str], CmaError]

    def own_locale(self, call: Call, document: Document) -> str:
        """Answer the locale of the call. Raises `CmaError` (404) if the document has no copy there."""
        code = called_locale(call)
        if not has_copy(call, document, code):
            raise self.missing(document["uid"])
        return code

    def new_locale(self, call: Call, document: Document, action: str = "localization") -> str:
        """Answer the locale of the call. Raises `CmaError` (409) if the document has a copy there already."""
        code = called_locale(call)
        if has_copy(call, document, code):
            raise self.refused(action, f"is already localized in '{code}'.", 409)
        return code

    def spare_locale(self, call: Call, document: Document) -> str:
        """Answer the locale of the call. Raises `CmaError` if there is no copy there that may go."""
        code = self.own_locale(call, document)
        if code == call.master_locale:
            raise self.refused("unlocalization", "cannot be without its copy in the master locale.")
        return code

    def check_deletion(self, call: Call) -> None:
        """Refuse a management token: it may remove a copy in a locale, but not the whole."""
        if call.principal is not None and call.principal.kind == "management_token":
            raise errors.not_signed_in()

    def checked(self, sent: Document, action: str) -> Document:
        """Return the names that were sent. Raises `CmaError` (422) for one that is empty or too long."""
        names = {name: sent[name] for name in self.names if sent.get(name) is not None}
        if names.get("name") == "":
            raise errors.refused(self.noun, action, {"name": [errors.REQUIRED]})
        wrong = {
            name: [errors.too_long(most)] for name, most in self.names.items() if len(str(names.get(name, ""))) > most
        }
        if wrong:
            raise errors.refused(self.noun, action, wrong)
        return names

    def refused(self, action: str, text: str, status: int = 422) -> CmaError:
        """Answer the refusal of a call because of the state one is in; its code is the status, or 422/119."""
        code = 119 if status == 422 else status  # noqa: PLR2004
        return errors.refused(self.noun, action, {self.key: [text]}, code, status)


TAXONOMIES = Named("Taxonomy", "taxonomy", {"name": 50, "description": 255}, taxonomy_not_found)
TERMS = Named("Term", "term", {"name": 50}, term_not_found)


def in_master_locale(call: Call, document: Document) -> Document:
    """Answer a taxonomy or a term with its names in the master locale."""
    return in_locale(call, document, [call.master_locale]) or {}


def copies_answer(call: Call, key: str, document: Document) -> Answer:
    """Answer a taxonomy or a term once for each locale of the branch, the master locale first."""
    codes = sorted((str(locale["code"]) for locale in locales(call)), key=lambda code: code != call.master_locale)
    page = read_page(call.number("skip"), call.number("limit"))
    items = [
        (in_locale(call, document, [code, call.master_locale]) or {})
        | {LOCALE: code, "localized": has_copy(call, document, code)}
        for code in codes
    ]
    return Answer({key: page.of(items), "count": len(items)})
