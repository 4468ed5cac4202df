"""Parse multipart bodies, for tests that look at what was sent."""

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP


@dataclass(frozen=True)
class Part:
    """One part."""

    name: str
    file_name: str | None
    media_type: str | None
    content: bytes


def parse_parts(content_type: str, body: bytes) -> dict[str, Part]:
    """The parts by name."""
    message = BytesParser(policy=HTTP).parsebytes(f"content-type: {content_type}\r\n\r\n".encode() + body)
    return {part.name: part for part in map(_part, message.iter_parts())}


def _part(message: Message) -> Part:
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes)
    name = message.get_param("name", header="content-disposition")
    media_type = message.get_content_type() if "content-type" in message else None
    return Part(str(name), message.get_filename(), media_type, content)
