import pytest

from contentstack_cma.regions import HOSTS, Hosts, Region, find_hosts, get_origin


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("na", Region.NA),
        ("US", Region.NA),
        ("AWS_NA", Region.NA),
        ("EU", Region.EU),
        ("aws-eu", Region.EU),
        ("Azure_NA", Region.AZURE_NA),
        (" gcp-EU ", Region.GCP_EU),
        ("aws_au", Region.AU),
    ],
)
def test_region_is_found_whatever_its_spelling(name: str, region: Region) -> None:
    assert Region(name) is region


def test_unknown_region_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"unknown region 'eur': expected one of na, eu, .*gcp-eu, us, aws-na"):
        Region("eur")


def test_every_region_has_hosts() -> None:
    assert set(HOSTS) == set(Region)


def test_north_america_is_the_default() -> None:
    assert find_hosts() == Hosts(
        "https://api.contentstack.io", "https://developerhub-api.contentstack.com", "https://app.contentstack.com"
    )


def test_hosts_of_another_region() -> None:
    assert find_hosts("azure-na") == Hosts(
        "https://azure-na-api.contentstack.com",
        "https://azure-na-developerhub-api.contentstack.com",
        "https://azure-na-app.contentstack.com",
    )


def test_hosts_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        HOSTS[Region.NA] = find_hosts("eu")  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


@pytest.mark.parametrize("region", list(Region))
def test_base_url_of_a_region_leads_to_the_same_hosts(region: Region) -> None:
    assert find_hosts(base_url=HOSTS[region].api) == HOSTS[region]


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:8400", "http://127.0.0.1:8400/", "https://api.contentstack.io.example.com"]
)
def test_any_other_host_serves_all_apis_itself(base_url: str) -> None:
    hosts = find_hosts(base_url=base_url)
    assert hosts.api == hosts.developer_hub == hosts.app == base_url.rstrip("/")


def test_base_url_wins_over_region() -> None:
    assert find_hosts("eu", "http://localhost:1").api == "http://localhost:1"


@pytest.mark.parametrize(
    "base_url", ["", "api.contentstack.io", "ftp://host", "https://", "https://h/v3", "https://h?x=1", "https://h#x"]
)
def test_base_url_must_be_scheme_and_host(base_url: str) -> None:
    with pytest.raises(ValueError, match="base_url must be"):
        find_hosts(base_url=base_url)


def test_base_url_with_a_password_is_rejected_without_showing_it() -> None:
    with pytest.raises(ValueError, match="base_url must be") as caught:
        find_hosts(base_url="https://me:hunter2@host")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Images.Contentstack.io/v3/assets/a?b=1", "https://images.contentstack.io"),
        ("https://host:443/x", "https://host"),
        ("http://host:8400/x", "http://host:8400"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_a_url_has_an_origin(url: str, origin: str) -> None:
    assert get_origin(url) == origin
