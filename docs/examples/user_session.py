"""Sign in and out yourself. `Login` does both for you, and signs in again when the session has expired."""

from contentstack_cma import Client

with Client() as client:
    user = client.user_session.log_in(email="me@example.com", password="secret")
    print(user.email)

    with Client(authtoken=user.authtoken, base_url=client.base_url) as session:
        session.logout()
