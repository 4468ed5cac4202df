"""The regions of the service and their hosts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit


class Region(StrEnum):
    """A region of the service. Case does not matter, `_` equals `-`, and some regions have aliases.

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
        raise ValueError(f"unknown region {value!r}: expected one of {', '.join([*cls, *_ALIASES])}")


_ALIASES = {"us": "na", "aws-na": "na", "aws-eu": "eu", "aws-au": "au"}


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts of a region. Each is scheme and host, without a trailing slash.

    Attributes:
        api: The Content Management API.
        developer_hub: The API for OAuth tokens and authorizations.
        app: The web application, where users consent.
    """

    api: str
    developer_hub: str
    app: str


def _build_hosts(prefix: str) -> Hosts:
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
        **{region: _build_hosts(region.value) for region in Region if region is not Region.NA},
    }
)
"""The hosts of every region."""


def find_hosts(region: Region | str | None = None, base_url: str | None = None) -> Hosts:
    """Return the hosts of `base_url`, else of `region`. Default: North America.

    Raises:
        ValueError: The region is unknown, or `base_url` is not scheme and host.
    """
    if base_url is not None:
        return _derive_hosts(base_url)
    return HOSTS[Region.NA if region is None else Region(region)]


def find_known_hosts(region: str | None) -> Hosts | None:
    """Return the hosts of a region that a server has named; None if it is unknown."""
    try:
        return None if region is None else HOSTS[Region(region)]
    except ValueError:
        return None


def choose_place(
    region: Region | str | None, base_url: str | None, environ: Mapping[str, str]
) -> tuple[Region | str | None, str | None]:
    """Return region and base URL: the arguments, else `CONTENTSTACK_REGION` and `CONTENTSTACK_BASE_URL`."""
    if region is not None or base_url is not None:
        return region, base_url
    return environ.get("CONTENTSTACK_REGION") or None, environ.get("CONTENTSTACK_BASE_URL") or None


def describe_hosts(hosts: Hosts) -> str:
    """Return a name for hosts: their region, if they are a region's, and the URL of the API."""
    name = next((region.value for region, known in HOSTS.items() if known == hosts), None)
    return hosts.api if name is None else f"{name} ({hosts.api})"


_API_HOST = r"(?P<prefix>(?:[a-z0-9-]+-)?)api\.contentstack\.(?:io|com)"


def _derive_hosts(base_url: str) -> Hosts:
    """Return the hosts of a base URL; one that is not Contentstack's stands for all hosts."""
    api = _check_base_url(base_url)
    match = re.fullmatch(_API_HOST, api.removeprefix("https://"))
    if match is None:
        return Hosts(api, api, api)
    prefix = match["prefix"]
    return Hosts(
        api=api,
        developer_hub=f"https://{prefix}developerhub-api.contentstack.com",
        app=f"https://{prefix}app.contentstack.com",
    )


def _check_base_url(base_url: str) -> str:
    if not isinstance(base_url, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"base_url must be a string, not {type(base_url).__name__}")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"base_url must be like https://host or http://host:port, not {_hide_credentials(base_url)!r}")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"base_url must be scheme and host only: remove {parts.path or parts.query!r}")
    return get_origin(base_url)


def _hide_credentials(base_url: str) -> str:
    """Return a URL for messages: without user name and password."""
    return re.sub(r"//[^/@]*@", "//", base_url)


def get_origin(url: str) -> str:
    """Return scheme, host and port of a URL, in lower case and without the default port.

    Raises:
        ValueError: The port is not a number.
    """
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in {None, default} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
