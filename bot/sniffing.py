"""What is in these bytes? Told by the bytes themselves, never by a name or by what the sender says."""

import re

HEAD = 4096  # as many bytes as a look needs
UNKNOWN, MARKUP, PLAIN = "application/octet-stream", "text/html", "text/plain"

# What a browser may show in place. Everything else is handed over to be saved.
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
VIDEOS = frozenset({"video/mp4", "video/quicktime", "video/webm"})
SOUNDS = frozenset({"audio/mp4", "audio/mpeg", "audio/aac", "audio/ogg", "audio/wav"})
SHOWN = PICTURES | VIDEOS | SOUNDS

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
)
_BRANDS = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_RUNS = (".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".svg", ".svgz", ".xml", ".js", ".mjs", ".hta")
# Browsers of old guessed HTML from far less than a whole document; any tag near the start counts.
_TAG = re.compile(rb"\s*(<\?xml|<!|<[a-z])", re.IGNORECASE)


def content_type(head: bytes) -> str:
    """A content type from the first bytes; UNKNOWN when nothing fits."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in _HEIC else _BRANDS.get(head[8:12], "video/mp4")
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return "audio/mpeg"
    return _text_type(head.removeprefix(b"\xef\xbb\xbf"))


def _text_type(head: bytes) -> str:
    if b"\0" in head:
        return UNKNOWN
    return MARKUP if _TAG.match(head) else PLAIN if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as odd:
        return odd.start >= len(head) - 3  # cut in the middle of a character
    return bool(head)


def fits(kind: str, found: str) -> bool:
    """Is this content what LINE's word for it promises? A file may be anything: it is never shown."""
    if kind == "image":
        return found in PICTURES
    if kind == "video":
        return found in VIDEOS
    # A voice message is an MP4 whose brand often says no more than that.
    return found in SOUNDS or found == "video/mp4" if kind == "audio" else True


def runs(name: str) -> bool:
    """Does this name promise something a browser would run? Whoever saves it under it opens it as that."""
    return name.rstrip(". ").lower().endswith(_RUNS)


def served_as(kind: str, found: str) -> str:
    """The content type to store: a voice message in an MP4 is sound."""
    return "audio/mp4" if kind == "audio" and found == "video/mp4" else found
