"""`python -m generator check` rejects the words that the project does not use, and names file and line."""

import textwrap
from pathlib import Path
from typing import Any

import pytest

from generator import wording
from generator.__main__ import main
from generator.bundle import bundle
from generator.conventions import find_problems
from generator.layout import Layout
from generator.wording import (
    PHRASES,
    check_descriptions,
    find_in_file,
    find_in_names,
    find_in_python,
    find_in_text,
)

ROOT = Path(__file__).resolve().parents[2]


def lines_of(source: str) -> list[int]:
    return [hit.line for hit in find_in_python(textwrap.dedent(source))]


def describe(**schema: object) -> dict[str, Any]:
    """Return a description with one operation and one schema."""
    operation = {
        "summary": "List labels",
        "description": "Return all labels.",
        "parameters": [{"name": "limit", "in": "query", "description": "Page size."}],
    }
    return {
        "info": {"title": "CMA", "description": "The API."},
        "tags": [{"name": "Labels", "description": "Labels."}],
        "paths": {"/v3/labels": {"get": operation}},
        "components": {"parameters": {}, "responses": {}, "schemas": {"Label": {"description": "A label.", **schema}}},
    }


@pytest.mark.parametrize("phrase", PHRASES)
def test_each_phrase_is_found_in_a_text_whatever_its_case_and_line_breaks(phrase: str) -> None:
    broken = "\n".join(phrase.upper().split())
    assert [hit.line for hit in find_in_text(f"One\ntwo {phrase} three")] == [2]
    assert [hit.line for hit in find_in_text(f"One {broken} two")] == [1]


@pytest.mark.parametrize("text", ["somewhat stands", "It understands under", "It has not", "Resend against it"])
def test_other_words_are_no_phrases(text: str) -> None:
    assert list(find_in_text(text)) == []


def test_a_docstring_may_not_begin_with_answer() -> None:
    source = '''
        """Answers a module."""

        class Label:
            """
            Answer a label.
            """

            name: str
            """Answers the name."""

            async def get(self):
                """Answer the label."""
        '''
    assert lines_of(source) == [2, 6, 10, 13]


def test_a_docstring_may_speak_of_an_answer() -> None:
    assert lines_of('"""Answering machine. Answer is a noun here."""') == []
    assert lines_of('def get():\n    """Return the label. Answers are cached."""') == []
    assert lines_of('TEXT = "Answer this question."') == []


def test_a_phrase_is_found_in_docstrings_and_messages() -> None:
    source = '''
        def call(name):
            """Call it.

            Default: none, unless
            given.
            """
            log.warning("The call is sent again")
            raise ValueError(
                f"{name!r} does not admit"
                f" {name!r}"
            )
        '''
    assert lines_of(source) == [5, 8, 10]


def test_a_comment_and_a_name_in_another_place_are_left_alone() -> None:
    assert lines_of("given = 1  # as given\nsent = [given]\n") == []


def test_a_string_that_is_a_phrase_names_it() -> None:
    assert lines_of('PHRASES = ("who calls", "has not:")') == []
    assert lines_of('PHRASES = ("who calls it", "has not: x")') == [1, 1]


@pytest.mark.parametrize("name", sorted(wording.FUNCTION_NAMES))
def test_no_function_is_named_by_a_participle(name: str) -> None:
    (hit,) = find_in_python(f"def {name}():\n    pass")
    assert hit.problem == f"the function `{name}` is not named by a verb: rename it"
    assert lines_of(f"class A:\n    async def _{name}(self):\n        pass") == [2]
    assert lines_of(f"def is_{name}():\n    pass") == []


def names_in(source: str) -> list[str]:
    return [hit.problem.split("`")[1] for hit in find_in_names(textwrap.dedent(source))]


@pytest.mark.parametrize("name", ["loaded", "_checked_path", "known_labels", "left", "reading"])
def test_no_function_begins_with_a_participle(name: str) -> None:
    assert names_in(f"class A:\n    async def {name}(self):\n        pass") == [name]


@pytest.mark.parametrize(
    "name",
    [
        "is_loaded",
        "feed",
        "need_token",
        "_seed",
        "bring",
        "reading_time",
        "load",
        "_missing_",
        "malformed",
        "forbidden",
    ],
)
def test_verbs_and_nouns_are_names_of_functions(name: str) -> None:
    assert names_in(f"def {name}():\n    pass") == []


