"""Requests of webhooks: their signatures, age, headers and events. What OpenSSL signed is the judge."""

import base64
import hmac
import json
import math
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentstack_cma import errors, models, webhooks
from contentstack_cma.webhooks import signatures
from tests.unit.support import signed_requests as signed

CERTIFICATE = "X-Contentstack-Request-Signature"
HMAC = "x-contentstack-hmac-signature"
OF_ANOTHER_KEY = base64.b64encode(bytes(256)).decode()
BY_CERTIFICATE = {CERTIFICATE: f"v1={signed.PSS}"}
BY_SECRET = {HMAC: f"t={signed.TIME},v1={signed.HMAC}"}
WRONG = "0" * 64


def verify(body: Any = signed.BODY, headers: Any = BY_SECRET, **options: Any) -> models.WebhookEvent:
    keys = {} if options.keys() & {"secret", "public_key"} else {"secret": signed.SECRET}
    return webhooks.verify(body, headers, **{"now": signed.SIGNED_AT, **keys, **options})


def test_what_openssl_signed_with_a_secret() -> None:
    event = verify()
    assert (event.module, event.event, event.api_key) == ("entry", "update", "blt1")
    assert event.triggered_at == datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
    assert event.data.entry
    assert event.data.entry.title == "Grüße"


@pytest.mark.parametrize("key", [signed.PKCS1_KEY, signed.SPKI_KEY, signed.PKCS1_KEY.encode()])
@pytest.mark.parametrize("signature", [signed.PSS, signed.PSS_WITH_LONG_SALT, signed.PKCS1_V15])
def test_what_openssl_signed_with_a_key(key: str | bytes, signature: str) -> None:
    event = verify(headers={CERTIFICATE: f"v1={signature}"}, public_key=key)
    assert event.data.entry
    assert event.data.entry.uid == "blt2"


def test_what_openssl_signs_now(tmp_path: Path) -> None:
    def run(*arguments: str, content: bytes = b"") -> bytes:
        return subprocess.run(
            ["openssl", *arguments], cwd=tmp_path, input=content, capture_output=True, check=True
        ).stdout

    run("genrsa", "-out", "key.pem", "2048")
    key = run("rsa", "-in", "key.pem", "-RSAPublicKey_out")
    options = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")
    signature = base64.b64encode(run("dgst", "-sha256", *options, "-sign", "key.pem", content=signed.BODY)).decode()
    assert verify(headers={CERTIFICATE: f"v1={signature}"}, public_key=key).event == "update"
    digest = run("dgst", "-sha256", "-hmac", "s€cret", content=signed.TIME.encode() + b"." + signed.BODY)
    assert (
        verify(headers={HMAC: f"t={signed.TIME},v1={digest.decode().split()[-1]}"}, secret="s€cret").event == "update"
    )


@pytest.mark.parametrize("kind", ["secret", "certificate"])
def test_a_changed_body_is_rejected(kind: str) -> None:
    headers, key = (
        (BY_SECRET, {"secret": signed.SECRET})
        if kind == "secret"
        else (BY_CERTIFICATE, {"public_key": signed.SPKI_KEY})
    )
    for body in (signed.BODY + b" ", signed.BODY[:-1], signed.BODY.replace(b"update", b"delete"), b""):
        with pytest.raises(errors.WebhookSignatureError, match="matches"):
            verify(body, headers, **key)


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({HMAC: f"t={signed.TIME},v1={WRONG},v1={signed.HMAC}"}, {"secret": signed.SECRET}),
        ({HMAC: f"t={signed.TIME},v1={signed.HMAC.upper()}"}, {"secret": signed.SECRET}),
        ({HMAC: f" t={signed.TIME} , v0=x, v1={signed.HMAC} , v2"}, {"secret": signed.SECRET}),
        ({HMAC: f"v1={signed.HMAC},t={signed.TIME}"}, {"secret": signed.SECRET}),
        (BY_SECRET, {"secret": ["new", signed.SECRET]}),
        (BY_SECRET, {"secret": (signed.SECRET.encode(), "old")}),
        (BY_SECRET, {"secret": iter([signed.SECRET])}),
        ({CERTIFICATE: f"v1={OF_ANOTHER_KEY},v1={signed.PSS}"}, {"public_key": signed.PKCS1_KEY}),
        ({CERTIFICATE: f"v1=AAAA, v1=?, v1={signed.PSS}"}, {"public_key": [signed.SPKI_KEY]}),
        (BY_CERTIFICATE, {"public_key": signed.PKCS1_KEY.replace("\n", "\\n")}),
        (BY_CERTIFICATE, {"public_key": signed.PKCS1_KEY, "secret": "of another webhook"}),
        ({**BY_CERTIFICATE, **BY_SECRET}, {"public_key": signed.PKCS1_KEY, "secret": signed.SECRET}),
    ],
)
def test_one_signature_that_matches_is_enough(headers: dict[str, str], key: dict[str, Any]) -> None:
    assert verify(headers=headers, **key).event == "update"


