"""Create an environment, rename it and delete it."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    staging = stack.environments.create(
        {"name": "staging", "urls": [{"locale": "en-us", "url": "https://staging.example.com"}]}
    )
    stack.environments.update("staging", {"name": "preview"})
    print(stack.environments.get("preview").uid == staging.uid)
    for environment in stack.environments.list(asc="name"):
        print(environment.name)
    stack.environments.delete("preview")
