import pickle
from typing import Any

import httpx
import pytest

from contentstack_cma import errors
from contentstack_cma.error_mapping import build_exception, build_transport_error, choose_exception
from contentstack_cma.errors import ApiError, ContentstackError, ErrorDetails


def build_response(status: int, **kwargs: Any) -> httpx.Response:
    request = httpx.Request("POST", "https://api.contentstack.io/v3/content_types/a/entries?locale=en-us")
    return httpx.Response(status, request=request, **kwargs)


def build_error(status: int = 422, **body: object) -> ApiError:
    error = build_exception(build_response(status, json=body))
    assert isinstance(error, ApiError)
    return error


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, None, errors.BadRequestError),
        (401, 105, errors.AuthenticationError),
        (401, None, errors.AuthenticationError),
        (401, 294, errors.TwoFactorRequired),
        (422, 294, errors.TwoFactorRequired),
        (401, 161, errors.NotFoundError),
        (403, None, errors.PermissionDeniedError),
        (404, None, errors.NotFoundError),
        (409, None, errors.ConflictError),
        (412, 366, errors.PreconditionFailedError),
        (412, 109, errors.StackNotFoundError),
        (418, None, ApiError),
        (422, 104, errors.AuthenticationError),
        (422, 295, errors.AuthenticationError),
        (404, 141, errors.NotFoundError),
        (422, 119, errors.ValidationError),
        (422, None, errors.ValidationError),
        (429, None, errors.RateLimitError),
        (429, 141, errors.RateLimitError),
        (500, 194, errors.ServerError),
        (502, None, errors.ServerError),
        (520, 118, errors.ServerError),
    ],
)
def test_class_of_a_refusal(status: int, code: int | None, kind: type[ApiError]) -> None:
    assert choose_exception(ErrorDetails(status, "GET", "/v3/x", code)) is kind


MISSING = "The requested object doesn't exist."


@pytest.mark.parametrize(
    ("code", "message", "fields", "kind"),
    [
        (141, MISSING, {"uid": ("is not valid.",)}, errors.NotFoundError),
        (141, "Release does not exist.", {}, errors.NotFoundError),
        (
            118,
            "The Content Type 'x' was not found. Please try again.",
            {"uid": ("is not valid.",)},
            errors.NotFoundError,
        ),
        (905, "The branch was not found.", {}, errors.NotFoundError),
        (118, "Content Type creation failed. Please try again.", {"uid": ("is not valid.",)}, errors.ValidationError),
        (141, "The request has a parameter that is not valid.", {"query": ("is not valid.",)}, errors.ValidationError),
        (141, "The Language 'xx' was not found. Please try again.", {"locale": ("x",)}, errors.ValidationError),
        (141, "Bulk add failed.", {"items": ("more than 10",)}, errors.ValidationError),
        (141, None, {}, errors.ValidationError),
    ],
)
def test_only_what_the_path_names_can_be_missing(
    code: int, message: str | None, fields: dict[str, tuple[str, ...]], kind: type[ApiError]
) -> None:
    """`except NotFoundError: create()` must not hide a mistake in the call."""
    assert choose_exception(ErrorDetails(422, "GET", "/v3/x", code, message, fields)) is kind


def test_a_page_of_a_gateway_does_not_say_that_something_is_missing() -> None:
    page = build_exception(build_response(404, text="<html>", headers={"content-type": "text/html"}))
    assert type(page) is ApiError
    assert "it came from a proxy or gateway" in str(page)


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (errors.NotFoundError, LookupError),
        (errors.StackNotFoundError, LookupError),
        (errors.ValidationError, ValueError),
        (errors.BadRequestError, ValueError),
        (errors.DecodeError, ValueError),
        (errors.UploadError, ValueError),
        (errors.WebhookPayloadError, ValueError),
        (errors.WebhookSignatureError, ValueError),
        (errors.AuthenticationError, PermissionError),
        (errors.TwoFactorRequired, PermissionError),
        (errors.PermissionDeniedError, PermissionError),
        (errors.AuthMethodError, PermissionError),
        (errors.MissingCredentialsError, PermissionError),
        (errors.OAuthError, PermissionError),
        (errors.ConnectError, ConnectionError),
        (errors.ConnectionLostError, ConnectionError),
        (errors.RequestTimeoutError, TimeoutError),
        (errors.ConnectTimeoutError, TimeoutError),
        (errors.ConnectTimeoutError, ConnectionError),
        (errors.ClientClosedError, RuntimeError),
    ],
)
def test_exceptions_are_the_builtins_a_caller_expects(kind: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(kind, builtin)
    assert issubclass(kind, ContentstackError)


def test_everything_the_server_said_is_there() -> None:
    error = build_exception(
        build_response(
            422,
            json={
                "error_message": "Entry creation failed.",
                "error_code": 119,
                "errors": {"title": ["is not unique."]},
            },
            headers={"x-request-id": "r-1", "retry-after": "2"},
        )
    )
    assert isinstance(error, errors.ValidationError)
    assert (error.status, error.error_code, error.error_message) == (422, 119, "Entry creation failed.")
    assert error.errors == {"title": ("is not unique.",)}
    assert (error.method, error.path) == ("POST", "/v3/content_types/a/entries")
    assert (error.request_id, error.retry_after) == ("r-1", 2.0)
    assert str(error) == (
        "POST api.contentstack.io/v3/content_types/a/entries: 422 (error code 119) Entry creation failed; "
        "title: is not unique; request id r-1"
    )


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ({"title": ["a", "b"]}, {"title": ("a", "b")}),
        ({"title": "a"}, {"title": ("a",)}),
        ({"workflow_stages.0.users": ["a"]}, {"workflow_stages.0.users": ("a",)}),
        ({"title": None}, {"title": ()}),
        ({"title": {"nested": 1}}, {"title": ('{"nested": 1}',)}),
        ([{"title": "a"}, {"title": "b", "url": ["c"]}], {"title": ("a", "b"), "url": ("c",)}),
        ([{}], {}),
        (["a", "b"], {"": ("a", "b")}),
        ("a", {"": ("a",)}),
        (None, {}),
        (7, {"": ("7",)}),
    ],
)
def test_field_errors_of_every_shape(value: object, fields: dict[str, tuple[str, ...]]) -> None:
    assert build_error(errors=value).errors == fields


