import pytest

from contentstack_cma.proxies import proxy_routes


@pytest.mark.parametrize(
    ("environment", "routes"),
    [
        ({}, {}),
        ({"no": "localhost"}, {}),
        ({"https": "http://proxy:1"}, {"https://": "http://proxy:1"}),
        ({"all": "proxy:1"}, {"all://": "http://proxy:1"}),
        ({"https": "http://proxy:1", "no": "*"}, {}),
        (
            {"http": "http://proxy:1", "no": "localhost, .example.com,127.0.0.1,::1,https://host"},
            {
                "http://": "http://proxy:1",
                "all://localhost": None,
                "all://*.example.com": None,
                "all://127.0.0.1": None,
                "all://[::1]": None,
                "https://host": None,
            },
        ),
    ],
)
def test_routes(environment: dict[str, str], routes: dict[str, str | None]) -> None:
    assert proxy_routes(environment) == routes
