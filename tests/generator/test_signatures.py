"""Methods that are written by hand are held against the operations that they call."""

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from generator.bundle import Document, bundle
from generator.handwritten import Handwritten, read_handwritten
from generator.layout import Layout
from generator.needs import Need, walk_needs
from generator.operations import Call, Method, read_calls
from generator.render import Renderer
from generator.signatures import check_signatures, find_calls

METHOD: Document = {"resource": "things", "verb": "open", "scope": "stack"}
OPEN = Need("branch", "branch", "header", "str", required=False)
TAGS = Need("tags", "thing.tags", "body", "Sequence[str]", required=False)
NAME = Need("name", "thing.name", "body", "str", required=True)
FILE = Need("source", "thing.file", "body", "File", required=True)
BODY = Need("thing", "thing", "body", "ThingInput | ThingInputDict", True, (NAME, TAGS))
WHERE = "wrapper/contentstack_cma/things/things.py: Things.open calls open_thing"
ENTRY = "x-handwritten of open_thing (resource things, verb open)"


def build_calls(**operation: object) -> dict[str, Call]:
    document: Document = {
        "operationId": "open_thing",
        "summary": "Open it",
        "description": "Opens it.",
        "externalDocs": {"url": "https://example.com"},
        "x-methods": [METHOD],
        "responses": {},
        **operation,
    }
    return read_calls({"paths": {"/things": {"post": document}}})


def write_method(tmp_path: Path, parameters: str, body: str = "") -> dict[str, Handwritten]:
    source = f"""
        from ..bodies import Color

        class Things:
            def open(self, {parameters}):
                from contentstack_cma_client.api.things import open_thing
                {body}
    """
    folder = tmp_path / "things"
    folder.mkdir(exist_ok=True)
    (tmp_path / "bodies.py").write_text('Color = Literal["red", "blue"]\nUpload = str | bytes\n', encoding="utf-8")
    (folder / "things.py").write_text(textwrap.dedent(source), encoding="utf-8")
    return read_handwritten(folder)


def find_problems(tmp_path: Path, parameters: str, *needs: Need, **operation: object) -> list[str]:
    by_hand = write_method(tmp_path, parameters)
    return check_signatures(build_calls(**operation), by_hand, lambda _call, _method: list(needs))


def build_departures(**reasons: Document) -> list[Document]:
    return [{"resource": "things", "verb": "open", **reasons}]


@pytest.mark.parametrize(
    ("parameters", "needs"),
    [
        ("*, branch: str | None = None", (OPEN,)),
        ("*, branch: 'str | None' = None", (OPEN,)),
        ("*, name: str, tags: Iterable[str] | None = None", (BODY,)),
        ("thing: models.ThingInput | Mapping[str, Any]", (BODY,)),
        ("source: Upload", (FILE,)),
        ("*, color: models.Color | Color", (Need("color", "color", "query", 'Color | Literal["red", "blue"]', True),)),
        ("*, anything", (Need("anything", "anything", "query", "int", True),)),
    ],
)
def test_a_method_that_takes_everything_is_right(tmp_path: Path, parameters: str, needs: tuple[Need, ...]) -> None:
    assert find_problems(tmp_path, parameters, *needs) == []


def test_a_missing_parameter_is_named_with_what_to_add(tmp_path: Path) -> None:
    (said,) = find_problems(tmp_path, "name: str", OPEN)
    how = f"add `branch: str | None = None`, or give a reason under `omit` in {ENTRY}"
    assert said == f"{WHERE}, which has the header parameter `branch`: {how}"


def test_a_parameter_that_cannot_be_given_by_name_is_missing(tmp_path: Path) -> None:
    assert "header parameter `branch`" in find_problems(tmp_path, "branch: str | None = None, /", OPEN)[0]


def test_a_missing_key_of_a_body_is_named_by_its_place(tmp_path: Path) -> None:
    (said,) = find_problems(tmp_path, "*, name: str", BODY)
    assert "body key `thing.tags`: add `tags: Sequence[str] | None = None`" in said


def test_a_body_of_which_nothing_is_taken_is_missing_as_a_whole(tmp_path: Path) -> None:
    (said,) = find_problems(tmp_path, "*, other: str", BODY)
    assert "body key `thing`: add `thing: ThingInput | ThingInputDict`" in said


def test_a_key_is_required_only_if_the_object_around_it_is(tmp_path: Path) -> None:
    optional = replace(BODY, required=False)
    assert find_problems(tmp_path, "*, name: str | None = None, tags: Sequence[str] | None = None", optional) == []


@pytest.mark.parametrize(
    ("parameters", "need", "said"),
    [
        ("*, branch: int | None = None", OPEN, "`branch: int | None` does not accept every `str`: widen it"),
        ("*, branch: Color | None = None", OPEN, "`branch: Color | None` does not accept every `str`: widen it"),
        ("*, branch: str", OPEN, "`branch` is required, but optional for the operation: make it optional"),
        ("*, name: str = ''", NAME, "`name` is optional, but required for the operation: make it required"),
        ("*, tags: Sequence[int] | None = None", TAGS, "does not accept every `Sequence[str]`"),
        ("*, tags: str | None = None", TAGS, "does not accept every `Sequence[str]`"),
        ("source: str", FILE, "does not accept every `File`"),
    ],
)
def test_a_parameter_of_another_form_is_named(tmp_path: Path, parameters: str, need: Need, said: str) -> None:
    (line,) = find_problems(tmp_path, parameters, need)
    assert line.startswith(f"{WHERE}, which has the ")
    assert said in line
    assert line.endswith(f"or give a reason under `differs` in {ENTRY}")