def test_a_request_with_an_hmac_signature_is_not_verified_otherwise() -> None:
    headers = {**BY_CERTIFICATE, HMAC: f"t={signed.TIME},v1={WRONG}"}
    with pytest.raises(errors.WebhookSignatureError, match=HMAC):
        verify(headers=headers, public_key=signed.PKCS1_KEY, secret=signed.SECRET)


@pytest.mark.parametrize("late", [-301, -300, 0, 300, 301])
@pytest.mark.parametrize(
    ("headers", "key"), [(BY_SECRET, {"secret": signed.SECRET}), (BY_CERTIFICATE, {"public_key": signed.SPKI_KEY})]
)
def test_a_request_may_be_five_minutes_old(late: int, headers: dict[str, str], key: dict[str, Any]) -> None:
    shift = 0.678 if headers is BY_CERTIFICATE else 0  # the time in the body has milliseconds
    now = signed.SIGNED_AT + timedelta(seconds=late + shift)
    if abs(late) <= 300:
        assert verify(headers=headers, now=now, **key).event == "update"
    else:
        with pytest.raises(errors.WebhookSignatureError, match="ago" if late > 0 else "in the future"):
            verify(headers=headers, now=now, **key)


def test_the_tolerance_can_be_chosen() -> None:
    later = signed.SIGNED_AT + timedelta(days=1)
    for tolerance in (86_400, timedelta(days=1), math.inf):
        assert verify(now=later, tolerance=tolerance).event == "update"
    with pytest.raises(errors.WebhookSignatureError, match=r"signed 1 s ago, more than the tolerance of 0\.5 s"):
        verify(now=signed.SIGNED_AT + timedelta(seconds=1), tolerance=0.5)


def test_a_recorded_request_is_too_old_today() -> None:
    with pytest.raises(errors.WebhookSignatureError, match="ago"):
        webhooks.verify(signed.BODY, BY_SECRET, secret=signed.SECRET)


def name_as_wsgi(headers: dict[str, str]) -> dict[str, Any]:
    return {"wsgi.version": (1, 0), "REQUEST_METHOD": "POST"} | {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()
    }


def to_message(headers: dict[str, str]) -> Message:
    message = Message()
    for name, value in headers.items():
        message[name] = value
    return message


