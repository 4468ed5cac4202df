"""Calls made wrongly."""

from contentstack_cma import AsyncClient, Client
from contentstack_cma_client import with_raw_response
from contentstack_cma_client.api.environments import get_environment


def wrong(client: Client) -> None:
    client.stack()  # expect-error
    client.stack(None)  # expect-error
    client.stacks("api_key")  # expect-error
    stack = client.stack("api_key")
    stack.api_key = "other"  # expect-error
    stack.entrys("blog_post")  # expect-error
    stack.entries("blog_post").get()  # expect-error
    stack.entries("blog_post").get("blt1", version="2")  # expect-error
    stack.entries("blog_post").list(limt=10)  # expect-error
    stack.entries("blog_post").publish("blt1", environments="production", locales=1)  # expect-error
    stack.environments.create({"nam": "production"})  # expect-error: nam
    stack.environments.create("production")  # expect-error
    stack.assets.upload(1)  # expect-error
    stack.webhooks.import_(1)  # expect-error
    stack.extensions.upload("colour.html", title="Colour", type_="fields")  # expect-error
    str(stack.fetch().nam)  # expect-error
    stack.delivery_tokens.update("blt1", stack.delivery_tokens.get("blt1"))  # expect-error
    client.teams("org").create(nam="Writers")  # expect-error
    client.team_users("org")  # expect-error
    stack.environments.with_raw_response.get()  # expect-error
    stack.environments.with_raw_response.get("production", brnch="main")  # expect-error
    stack.entries("blog_post").with_raw_response.publish("blt1", environments=["production"])  # expect-error
    with_raw_response(get_environment.sync)("production")  # expect-error


async def not_awaited(client: AsyncClient) -> None:
    stack = client.stack("api_key")
    str(stack.fetch().name)  # expect-error
    list(stack.entries("blog_post").list())  # expect-error
