"""Which proxy the environment asks for: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.

httpx reads them only for transports that it makes itself, and ours wraps those.
"""

from collections.abc import Mapping
from ipaddress import ip_address

_SCHEMES = ("http", "https", "all")


def proxy_routes(environment: Mapping[str, str]) -> dict[str, str | None]:
    """Proxy by URL pattern, in httpx's notation; None where there is to be none.

    Args:
        environment: What `urllib.request.getproxies()` answers: proxy by scheme, and the exceptions under `no`.
    """
    exceptions = [host.strip() for host in environment.get("no", "").split(",") if host.strip()]
    routes: dict[str, str | None] = {
        f"{scheme}://": _with_scheme(environment[scheme]) for scheme in _SCHEMES if environment.get(scheme)
    }
    if not routes or "*" in exceptions:
        return {}
    return routes | dict.fromkeys(map(_pattern, exceptions))


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"


def _pattern(host: str) -> str:
    """`example.com` and `.example.com` stand for their subdomains too; an address or `localhost` for itself."""
    if "://" in host:
        return host
    if _is_address(host):
        return f"all://[{host}]" if ":" in host else f"all://{host}"
    return f"all://{host}" if host == "localhost" else f"all://*{host}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
