"""What of a URL and of headers is hidden."""

from urllib.parse import quote, urlencode

import pytest

from contentstack_cma.wire.redaction import HIDDEN, has_secret, redact_headers, redact_path, redact_query


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "access_token",
        "authtoken",
        "AuthToken",
        "refresh_token",
        "client_secret",
        "password",
        "pass",
        "passphrase",
        "tfa",
        "pin",
        "code",
        "code_verifier",
        "tfa_token",
        "Signature",
        "X-Amz-Credential",
        "Key-Pair-Id",
        "preview_token",
    ],
)
def test_a_secret_parameter(name: str) -> None:
    assert redact_query(urlencode({"skip": 1, name: "hidden"})) == f"skip=1&{name}={HIDDEN}"
    assert redact_query(f"%{ord(name[0]):02x}{name[1:]}=hidden").endswith(f"={HIDDEN}")
    assert has_secret([(name, "hidden")])


@pytest.mark.parametrize(
    "value",
    [
        "https://a.example/?x=1&token=hidden",
        "https://a.example/#access_token=hidden",
        "https://a.example/?code=hidden",
        "https://me:hidden@a.example/",
        quote("https://a.example/?token=hidden", safe=""),
        '{"token": "hidden"}',
        '{"a": {"$or": [{"client_secret" : "hidden"}]}}',
    ],
)
def test_a_secret_inside_a_parameter(value: str) -> None:
    assert redact_query(urlencode({"q": value})) == f"q={HIDDEN}"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "include_count=true&limit=100",
        "asset_fields%5B%5D=user_defined_fields",
        "create_with_preview_token=true",
        urlencode({"query": '{"title": "the token", "tags": {"$in": ["secret"]}}'}),
        urlencode({"next": "https://a.example/?x=1"}),
        "api_key=blt1&locale_code=fr&uid=u&flag",
    ],
)
def test_what_is_no_secret_is_shown(query: str) -> None:
    assert redact_query(query) == query


@pytest.mark.parametrize("piece", ['"', "?", "://", "?a", '"a":', "%25", "&x=", "token", "@", '"a" '])
def test_it_takes_long_values(piece: str) -> None:
    assert has_secret([("query", piece * 20_000)]) is False


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/v3/user/activate/hidden", "/v3/user/activate/REDACTED"),
        ("/v3/%75ser/%61ctivate/hidden", "/v3/user/activate/REDACTED"),
        ("/v3/stacks/accept_ownership/hidden", "/v3/stacks/accept_ownership/REDACTED"),
        ("/v3/stacks/accept/hidden/x", "/v3/stacks/accept/REDACTED/x"),
        ("/v3/user/reset_password/hidden", "/v3/user/reset_password/REDACTED"),
        ("/v3/content_types/activate/entries", "/v3/content_types/activate/entries"),
        ("/v3/user/reset_password", "/v3/user/reset_password"),
        ("/v3/content_types/blog%20post", "/v3/content_types/blog%20post"),
    ],
)
def test_paths(path: str, shown: str) -> None:
    assert redact_path(path) == shown


def test_only_headers_that_are_known_to_be_harmless_are_shown() -> None:
    headers = {"Content-Type": "text/html", "authtoken": "hidden", "x-mine": "hidden", "set-cookie": "hidden"}
    assert redact_headers(headers) == {
        "Content-Type": "text/html",
        "authtoken": HIDDEN,
        "x-mine": HIDDEN,
        "set-cookie": HIDDEN,
    }
