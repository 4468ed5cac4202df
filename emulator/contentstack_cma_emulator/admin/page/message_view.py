"""The view of the messages that would have been sent by mail or SMS."""

from contentstack_cma_emulator.admin.page.html import element, together
from contentstack_cma_emulator.admin.page.parts import code, heading, secrets_link, section, shorten, table
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.http.masking import MASK


def show_messages(visit: Visit) -> Content:
    """Show the messages, the newest first; their tokens are masked unless asked for."""
    messages = list(reversed(outbox.read(visit.context.state)))
    rows = [
        (
            message.kind.replace("_", " "),
            element("bdi", shorten(message.to)),
            code((message.token if visit.shows_secrets else MASK) if message.token else ""),
        )
        for message in messages
    ]
    shown = table("list", ("Message", "To", "Token"), rows, "No messages were sent.")
    html = together(heading("Messages", secrets_link(visit)), section("list", "Outbox", len(messages), shown))
    return Content("Messages", html)
