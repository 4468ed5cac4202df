"""The view of the messages that the CMA would send by email or SMS."""

from contentstack_cma_emulator.admin.page.html import make_element
from contentstack_cma_emulator.admin.page.inline import render_code, shorten
from contentstack_cma_emulator.admin.page.parts import render_secrets_link, render_table_section, render_view
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.http.masking import MASK


def show_messages(visit: Visit) -> Content:
    """Show the messages, newest first. Tokens are masked by default."""
    rows = [
        (
            message.kind.replace("_", " "),
            make_element("bdi", shorten(message.to)),
            render_code((message.token if visit.shows_secrets else MASK) if message.token else ""),
        )
        for message in reversed(outbox.read_messages(visit.context.state))
    ]
    shown = render_table_section("list", "Outbox", ("Message", "To", "Token"), rows, "No messages.")
    return render_view("Messages", shown, beside=[render_secrets_link(visit)])