def test_properties_fixtures_and_tests_may_be_named_by_a_participle() -> None:
    source = """
        class A:
            @cached_property
            def loaded(self):
                pass

            @loaded.setter
            def loaded(self, value):
                pass

        @pytest.fixture(scope="module")
        def limited():
            pass

        def test_hidden():
            pass

        @contextmanager
        def opened_twice():
            pass
        """
    assert names_in(source) == ["opened_twice"]


def test_code_is_written_between_single_backticks() -> None:
    source = '"""Uses ``x``."""\n\nx = 1  # as ``y``\ny = "``z``"\nz = 2  # `a` and ```b```\n'
    (one, two, three) = find_in_python(source)
    assert (one.line, two.line, three.line) == (1, 1, 3)
    assert one.problem == "“``” is not how we mark code: write it between single backticks"


def test_only_python_is_parsed() -> None:
    assert find_in_file("a.md", "def given(): unless given") == list(find_in_text("def given(): unless given"))
    assert len(find_in_file("a.py", "def given():\n    'unless given to it'")) == 2


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ("info", "info: description"),
        ("tags", "tag Labels: description"),
        ("paths", "GET /v3/labels: description"),
        ("schemas", "schema Label: description"),
    ],
)
def test_each_part_of_the_description_is_checked(part: str, where: str) -> None:
    document = describe()
    value = {
        "info": document["info"],
        "tags": document["tags"][0],
        "paths": document["paths"]["/v3/labels"]["get"],
        "schemas": document["components"]["schemas"]["Label"],
    }[part]
    assert list(check_descriptions(document)) == []
    value["description"] = "Answers a label."
    (problem,) = check_descriptions(document)
    assert problem.startswith(f"{where}: the text begins with “Answers”")


def test_parameters_and_properties_are_named() -> None:
    described = describe(properties={"description": {"description": "Unless given, none."}})
    described["paths"]["/v3/labels"]["get"]["parameters"][0]["description"] = "All, when left out."
    described["components"]["parameters"] = {"Skip": {"name": "skip", "in": "query", "description": "Passed over."}}
    said = [problem.partition("“")[0] for problem in check_descriptions(described)]
    assert said == [
        "GET /v3/labels: parameter limit: description: ",
        "parameter Skip: parameter skip: description: ",
        "schema Label: description: description: ",
    ]


def test_values_of_the_api_are_left_alone() -> None:
    example = {"description": "Answer, unless given."}
    assert list(check_descriptions(describe(example=example, enum=["who calls"]))) == []


def test_check_names_file_and_line(small_layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    package = small_layout.root / "testing/deep"
    package.mkdir(parents=True)
    (package / "calls.py").write_text('"""Calls."""\n\n\ndef given():\n    """Answer it."""\n', encoding="utf-8")
    (package / "GUIDE.md").write_text("# Guide\n\nIt is sent\nagain.\n", encoding="utf-8")
    (package / "data.json").write_text('{"sent again": 1}', encoding="utf-8")
    assert main(["check"], small_layout) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in said] == [
        "testing/deep/GUIDE.md:3",
        "testing/deep/calls.py:4",
        "testing/deep/calls.py:5",
    ]


def test_check_covers_a_single_file(
    small_layout: Layout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "ENFORCED", ("README.md",))
    (small_layout.root / "README.md").write_text("Unless given, none.\n", encoding="utf-8")
    assert main(["check"], small_layout) == 1
    assert capsys.readouterr().err.startswith("README.md:1: “Unless given”")


def test_the_conventions_reject_a_phrase(small_layout: Layout) -> None:
    document = bundle(small_layout.spec)
    document["info"]["description"] = "Answers calls."
    (problem,) = find_problems(document)
    assert problem.startswith("info: description: the text begins with “Answers”")


def test_check_names_functions_named_by_participles(
    small_layout: Layout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (small_layout.root / "testing").mkdir(exist_ok=True)
    for name in ("labels", "samples"):
        source = '"""Names."""\n\n\ndef loaded():\n    """Load it."""\n'
        (small_layout.root / f"testing/{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(wording, "EXEMPT", frozenset({"testing/samples.py"}))
    assert main(["check"], small_layout) == 1
    assert capsys.readouterr().err == "testing/labels.py:4: the function `loaded` is not named by a verb: rename it\n"


def test_every_enforced_place_exists() -> None:
    places = (*wording.ENFORCED, *wording.EXEMPT)
    assert [place for place in places if not (ROOT / place).exists()] == []
