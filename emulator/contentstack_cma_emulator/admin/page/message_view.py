"""The view of the messages that the CMA would send by email or SMS."""

from contentstack_cma_emulator.admin.page import parts
from contentstack_cma_emulator.admin.page.html import join_html, make_element
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.http.masking import MASK


def show_messages(visit: Visit) -> Content:
    """Show the messages, newest first. Tokens are masked by default."""
    messages = list(reversed(outbox.read_messages(visit.context.state)))
    rows = [
        (
            message.kind.replace("_", " "),
            make_element("bdi", parts.shorten(message.to)),
            parts.render_code((message.token if visit.shows_secrets else MASK) if message.token else ""),
        )
        for message in messages
    ]
    shown = parts.render_table("list", ("Message", "To", "Token"), rows, "No messages.")
    html = join_html(
        parts.render_heading("Messages", parts.render_secrets_link(visit)),
        parts.render_section("list", "Outbox", len(messages), shown),
    )
    return Content("Messages", html)
