"""Request a token and check it. `OAuth` does this for you: it signs in, and refreshes the token."""

from contentstack_cma import Client

with Client() as client:
    token = client.oauth_tokens.create(
        grant_type="client_credentials", client_id="machine_client_id", client_secret="client_secret"
    )
    print(client.oauth_tokens.introspect(token=token.access_token).active)
