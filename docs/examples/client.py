"""Sign in with a password, override timeout and retries, work on two stacks and sign out."""

from contentstack_cma import Client, Login

with Client(auth=Login("me@example.com", "secret"), timeout=60, max_retries=5) as client:
    stack = client.stack("api_key", branch="main")
    print(stack.fetch().name)

    quick = client.with_options(timeout=5, max_retries=0)
    for found in quick.stacks.list():
        print(found.name)
    client.logout()