@pytest.mark.parametrize("headers", [BY_SECRET, BY_CERTIFICATE])
@pytest.mark.parametrize(
    "form",
    [
        lambda headers: {name.upper(): value for name, value in headers.items()},
        lambda headers: {name: [value] for name, value in headers.items()},
        lambda headers: {name.encode(): value.encode() for name, value in headers.items()},
        lambda headers: [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        lambda headers: iter([("Host", "example.com"), *headers.items()]),
        lambda headers: [[name, value] for name, value in headers.items()],
        lambda headers: headers | {"X-Nothing": None},
        httpx.Headers,
        name_as_wsgi,
        to_message,
    ],
)
def test_headers_of_every_framework(headers: dict[str, str], form: Callable[[dict[str, str]], Any]) -> None:
    assert verify(headers=form(headers), secret=signed.SECRET, public_key=signed.PKCS1_KEY).event == "update"


def test_signatures_on_several_lines() -> None:
    time, signature = BY_SECRET[HMAC].split(",")
    lines = [(HMAC, f"{time},v1={WRONG}"), (HMAC.title(), signature)]
    assert verify(headers=lines).event == "update"
    assert verify(headers=httpx.Headers(lines)).event == "update"


@pytest.mark.parametrize("body", [bytearray(signed.BODY), memoryview(signed.BODY), signed.BODY.decode()])
def test_bodies_that_are_as_good_as_bytes(body: object) -> None:
    assert verify(body).event == "update"


@pytest.mark.parametrize("body", [json.loads(signed.BODY), [], None, 5, models.WebhookEvent.from_dict({})])
def test_a_parsed_body_cannot_be_verified(body: object) -> None:
    with pytest.raises(TypeError, match="raw body of the request as bytes, not"):
        verify(body)


@pytest.mark.parametrize("headers", [None, "v1=x", b"v1=x", 5, ["v1=x"], [("a", "b", "c")]])
def test_headers_that_are_none(headers: object) -> None:
    with pytest.raises(TypeError, match="headers must be"):
        verify(headers=headers)


@pytest.mark.parametrize(
    "value",
    [
        "",
        ",",
        "=",
        f"v1={signed.HMAC}",
        f"t={signed.TIME}",
        f"t=,v1={signed.HMAC}",
        f"t={signed.TIME},v1=",
        f"t={signed.TIME},v1={signed.HMAC[:-1]}",
        f"t={signed.TIME},v1={signed.HMAC[:-1]}g",
        f"t={signed.TIME},v1={signed.HMAC}00",
        f"t={signed.TIME},t={signed.TIME},v1={signed.HMAC}",
        f"t=0,t={signed.TIME},v1={signed.HMAC}",
        f"t=-{signed.TIME},v1={signed.HMAC}",
        f"t= {signed.TIME},v1={signed.HMAC}",
        f"t={signed.TIME}.0,v1={signed.HMAC}",
        f"t={'9' * 5000},v1={signed.HMAC}",
        f"t=١٧٦٧٣٢٣٠٤٥,v1={signed.HMAC}",
        f"t=1e9,v1={signed.HMAC}",
        f"t=nan,v1={signed.HMAC}",
        f"T={signed.TIME},V1={signed.HMAC}",
        f"t={signed.TIME};v1={signed.HMAC}",
        f"t={signed.TIME},v1=é",
        f"t={signed.TIME},v1={'0' * 9000}",
        "\x00",
    ],
)
def test_a_malformed_hmac_header(value: str) -> None:
    with pytest.raises(errors.WebhookSignatureError, match="malformed"):
        verify(headers={HMAC: value})


@pytest.mark.parametrize("value", ["", "v1=", "v1=é", "v1=????", "v1=A", signed.PSS, f"v2={signed.PSS}", "x" * 9000])
def test_a_malformed_certificate_header(value: str) -> None:
    with pytest.raises(errors.WebhookSignatureError, match="malformed"):
        verify(headers={CERTIFICATE: value}, public_key=signed.PKCS1_KEY)


def test_a_missing_header() -> None:
    with pytest.raises(errors.WebhookSignatureError, match=f"no header {HMAC}: it was not sent"):
        verify(headers={})
    with pytest.raises(
        errors.WebhookSignatureError, match=f"the header {CERTIFICATE.lower()} instead of {HMAC}: pass public_key"
    ):
        verify(headers=BY_CERTIFICATE)
    with pytest.raises(errors.WebhookSignatureError, match=f"the header {HMAC} instead of .*: pass secret"):
        verify(public_key=signed.PKCS1_KEY)


PARTS = ("t=", "v1=", "v2=", ",", "=", " ", "0", "99999", signed.TIME, WRONG, signed.PSS[:-4], "é", "\n", "\0")


@given(st.text() | st.lists(st.sampled_from(PARTS)).map("".join))
def test_no_header_makes_it_fail_otherwise(value: str) -> None:
    with pytest.raises(errors.WebhookSignatureError):
        verify(headers={HMAC: value})
    with pytest.raises(errors.WebhookSignatureError):
        verify(headers={CERTIFICATE: value}, public_key=signed.PKCS1_KEY)


@given(
    st.dictionaries(st.text() | st.binary(), st.text() | st.binary() | st.none() | st.lists(st.binary())), st.binary()
)
def test_no_request_makes_it_fail_otherwise(headers: dict[Any, Any], body: bytes) -> None:
    with pytest.raises(errors.WebhookSignatureError):
        verify(body, headers, secret=signed.SECRET, public_key=signed.PKCS1_KEY)


def test_secrets_and_digests_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def remember(sent: bytes, own: bytes) -> bool:
        compared.append((sent, own))
        return sent == own

    monkeypatch.setattr(hmac, "compare_digest", remember)
    verify(headers={HMAC: f"t={signed.TIME},v1={signed.HMAC},v1={WRONG}"}, secret=[signed.SECRET, "other"])
    assert len(compared) == 4  # a match does not end it sooner


@pytest.mark.parametrize("secret", ["", " \n", b"", [], ["good", ""], ()])
def test_an_empty_secret_is_not_accepted(secret: Any) -> None:
    with pytest.raises(ValueError, match="secret must not be empty"):
        verify(secret=secret)


@pytest.mark.parametrize("secret", [5, [None], {"a": "b"}, True, bytearray(b"x")])
def test_a_secret_of_another_type(secret: Any) -> None:
    with pytest.raises(TypeError, match="secret must be a string"):
        verify(secret=secret)


def test_without_secret_and_key_nothing_is_verified() -> None:
    """As with `secret=os.environ.get("NOT_SET")`."""
    with pytest.raises(TypeError, match="pass secret"):
        verify(secret=None, public_key=None)


@pytest.mark.parametrize("key", ["no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_public_key_that_is_none(key: str) -> None:
    with pytest.raises(ValueError, match="public_key is not valid: it must be an RSA key"):
        verify(headers=BY_CERTIFICATE, public_key=key)


def test_a_public_key_of_another_kind(tmp_path: Path) -> None:
    command = "openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout"
    key = subprocess.run(command, shell=True, capture_output=True, check=True).stdout
    with pytest.raises(ValueError, match="RSA"):
        verify(headers=BY_CERTIFICATE, public_key=key)


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"tolerance": -1}, ValueError, "at least 0"),
        ({"tolerance": math.nan}, ValueError, "at least 0"),
        ({"tolerance": "5"}, TypeError, "not str"),
        ({"tolerance": None}, TypeError, "not NoneType"),
        ({"tolerance": True}, TypeError, "not bool"),
        ({"now": datetime(2026, 1, 2)}, ValueError, "time zone"),  # noqa: DTZ001 - that is the mistake
        ({"now": 1767323045}, TypeError, "datetime, not int"),
    ],
)
def test_wrong_options(options: dict[str, Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        verify(**options)


def test_no_message_shows_a_secret_or_a_signature() -> None:
    cases: list[dict[str, Any]] = [
        {"body": b"changed"},
        {"now": signed.SIGNED_AT + timedelta(days=1)},
        {"headers": {HMAC: f"t=x,v1={signed.HMAC}"}},
        {"secret": "top secret\udfff"},
    ]
    for case in cases:
        with pytest.raises(errors.WebhookSignatureError) as raised:
            verify(**case)
        shown = f"{raised.value!r} {raised.value} {raised.value.__cause__!r} {raised.value.__context__!r}"
        assert not any(text in shown for text in (signed.SECRET, signed.HMAC, signed.HMAC[:16]))
    assert signed.HMAC not in repr(signatures.read_hmac_signature(BY_SECRET))


def sign_with_secret(body: bytes) -> dict[str, str]:
    digest = hmac.digest(signed.SECRET.encode(), signed.TIME.encode() + b"." + body, "sha256").hex()
    return {HMAC: f"t={signed.TIME},v1={digest}"}


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b"9" * 5000, b'"event"'])
def test_a_signed_body_that_is_no_event(body: bytes) -> None:
    with pytest.raises(errors.WebhookPayloadError, match="not a JSON object"):
        verify(body, sign_with_secret(body))


