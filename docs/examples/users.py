"""Get your account, change your name and request a new password."""

from contentstack_cma import Client

with Client() as client:
    me = client.users.get_current()
    print(me.email, me.first_name)
    client.users.update_current({"first_name": "Ada", "last_name": "Lovelace"})
    client.users.forgot_password(email="me@example.com")  # the mail has the token for `reset_password`
