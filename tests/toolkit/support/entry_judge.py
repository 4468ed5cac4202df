"""Compare what the toolkit says about entries with what the emulator says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from contentstack_cma import Client, Stack
from contentstack_cma.errors import ValidationError
from contentstack_cma.models import ContentTypeInput, ContentTypeUpdate, GlobalFieldInput
from contentstack_cma.types import Terms
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.model import ContentType, Model, Taxonomy, Term, Text
from contentstack_cma_toolkit.typed.validation import EntryChecker, Problem
from tests.toolkit.support.random_models import TAXONOMY_UIDS, TYPE_UIDS, build_content_type, build_global_fields
from tests.toolkit.support.random_values import Known, Tightener, ValueMaker

FILES = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf"}
PNG = b"\x89PNG\r\n\x1a\n"

TAXONOMIES = [
    Taxonomy(uid, terms=[Term(f"{uid}_a", terms=[Term(f"{uid}_b")]), Term(f"{uid}_c")]) for uid in TAXONOMY_UIDS
]

Errors = Mapping[str, Sequence[str]]
"""What the emulator returns in `errors`."""


@st.composite
def build_judged_model(draw: st.DrawFn) -> Model:
    """A content type and the global fields that it uses."""
    types = draw(st.lists(st.sampled_from(TYPE_UIDS), min_size=1, max_size=3, unique=True))
    taxonomies = draw(st.lists(st.sampled_from(TAXONOMY_UIDS), max_size=2, unique=True))
    global_fields = draw(build_global_fields(types))
    embeddable = [each.uid for each in global_fields]
    return Model(
        content_types=[draw(build_content_type(types[0], types, embeddable, taxonomies))], global_fields=global_fields
    )


judged_models = build_judged_model()
"""Random models that a judge can try."""


@dataclass
class Figures:
    """What was tried.

    Attributes:
        models: Number of models.
        accepted: Number of entries that both accept.
        refused: Number of entries that both refuse, with the same paths.
        disagreements: The others: what differs.
    """

    models: int = 0
    accepted: int = 0
    refused: int = 0
    disagreements: list[str] = field(default_factory=list[str])


class Judge:
    """An emulator that says which entries are valid.

    Attributes:
        figures: What was tried until now.
    """

    def __init__(self, emulator: Emulator, stack: Stack, known: Known) -> None:
        self._emulator = emulator
        self._stack = stack
        self._known = known
        self.figures = Figures()

    def compare(self, model: Model, seed: int, count: int) -> None:
        """Send random entries of the first content type of a model, and updates of them.

        Args:
            model: One of `judged_models`, to which random rules are added.
            seed: Seed of the rules and entries.
            count: Number of entries.
        """
        random = Random(seed)
        model = Tightener(random).tighten(model)
        declared = model.content_types[0]
        self._emulator.reset()
        for each in model.global_fields:
            self._stack.global_fields.create(GlobalFieldInput.from_dict(each.to_wire()))
        try:
            self._stack.content_types.update(declared.uid, ContentTypeUpdate.from_dict(declared.to_wire()))
        except ValidationError:  # It has too many fields of a kind, with those of its global fields.
            reject()
        self.figures.models += 1
        global_fields = {each.uid: each for each in model.global_fields}
        checker = EntryChecker(declared, global_fields=global_fields, taxonomies=TAXONOMIES)
        self._send_entries(declared, checker, ValueMaker(random, declared, global_fields, self._known), count)

    def _send_entries(self, declared: ContentType, checker: EntryChecker, maker: ValueMaker, count: int) -> None:
        entries = self._stack.entries(declared.uid)
        stored: dict[str, dict[str, Any]] = {}

        def create(sent: dict[str, Any]) -> None:
            stored[entries.create(sent).uid] = sent

        for number in range(count):
            entry = {**maker.make_entry(), "title": f"Entry {number}"}
            sent = maker.break_one(entry) if number % 2 else entry
            expected = checker.find_batch_problems([*stored.values(), sent]).get(len(stored), [])
            self._note(declared, sent, expected, _send(create, sent))
        for uid in stored:
            update = maker.break_one(maker.make_part())
            errors = _send(entries.update, uid, update)
            expected = checker.find_problems(update, partial=True)
            self._note(declared, update, expected, _without_clashes(errors, expected))

    def _note(self, declared: ContentType, sent: Any, expected: Sequence[Problem], errors: Errors) -> None:
        if {each.path for each in expected} != errors.keys():
            found = [str(each) for each in expected]
            text = f"{declared.uid}: {sent}\n  toolkit: {found}\n  emulator: {dict(errors)}\n  {declared.to_wire()}"
            self.figures.disagreements.append(text)
        elif errors:
            self.figures.refused += 1
        else:
            self.figures.accepted += 1


def _send(call: Callable[..., object], *arguments: object) -> Errors:
    try:
        call(*arguments)
    except ValidationError as error:
        return error.errors
    return {}


def _without_clashes(errors: Errors, expected: Sequence[Problem]) -> Errors:
    """Return errors without values that another entry has, which the toolkit cannot know."""
    paths = {each.path for each in expected}
    return {path: texts for path, texts in errors.items() if path in paths or texts != ("is not unique.",)}


@contextmanager
def open_judge() -> Iterator[Judge]:
    """Start an emulator that judges, with an empty stack that has a few assets."""
    with Emulator(work_delay=0, request_log=0) as base:
        with _open_client(base) as client:
            made = client.stacks.create(
                {"name": "Judge", "master_locale": "en-us"}, organization_uid=base.organization_uid
            )
            key = str(made.api_key)
            known = _create_targets(client.stack(key))
        with base.fork() as emulator, _open_client(emulator) as client:
            yield Judge(emulator, client.stack(key), known)


def _open_client(emulator: Emulator) -> Client:
    return Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None)


def _create_targets(stack: Stack) -> Known:
    """Create what random models and entries refer to."""
    for taxonomy in TAXONOMIES:
        stack.taxonomies.create({"uid": taxonomy.uid, "name": taxonomy.name})
        _create_terms(stack.terms(taxonomy.uid), taxonomy.terms, None)
    for uid in TYPE_UIDS:
        bare = ContentType(uid, title=f"Type {uid}", fields=[Text("title", required=True)])
        stack.content_types.create(ContentTypeInput.from_dict(bare.to_wire()))
    assets = {
        extension: stack.assets.upload(PNG, file_name=f"a.{extension}", content_type=content_type).uid
        for extension, content_type in FILES.items()
    }
    return Known(assets, {each.uid: each.list_term_uids() for each in TAXONOMIES})


def _create_terms(terms: Terms, declared: Sequence[Term], parent: str | None) -> None:
    for each in declared:
        terms.create({"uid": each.uid, "name": each.name, "parent_uid": parent})
        _create_terms(terms, each.terms, each.uid)


__all__ = ["Figures", "Judge", "judged_models", "open_judge"]