def test_an_event_is_kept_whole() -> None:
    sent = {
        "module": "app_installation",
        "event": "upgrade",
        "source": {"type": "release", "uid": "r", "title": "R", "more": 1},
        "data": {"app_installation": {"app_uid": "a"}, "entry": [1], "locale": "en-us"},
        "new": {"b": [None]},
    }
    body = json.dumps(sent).encode()
    event = verify(body, sign_with_secret(body))
    assert event.to_dict() == sent
    assert event["new"] == {"b": [None]}
    assert event.data["app_installation"] == {"app_uid": "a"}
    assert (event.triggered_at, event.data.asset, event.data.locale) == (None, None, "en-us")
    assert event.source
    assert event.source.title == "R"


def test_the_time_of_an_event_must_be_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks.verification, "matches_certificate", lambda *_: True)
    with pytest.raises(errors.WebhookPayloadError, match="triggered_at"):
        verify(b'{"triggered_at":"yesterday"}', BY_CERTIFICATE, public_key=signed.PKCS1_KEY)


@pytest.mark.parametrize("body", [b'{"data":{}}', b'{"triggered_at":null}'])
def test_an_event_without_a_time_is_accepted(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks.verification, "matches_certificate", lambda *_: True)
    assert verify(body, BY_CERTIFICATE, public_key=signed.PKCS1_KEY).triggered_at is None


CODE = """
import sys

sys.modules["cryptography"] = None
from contentstack_cma import webhooks

print(webhooks.verify({body!r}, {headers!r}, secret={secret!r}, tolerance=10**10).event)
for use in (lambda: webhooks.verify(b"", {{}}, public_key="x"), webhooks.PublicKey):
    try:
        use()
    except ImportError as error:
        print(error)
"""


def test_only_public_keys_need_the_extra() -> None:
    code = CODE.format(body=signed.BODY, headers=BY_SECRET, secret=signed.SECRET)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    missing = 'public keys of webhooks need an extra: pip install "contentstack-cma[webhooks]"'
    assert done.stdout.splitlines() == ["update", missing, missing]


def test_cryptography_is_loaded_by_public_keys_only() -> None:
    code = "import sys\nfrom contentstack_cma import webhooks\nwebhooks.verify\nprint('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
