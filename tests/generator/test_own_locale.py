"""Which generated methods write a model that was read in the locale it has."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import contentstack_cma_client.resources
from contentstack_cma_client.encoding import choose_locale
from contentstack_cma_client.models import Entry, Taxonomy, TaxonomyUpdate, Term
from contentstack_cma_client.resources.entries import Entries
from contentstack_cma_client.resources.entry_variants import EntryVariants
from contentstack_cma_client.resources.taxonomies import Taxonomies
from contentstack_cma_client.resources.terms import Terms
from tests.generator.support.senders import Sender, build_json_response


def methods() -> Iterator[tuple[str, str, str]]:
    """Class, name and docstring of every generated method."""
    for module in pkgutil.iter_modules(contentstack_cma_client.resources.__path__):
        loaded = importlib.import_module(f"contentstack_cma_client.resources.{module.name}")
        for owner, found in inspect.getmembers(loaded, inspect.isclass):
            if owner.endswith("WithRawResponse"):
                continue
            for name, method in inspect.getmembers(found, inspect.isfunction):
                yield owner, name, " ".join((method.__doc__ or "").split())


def test_these_and_no_others() -> None:
    text = "if it is a model that was read, else the master locale."
    found = {(owner, name) for owner, name, doc in methods() if text in doc and not owner.startswith("Async")}
    assert found == {
        ("Entries", "update"),
        ("EntryVariants", "save"),
        ("Taxonomies", "update"),
        ("Terms", "update"),
    }


WAYS: dict[str, Callable[[Sender, Any], Any]] = {
    "entry": lambda sender, body: Entries(sender, "page").update("e", body),
    "raw entry": lambda sender, body: Entries(sender, "page").with_raw_response.update("e", body),
    "variant": lambda sender, body: EntryVariants(sender, "page", "e").save("v", body),
    "taxonomy": lambda sender, body: Taxonomies(sender).update("t", body),
    "term": lambda sender, body: Terms(sender, "t").update("n", body),
}
ANSWER = {"entry": {"uid": "e"}, "taxonomy": {"uid": "t"}, "term": {"uid": "n"}}


@pytest.mark.parametrize("name", WAYS)
def test_a_model_that_was_read_goes_to_its_locale_and_a_mapping_does_not(name: str) -> None:
    models: dict[str, Any] = {"taxonomy": Taxonomy, "term": Term}
    model = models.get(name, Entry)
    sender = Sender(build_json_response(ANSWER))
    read = {"uid": "x", "name": "X", "locale": "fr-fr"}
    WAYS[name](sender, model.from_dict(read))
    WAYS[name](sender, read)
    assert sender.queries == [{"locale": "fr-fr"}, {}]


def test_what_is_only_written_has_no_locale() -> None:
    update = TaxonomyUpdate.from_dict({"name": "X", "locale": "fr-fr"})
    assert choose_locale(update, None) is None
    assert choose_locale(update, "de-de") == "de-de"


@pytest.mark.parametrize("locale", [None, "", 7])
def test_a_locale_that_is_none(locale: object) -> None:
    assert choose_locale(Entry.from_dict({"uid": "e", "locale": locale}), None) is None
