"""What did the pretend customers' phones upload: pictures, videos, sounds and files by message id?"""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from simulator.store import Store


@dataclass(slots=True)
class File:
    """`preparing`: how many more times LINE answers 202, as it does while it converts a long video."""

    kind: str
    content_type: str
    body: bytes
    preparing: int = 0


@dataclass(slots=True)
class Files:
    """Kept over a restart where the desk has a folder."""

    store: Store = field(default_factory=lambda: Store(None))
    _files: dict[str, File] = field(default_factory=dict)

    def add(self, message_id: str, file: File) -> None:
        self._files[message_id] = file
        body = base64.b64encode(file.body).decode() if self.store.is_on else ""
        self.store.keep("file", message_id, [message_id, file.kind, file.content_type, body])

    def find(self, message_id: str) -> File | None:
        return self._files.get(message_id)

    def restore(self, rows: list[Any]) -> None:
        for message_id, kind, content_type, body in rows:
            self._files[message_id] = File(kind, content_type, base64.b64decode(body))


def picture(width: int = 240, height: int = 160) -> bytes:
    """A small green-to-cream PNG, made here because the project ships no pictures of people or places."""
    rows = b"".join(
        b"\0" + bytes(v for x in range(width) for v in (120 + x * 120 // width, 160 + y * 90 // height, 140))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def sound(seconds: float = 1.0) -> bytes:
    """A quiet hum as a WAV file."""
    rate = 8000
    body = bytes(128 + int(20 * ((n // 20) % 2 * 2 - 1)) for n in range(int(rate * seconds)))
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    data = struct.pack("<4sI", b"data", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(head) + len(data)) + b"WAVE" + head + data


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x08free"
DEFAULTS = {
    "image": ("image/png", picture()),
    "video": ("video/mp4", VIDEO),
    "audio": ("audio/x-m4a", sound()),
    "file": ("application/octet-stream", PDF),
}
