"""Sign what webhooks send, so that receivers can verify it as they verify requests of the CMA.

The private key is public: a signature proves nothing about the sender. It is there to try out code that verifies
signatures.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable

PUBLIC_KEY = """\
-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAurZhKGs/7Dd6I54N8+6DBQw8S3LHi2dyGXO0KfwBlhTt4BHxciO5
voqaTpCEjoagseZkz3I7J/ncUKcEXOPWNnq/SNHpxNL9cosVquWgydaCO3E3k7M2
o9W1sTPN6YIRYkRvrd1pszXcM9AeuZ1rF7fBp+XXRnpu+tejGN/rqmSYQcIz5Tdx
aFbbVQaeby4btHhQiHaoTuehi36MxlG6nXJgbn1sojVUf+BJguo+m3zkcZTpUWHq
3x4dxq40QPTbCm4jVg5wnftbI75VkaPqkd3QMICJz2Iw4NtjOWqe4KjNIxbXiRfi
vMKdYjOtl7ikv4OzRX2y4G6VnB/Ett4zyQIDAQAB
-----END RSA PUBLIC KEY-----
"""

_P = int(
    "deb67ef94243fa184bf22e44fa83526329fce38c9fa164763165ffa3e8473ae5fea71a5bd54a973ba6a67cdb68bd6a59"
    "87f56cd1914a0b2e60c1f4861e2a8226fbe764e178065f069085311a902785dfe0819b87a16d5460605b510f648568f5"
    "c4c1d05b2957ffb774a77aa5daafa251464e9610ade0cc33b4d9ca3419e355b3",
    16,
)
_Q = int(
    "d69e6c7cf172a52f5ffa4107ba16e8ab91e4a0fe7c14f0072bc60ed6af09d1f1178893d0cf686a35b891471e91177a26"
    "fad52b70d6dbedd319119a40e46e12b26594e47cc01c781242a9463a9a8a0cc94065577603b8a122d010713e2bfd70f7"
    "f7445cce7f0f3da99c7e8f1160e4e93373885a30221a0e17a4f5f34440990a93",
    16,
)
MODULUS = _P * _Q
EXPONENT = 65537
_PRIVATE = pow(EXPONENT, -1, (_P - 1) * (_Q - 1))

HASH_LENGTH = 32
SALT_LENGTH = 32

RandomBytes = Callable[[int], bytes]


def sign(message: bytes, random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """Return the value of `X-Contentstack-Request-Signature`: RSA-PSS with SHA-256, as `v1=` and base64."""
    bits = MODULUS.bit_length() - 1
    encoded = _encode(hashlib.sha256(message).digest(), random_bytes(SALT_LENGTH), bits)
    signature = pow(int.from_bytes(encoded), _PRIVATE, MODULUS)
    return f"v1={base64.b64encode(signature.to_bytes((bits + 8) // 8)).decode()}"


def sign_with_secrets(message: bytes, time: int, keys: Iterable[str]) -> str:
    """Return the value of `x-contentstack-hmac-signature`: HMAC-SHA256 of time and message with each secret, in hex."""
    signed = f"{time}.".encode() + message
    digests = [hmac.digest(key.encode(), signed, "sha256").hex() for key in keys]
    return ",".join([f"t={time}", *(f"v1={digest}" for digest in digests)])


def _encode(digest: bytes, salt: bytes, bits: int) -> bytes:
    """Return the encoded message of EMSA-PSS (RFC 8017, 9.1.1)."""
    length = (bits + 7) // 8
    seed = hashlib.sha256(bytes(8) + digest + salt).digest()
    block = bytes(length - SALT_LENGTH - HASH_LENGTH - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mask(seed, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + seed + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """Return `length` bytes derived from a seed: the function MGF1 of RFC 8017."""
    rounds = range(-(-length // HASH_LENGTH))
    return b"".join(hashlib.sha256(seed + count.to_bytes(4)).digest() for count in rounds)[:length]
