"""Requests signed by the command line of OpenSSL, and the keys to verify them with.

They were made by:

    openssl genrsa -out key.pem 2048
    openssl rsa -in key.pem -RSAPublicKey_out -out pkcs1.pem
    openssl rsa -in key.pem -pubout -out spki.pem
    openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sign key.pem body.json | base64 -w0
    openssl dgst -sha256 -sign key.pem body.json | base64 -w0
    (printf '1767323045.'; cat body.json) | openssl dgst -sha256 -hmac 'top secret'
"""

from datetime import UTC, datetime

SIGNED_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TIME = "1767323045"

BODY = (
    b'{"triggered_at":"2026-01-02T03:04:05.678Z","module":"entry","api_key":"blt1","event":"update",'
    b'"data":{"entry":{"uid":"blt2","title":"Gr\xc3\xbc\xc3\x9fe","locale":"en-us","_version":3}}}'
)

PKCS1_KEY = """\
-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAuEM87jVmUGzacHFjilz01S4kQTHJhRYIVJZYytoT/2wmjGyq1ryT
xZTcIYJdAlYy+V3sZ0WcUX2O5MsqJ5MnrZYHx0IYG2ascEm9/MyRwqYjwCQ0VGb9
kEDX/kHu2WsCDqS8GKiaEhTenmmIGVu6bc88uJIOSCNz7Vnfp/WzmkaweiS3xX+3
OSmh5jEQ02Gr04Zph53n1PdS4uCVCJMvOOvgpPUMFhLUe7ehRVypscSVP7HJm/yS
NFBX3F4zM+vcXDoYCX5d/yWA8gOdDeybfLCk9bDfSXWBt7v8XyWdOaxqUAvE5bOy
gxuLyI9Frilu06YE/8hDTx1LmIgV3202VQIDAQAB
-----END RSA PUBLIC KEY-----
"""

SPKI_KEY = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuEM87jVmUGzacHFjilz0
1S4kQTHJhRYIVJZYytoT/2wmjGyq1ryTxZTcIYJdAlYy+V3sZ0WcUX2O5MsqJ5Mn
rZYHx0IYG2ascEm9/MyRwqYjwCQ0VGb9kEDX/kHu2WsCDqS8GKiaEhTenmmIGVu6
bc88uJIOSCNz7Vnfp/WzmkaweiS3xX+3OSmh5jEQ02Gr04Zph53n1PdS4uCVCJMv
OOvgpPUMFhLUe7ehRVypscSVP7HJm/ySNFBX3F4zM+vcXDoYCX5d/yWA8gOdDeyb
fLCk9bDfSXWBt7v8XyWdOaxqUAvE5bOygxuLyI9Frilu06YE/8hDTx1LmIgV3202
VQIDAQAB
-----END PUBLIC KEY-----
"""

PSS = (
    "ALvwMIL7HSJaIz9+x+VIsvMgUIq/UrYYM2XwTBanJX6A7/E5wbC1gy2BgDH9bJruDGOeYX5H/bQWCygN/VR6HfdEG0ws7AXkW74T"
    "PUINGiw92KkWYhwaVZ5BVEw4wzKHAy1NtZvC348GUNC2CH+1HRpZmx0AtthCMJ9lnYtzKjq4DOFzsIxFWH2BrcTMtezVmbz5xZg2"
    "V0Df2+L21AMVOg44bRpE5ETKEVb7vwVYtglffZcS/r9tSUj+aS/o6lb8MOWeq8yoc9SAARSSJpLgVX3L/MKsKBzS+GGoutkJKZvK"
    "ThoS6yHta+QeyrcRTr1wIwYibybRSpbP/xnVZdGDJg=="
)
PSS_WITH_LONG_SALT = (
    "e3roHMUBKrtRy54G2oxMAsKH258oW0NSATVIYqq6h3fqFueUzOZgbaddk8RJPOPIH95gdhmohX4xpt0ZsKeg4dIAcbjoxmqWeiCk"
    "e01jvbl7yupV9aZSgMqtm88UXzrCvJmmuRNn2gDMhuTwurWuztC2e80eWVWysEbM+O/rIA4//BV/aP6xPYrI8ubOi2brm/dZa6Kj"
    "inr15TXHeoHfOXSr5HTSILV+IAdUlDlIP14JkUnF1T3BFr8PrGN+Zd7uTTquIXI1bekN8cxBX/oz6K5c/Jzrb/iHiHK0L1nH8eVI"
    "DtPqptvNAJFXbbtq+LDvo0j599foCDU7tPvezW0Dtg=="
)
"""With a salt as long as possible, 222 bytes: earlier signatures had one."""

PKCS1_V15 = (
    "fBWyciwjIV9f3wSJuBXSe+KA7pm5DwawmpLw8/c7X5nx/RVL1MNQmg9j4sct4rfw4qJq4+IJNxSmBH9TIIhRiG2wVvE2Rg+Qyoxx"
    "gGtVrJ2FpVXZKa3Za7CcuzCe4Khhso48rtG8SlLpIIWfe46X70LJ2FgcGTexaDl3PINCkl5JZxEs1nMEI7wlOFdxrKz9IghSdEm7"
    "pt8ZbvMNwFOk2TkGLdZRCYYpfjE8R01AaK3lS5iVNm21tSNlHgNQUNuS3qFYaCe7I3eChynw1h49GEoorHMt4ANiY71Mc3kUqUPZ"
    "HCIyzkD+gHKmXByCW4nQfyaojBkWZuz9YZDH8Jyrag=="
)
"""A signature of the same key and body with another padding."""

SECRET = "top secret"
HMAC = "5771b3580600a2be5c01a7b397a67278f02d65d19ec9459ca5f81cf90a280037"