def test_what_is_left_out_on_purpose_is_right(tmp_path: Path) -> None:
    omitted = build_departures(omit={"branch": "There is one."})
    differing = build_departures(differs={"branch": "It must be chosen."})
    assert find_problems(tmp_path, "name: str", OPEN, **{"x-handwritten": omitted}) == []
    assert find_problems(tmp_path, "*, branch: str", OPEN, **{"x-handwritten": differing}) == []
    assert (
        find_problems(tmp_path, "*, name: str", BODY, **{"x-handwritten": build_departures(omit={"thing.tags": "No."})})
        == []
    )


def test_what_the_description_leaves_out_of_the_method_need_not_be_taken(tmp_path: Path) -> None:
    entry = {**METHOD, "omit": {"branch": "There is one."}}
    assert find_problems(tmp_path, "name: str", OPEN, **{"x-methods": [entry]}) == []
    said = find_problems(tmp_path, "*, branch: str | None = None", OPEN, **{"x-methods": [entry]})
    assert said == [f"{WHERE}: `omit` lists branch, which the method accepts: remove it"]


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ({"omit": {"branch": "One."}}, "`omit` lists branch, which the method accepts: remove it"),
        ({"omit": {"twig": "One."}}, "`omit` lists twig, which the operation does not have: remove it"),
        ({"differs": {"branch": "One."}}, "`differs` lists branch, which does not differ: remove it"),
        ({"differs": {"twig": "One."}}, "`differs` lists twig, which does not differ: remove it"),
    ],
)
def test_a_departure_that_is_no_longer_one_is_an_error(tmp_path: Path, reasons: Document, said: str) -> None:
    assert find_problems(
        tmp_path, "*, branch: str | None = None", OPEN, **{"x-handwritten": build_departures(**reasons)}
    ) == [f"{WHERE}: {said}"]


@pytest.mark.parametrize("verb", ["close", "shut"])
def test_a_departure_of_a_method_that_does_not_make_the_call_is_an_error(tmp_path: Path, verb: str) -> None:
    entry = {"resource": "things", "verb": verb, "omit": {"branch": "One."}}
    (said,) = find_problems(tmp_path, "*, branch: str | None = None", OPEN, **{"x-handwritten": [entry]})
    assert said == f"open_thing: x-handwritten lists things.{verb}, but no such method calls the operation: remove it"


@pytest.mark.parametrize("through", ["self.open()", "super().open()", "self._open()", "self.again()"])
def test_a_call_is_found_through_other_methods(tmp_path: Path, through: str) -> None:
    opening = "" if through.startswith("super") else "def open(self, *, branch: str | None = None): self._open()"
    source = f"""
        class Things:
            {opening}

            def _open(self):
                from contentstack_cma_client.api.things import open_thing

            def again(self, *, branch: str | None = None):
                return self.open() if {bool(opening)} else super().open()

            def look(self):
                {through}
    """
    (tmp_path / "things.py").write_text(textwrap.dedent(source), encoding="utf-8")
    said = check_signatures(build_calls(), read_handwritten(tmp_path), lambda _call, _method: [OPEN])
    assert len(said) == 1
    assert "Things.look calls open_thing, which has the header parameter `branch`" in said[0]


Whole = tuple[dict[str, Call], dict[str, Handwritten], Renderer]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    document = bundle(Layout().spec)
    renderer = Renderer(document, tmp_path_factory.mktemp("whole") / "client", {})
    return read_calls(document), read_handwritten(Layout().synchronous), renderer


def test_the_wrapper_takes_everything(whole: Whole) -> None:
    known, by_hand, renderer = whole
    assert check_signatures(known, by_hand, renderer.find_needs) == []


@pytest.mark.parametrize("location", ["query", "header", "body"])
def test_whatever_is_added_to_an_operation_is_missed_in_every_method_that_calls_it(whole: Whole, location: str) -> None:
    known, by_hand, renderer = whole
    added = Need("brand_new", "brand_new[]", location, "bool", required=False)

    def with_addition(call: Call, method: Method) -> list[Need]:
        return [*renderer.find_needs(call, method), added]

    said = check_signatures(known, by_hand, with_addition)
    expected = [(written.class_name, name, call.id) for _, written, name, _, call in find_calls(known, by_hand)]
    assert len(said) == len(expected) >= 20
    for line, (class_name, name, operation) in zip(said, expected, strict=True):
        assert (
            f"{class_name}.{name} calls {operation}, which has the {added.words}: add `brand_new: bool | None" in line
        )


def test_keys_of_bodies_are_found_at_any_depth(whole: Whole) -> None:
    known, _, renderer = whole
    call = known["set_entry_workflow_stage"]
    needs = {need.wire: need for need in walk_needs(renderer.find_needs(call, call.methods[0]))}
    assert needs["workflow.workflow_stage.due_date"].declaration == "due_date: str | None = None"
    assert needs["workflow.publishing_rule"].inner
    upload = known["upload_asset"]
    uploaded = {need.wire: need.name for need in walk_needs(renderer.find_needs(upload, upload.methods[0]))}
    assert (uploaded["asset[title]"], uploaded["asset[upload]"]) == ("title", "source")
