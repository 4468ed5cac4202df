"""The service's regions and their hosts: a frozen table, so that nothing is fetched to find out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit


class Region(StrEnum):
    """A region of the service. Case does not matter, `_` is as good as `-`, and some regions have aliases.

    >>> Region("AWS_EU")
    <Region.EU: 'eu'>
    """

    NA = "na"
    EU = "eu"
    AU = "au"
    AZURE_NA = "azure-na"
    AZURE_EU = "azure-eu"
    GCP_NA = "gcp-na"
    GCP_EU = "gcp-eu"

    @classmethod
    def _missing_(cls, value: object) -> "Region":
        name = str(value).strip().lower().replace("_", "-")
        name = _ALIASES.get(name, name)
        for region in cls:
            if region.value == name:
                return region
        raise ValueError(f"unknown region {value!r}; known are {', '.join([*cls, *_ALIASES])}")


_ALIASES = {"us": "na", "aws-na": "na", "aws-eu": "eu", "aws-au": "au"}


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where a region answers. Each is scheme and host, without a slash at the end.

    Attributes:
        api: The Content Management API.
        developer_hub: OAuth tokens and authorizations.
        app: The web application, where users consent.
    """

    api: str
    developer_hub: str
    app: str


def _prefixed(prefix: str) -> Hosts:
    return Hosts(
        api=f"https://{prefix}-api.contentstack.com",
        developer_hub=f"https://{prefix}-developerhub-api.contentstack.com",
        app=f"https://{prefix}-app.contentstack.com",
    )


HOSTS: Mapping[Region, Hosts] = MappingProxyType(
    {
        Region.NA: Hosts(
            api="https://api.contentstack.io",
            developer_hub="https://developerhub-api.contentstack.com",
            app="https://app.contentstack.com",
        ),
        **{region: _prefixed(region.value) for region in Region if region is not Region.NA},
    }
)
"""The hosts of every region."""


def hosts_of(region: Region | str | None = None, base_url: str | None = None) -> Hosts:
    """The hosts to talk to: those of `base_url` if it is given, else those of `region`, else those of North America.

    Raises:
        ValueError: The region is unknown, or `base_url` is more or less than scheme and host.
    """
    if base_url is not None:
        return _hosts_of_url(base_url)
    return HOSTS[Region.NA if region is None else Region(region)]


_API_HOST = r"(?P<prefix>(?:[a-z0-9-]+-)?)api\.contentstack\.(?:io|com)"


def _hosts_of_url(base_url: str) -> Hosts:
    """The API's hosts follow one pattern; any other host is taken to answer everything itself."""
    api = _origin(base_url)
    match = re.fullmatch(_API_HOST, api.removeprefix("https://"))
    if match is None:
        return Hosts(api, api, api)
    prefix = match["prefix"]
    return Hosts(
        api=api,
        developer_hub=f"https://{prefix}developerhub-api.contentstack.com",
        app=f"https://{prefix}app.contentstack.com",
    )


def _origin(base_url: str) -> str:
    if not isinstance(base_url, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"base_url must be text, not {type(base_url).__name__}")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"base_url must be like https://host or http://host:port, not {_shown(base_url)!r}")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"base_url must be scheme and host only, without {parts.path or parts.query!r}")
    return origin_of(base_url)


def _shown(base_url: str) -> str:
    """A URL as it may appear in a message: without user name and password."""
    return re.sub(r"//[^/@]*@", "//", base_url)


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, lower-case, without the scheme's default port.

    Raises:
        ValueError: The port is not a number.
    """
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in {None, default} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