def test_missing_field_errors() -> None:
    assert build_error().errors == {}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error_message": "a", "message": "b"}, "a"),
        ({"message": "b"}, "b"),
        ({"error": "invalid_grant", "error_description": "c"}, "c"),
        ({"error": "invalid_grant"}, "invalid_grant"),
        ({"error_message": {"odd": 1}}, None),
        ({}, None),
    ],
)
def test_the_message_is_that_of_the_body(body: dict[str, object], message: str | None) -> None:
    assert build_error(400, **body).error_message == message


@pytest.mark.parametrize(("code", "number"), [(119, 119), ("119", 119), ("x", None), (None, None), ([], None)])
def test_an_error_code_is_read_as_a_number(code: object, number: int | None) -> None:
    assert build_error(error_code=code).error_code == number


@pytest.mark.parametrize("content", [b"", b"<html>Bad Gateway</html>", b"[]", b"null", b"\xff"])
def test_a_body_that_is_no_object(content: bytes) -> None:
    error = build_exception(build_response(502, content=content))
    assert isinstance(error, errors.ServerError)
    assert error.error_message is None
    assert str(error) == (
        "POST api.contentstack.io/v3/content_types/a/entries: "
        "502 without an error message: it came from a proxy or gateway"
    )


def test_a_redirect_error_shows_the_host_without_the_query() -> None:
    error = build_exception(build_response(302, headers={"location": "https://evil.example/?token=1"}))
    assert isinstance(error, errors.RedirectError)
    assert "evil.example" in str(error)
    assert "token" not in str(error)


@pytest.mark.parametrize("location", ["http://[::1", "http://xn--/", "http://xn--a-/", "\x00", "x" * 70_000])
def test_a_redirect_to_a_malformed_url(location: str) -> None:
    error = build_exception(build_response(302, headers={"location": location}))
    assert isinstance(error, errors.RedirectError)
    assert "302, a redirect to a malformed URL" in str(error)


def test_not_modified_is_no_redirect() -> None:
    assert isinstance(build_exception(build_response(304)), ApiError)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("refused"), errors.ConnectError),
        (httpx.ConnectTimeout("slow"), errors.ConnectTimeoutError),
        (httpx.ProxyError("407"), errors.ConnectError),
        (httpx.ReadTimeout(""), errors.RequestTimeoutError),
        (httpx.PoolTimeout(""), errors.PoolTimeoutError),
        (httpx.ReadError(""), errors.ConnectionLostError),
        (httpx.RemoteProtocolError(""), errors.ConnectionLostError),
        (httpx.TooManyRedirects(""), errors.RedirectError),
        (httpx.DecodingError(""), errors.DecodeError),
    ],
)
def test_a_transport_error_names_the_request(error: httpx.HTTPError, kind: type[Exception]) -> None:
    found = build_transport_error(error, build_response(200).request)
    assert type(found) is kind
    assert str(found).startswith("POST api.contentstack.io/v3/content_types/a/entries: ")
    assert str(found).rpartition(": ")[2]


def test_a_failed_connection_says_what_to_check() -> None:
    error = httpx.ConnectError("cannot connect to 127.0.0.1:9 ([Errno 111] Connection refused)")
    found = str(build_transport_error(error, build_response(200).request))
    assert found.endswith("([Errno 111] Connection refused); check base_url, region and the network")


def exceptions() -> list[ContentstackError]:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ContentstackError)]
    refusal = ErrorDetails(422, "GET", "/v3/x", 119, "bad", {"title": ("is not unique.",)}, "r-1", 1.0)
    special: dict[type[ContentstackError], tuple[object, ...]] = {
        errors.DecodeError: ("boo", 200, "application/json"),
        errors.ListChangedError: (250, 150),
    }
    return [kind(*special.get(kind, (refusal if issubclass(kind, ApiError) else "boo",))) for kind in kinds]


@pytest.mark.parametrize("error", exceptions(), ids=lambda error: type(error).__name__)
def test_exceptions_survive_pickling(error: ContentstackError) -> None:
    error.outcome, error.attempts = errors.Outcome.UNKNOWN, 3
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (copy.outcome, copy.attempts) == ("unknown", 3)
    assert str(copy) == str(error)
    if isinstance(error, ApiError):
        assert vars(copy) == vars(error)


@pytest.mark.parametrize("depth", [10, 300, 600, 900, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_errors_that_are_nested_deeply(depth: int, opening: bytes, closing: bytes) -> None:
    body = b'{"error_message": "No.", "errors": ' + opening * depth + b'"deep"' + closing * depth + b"}"
    error = build_exception(build_response(422, content=body, headers={"content-type": "application/json"}))
    assert isinstance(error, errors.ValidationError)
    assert depth > 500 or "deep" in str(error)


def test_a_message_can_be_printed() -> None:
    body = b'{"error_message": "half \\ud800", "errors": {"a\\ud800": ["b\\ud800"]}}'
    error = build_exception(build_response(422, content=body, headers={"content-type": "application/json"}))
    assert isinstance(error, ApiError)
    assert str(error).encode()
    assert error.error_message == "half \\ud800"


def test_a_code_of_many_digits() -> None:
    assert build_error(error_code="9" * 5000).error_code is None
