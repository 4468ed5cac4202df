"""The description against what is known of the API: nothing is left out, nothing is made up."""

from typing import Any

import pytest

from generator.bundle import Document, resolve
from generator.layout import Layout
from tests.contract.support.description_exceptions import (
    API_KEY_OPTIONAL,
    CORRECTED,
    DOUBTFUL,
    LATER_FACTS,
    NOT_DESCRIBED,
    TAGGED_OTHERWISE,
    TOKEN_ACCEPTED,
)
from tests.contract.support.known_operations import (
    KnownOperation,
    KnownParameter,
    load_description,
    load_operations,
    read_operations,
)

DESCRIBED = load_operations()
KNOWN = read_operations()
BOTH = sorted(DESCRIBED.keys() & KNOWN.keys())


def test_all_facts_are_compared() -> None:
    assert len(KNOWN) == 272
    assert len(BOTH) == 264


def test_what_is_sure_is_described_and_what_is_doubtful_is_not() -> None:
    sure = {key for key, known in KNOWN.items() if known.confidence != "low"}
    assert (sure - NOT_DESCRIBED.keys()) | DOUBTFUL.keys() == DESCRIBED.keys()


@pytest.mark.parametrize("key", sorted(KNOWN.keys() - DESCRIBED.keys() - NOT_DESCRIBED.keys()))
def test_the_description_says_what_it_leaves_out(key: str) -> None:
    table = (Layout().spec / "README.md").read_text(encoding="utf-8").partition("## Left out")[2]
    assert f"`{key}`" in table


def test_exceptions_are_needed() -> None:
    assert {KNOWN[key].confidence for key in DOUBTFUL} == {"low"}
    for key in TAGGED_OTHERWISE:
        assert DESCRIBED[key]["tags"] != [KNOWN[key].tag]
    for key in API_KEY_OPTIONAL:
        assert KNOWN[key].api_key
    for key in TOKEN_ACCEPTED:
        assert "management_token" not in KNOWN[key].auth
    for key, name in LATER_FACTS:
        assert name in _find_described_parameters(key)
        assert name not in _find_known_parameters(key)
    for key, name in CORRECTED:
        assert not _agree(_find_known_parameters(key)[name], _find_described_parameters(key)[name])


@pytest.mark.parametrize("key", BOTH)
def test_an_operation_has_the_tag_of_its_source(key: str) -> None:
    assert key in TAGGED_OTHERWISE or DESCRIBED[key]["tags"] == [KNOWN[key].tag]


@pytest.mark.parametrize("key", BOTH)
def test_every_known_parameter_is_described(key: str) -> None:
    described = _find_described_parameters(key)
    missing = _find_known_parameters(key).keys() - described.keys() - _scope_of(KNOWN[key])
    assert missing == set()


@pytest.mark.parametrize("key", BOTH)
def test_parameters_have_their_true_type(key: str) -> None:
    described = _find_described_parameters(key)
    wrong = {
        name: (known, described[name])
        for name, known in _find_known_parameters(key).items()
        if name in described and (key, name) not in CORRECTED and not _agree(known, described[name])
    }
    assert wrong == {}


@pytest.mark.parametrize("key", BOTH)
def test_what_no_source_names_says_so(key: str) -> None:
    known = _find_known_parameters(key)
    unnamed = {
        name
        for name, parameter in _find_described_parameters(key).items()
        if name not in known and (key, name) not in LATER_FACTS and parameter.get("x-basis") != "inferred"
    }
    assert unnamed == set()


@pytest.mark.parametrize("key", BOTH)
def test_what_a_source_names_is_not_called_inferred(key: str) -> None:
    known = _find_known_parameters(key)
    assert [
        name for name, parameter in _find_described_parameters(key).items() if name in known and "x-basis" in parameter
    ] == []


@pytest.mark.parametrize("key", BOTH)
def test_an_operation_accepts_the_known_ways_to_sign_in(key: str) -> None:
    alternatives = _alternatives(key)
    methods = {scheme for alternative in alternatives for scheme in alternative} - {"api_key"}
    assert methods == KNOWN[key].auth | ({"management_token"} if key in TOKEN_ACCEPTED else set())


