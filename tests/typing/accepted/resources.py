"""Resources that are generated whole."""

from typing import assert_type

from contentstack_cma import Client
from contentstack_cma.models import Environment, EnvironmentInput, Locale, Organization


def environments(client: Client) -> None:
    environments = client.stack("api_key").environments
    assert_type(environments.create({"name": "production"}), Environment)
    assert_type(environments.create(EnvironmentInput(name="production")), Environment)
    assert_type(environments.get("production"), Environment)
    for environment in environments.list():
        assert_type(environment, Environment)


def locales(client: Client) -> None:
    assert_type(client.stack("api_key").locales.get("fr-fr"), Locale)


def organizations(client: Client) -> None:
    for organization in client.organizations.list(include_plan=True):
        assert_type(organization, Organization)


def whole_response(client: Client) -> None:
    answer = client.stack("api_key").environments.with_raw_response.get("production")
    assert_type(answer.status_code, int)
    assert_type(answer.parsed.environment, Environment)