@pytest.mark.parametrize("key", BOTH)
def test_accepted_methods_that_no_source_names_are_called_inferred(key: str) -> None:
    """A client raises early only where a source says that a way to sign in is not accepted."""
    assert (DESCRIBED[key].get("x-auth-basis") == "inferred") == KNOWN[key].auth_is_inferred


@pytest.mark.parametrize("key", BOTH)
def test_api_key_is_demanded_where_the_call_speaks_of_a_stack(key: str) -> None:
    with_key = ["api_key" in alternative for alternative in _alternatives(key)]
    if KNOWN[key].api_key and key not in API_KEY_OPTIONAL:
        assert with_key
        assert all(with_key)
    else:
        assert not with_key or not all(with_key)


@pytest.mark.parametrize("key", BOTH)
def test_known_scopes_are_listed(key: str) -> None:
    listed = {scope for alternative in _alternatives(key) for scope in alternative.get("oauth", [])}
    assert KNOWN[key].scopes <= listed


@pytest.mark.parametrize("key", BOTH)
def test_a_body_has_the_known_media_types(key: str) -> None:
    known = KNOWN[key].body
    content = _content(key)
    assert sorted(content) == sorted(known.media_types if known else ())


@pytest.mark.parametrize("key", [key for key in BOTH if KNOWN[key].body])
def test_body_demands_what_the_server_demands(key: str) -> None:
    known = KNOWN[key].body
    assert known
    content = _content(key)
    demanded = _find_required_paths(content.get("application/json", next(iter(content.values())))["schema"])
    assert [path for path in known.required if path not in demanded] == []


@pytest.mark.parametrize(
    "key", [key for key, known in KNOWN.items() if key in DESCRIBED and known.body and known.body.fields]
)
def test_every_multipart_field_is_described(key: str) -> None:
    known = KNOWN[key].body
    assert known
    schema = resolve(load_description(), _content(key)["multipart/form-data"]["schema"])
    assert set(known.fields) - schema["properties"].keys() == set()


def _alternatives(key: str) -> list[dict[str, list[str]]]:
    security: list[dict[str, list[str]]] = DESCRIBED[key]["security"]
    return security


def _content(key: str) -> Document:
    content: Document = DESCRIBED[key].get("requestBody", {}).get("content", {})
    return content


def _find_described_parameters(key: str) -> dict[str, Document]:
    return {parameter["name"]: parameter for parameter in DESCRIBED[key]["parameters"]}


def _find_known_parameters(key: str) -> dict[str, KnownParameter]:
    return {parameter.name: parameter for parameter in KNOWN[key].parameters}


def _scope_of(known: KnownOperation) -> set[str]:
    """The API key belongs to the scope of a call, not to its parameters, unless it stands in the path."""
    return set() if "{api_key}" in known.path else {"api_key"}


def _agree(known: KnownParameter, described: Document) -> bool:
    return (
        known.place == described["in"]
        and known.required == described.get("required", False)
        and _has_type(known, resolve(load_description(), described["schema"]))
    )


def _has_type(known: KnownParameter, schema: Document) -> bool:
    if known.type is None:
        return schema.get("type") in {"string", "integer"}
    if known.type == "json":
        return schema.get("type") == "string" and schema.get("contentMediaType") == "application/json"
    if known.type == "array":
        items = resolve(load_description(), schema.get("items", {}))
        return schema.get("type") == "array" and set(known.enum) <= set(items.get("enum", known.enum))
    if known.type == "enum":
        return set(known.enum) <= set(schema.get("enum", [schema.get("const")]))
    return bool(schema.get("type") == known.type)


def _find_required_paths(schema: Document, seen: frozenset[str] = frozenset()) -> set[str]:
    """Dotted paths of all that a body must have, such as `entry` and `entry.locales`."""
    reference = str(schema.get("$ref", ""))
    if reference in seen:
        return set()
    whole: dict[str, Any] = resolve(load_description(), schema)
    paths: set[str] = set()
    for name in whole.get("required", []):
        nested = whole.get("properties", {}).get(name, {})
        paths |= {name} | {f"{name}.{path}" for path in _find_required_paths(nested, seen | {reference} - {""})}
    return paths
