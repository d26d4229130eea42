"""Pictures made smaller, turned upright and freed of where they were taken."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

# LINE's limits for a picture we send: https://developers.line.biz/en/reference/messaging-api/#image-message
ORIGINAL_BYTES, PREVIEW_BYTES = 10_000_000, 1_000_000
UPLOAD_BYTES = 20 * 1024 * 1024
# A few kilobytes can unfold into gigabytes; the largest phone pictures have 50 million pixels of use.
MOST_PIXELS = 64_000_000
_LONGEST, _PREVIEW_LONGEST = 4096, 640
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class Unusable(Exception):
    """Not a picture we take. `why`: too_big, too_many_pixels, heic, not_a_picture or broken."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Ready:
    """A picture LINE takes: upright JPEG without metadata, and a small one beside it."""

    original: bytes
    preview: bytes
    width: int
    height: int


def ready_for_line(raw: bytes) -> Ready:
    """JPEG, PNG, WebP or GIF as LINE takes it. Raises Unusable."""
    if len(raw) > UPLOAD_BYTES:
        raise Unusable("too_big")
    if raw[4:8] == b"ftyp":
        raise Unusable("heic")
    upright = _open(raw, _LONGEST)
    upright.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    original = _within(upright, ORIGINAL_BYTES)
    width, height = upright.size
    return Ready(original, _small(upright), width, height)


def preview_of(raw: bytes) -> tuple[bytes, int, int]:
    """A small JPEG of a received picture, and the size of the whole one, upright. Raises Unusable."""
    opened = _look(raw)
    width, height = opened.size
    if opened.getexif().get(0x0112, 1) >= 5:  # lying on its side
        width, height = height, width
    return _small(_open(raw, _PREVIEW_LONGEST)), width, height


def _look(raw: bytes) -> Image.Image:
    """Its size and kind, without unfolding it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            found: Image.Image = Image.open(io.BytesIO(raw), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise Unusable("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError):
        raise Unusable("not_a_picture") from None
    if found.width * found.height > MOST_PIXELS:
        raise Unusable("too_many_pixels")
    return found


def _open(raw: bytes, longest: int) -> Image.Image:
    found = _look(raw)
    try:
        # A JPEG can be unfolded at a half, a quarter or an eighth of its size: less work, less memory.
        found.draft("RGB", (longest, longest))
        return _flat(ImageOps.exif_transpose(found))
    except (OSError, ValueError, SyntaxError, IndexError, EOFError, MemoryError):
        raise Unusable("broken") from None


def _flat(picture: Image.Image) -> Image.Image:
    """On white where it was see-through; only colours, no palette, no metadata."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        flat = Image.new("RGB", seen.size, "white")
        flat.paste(seen, mask=seen.getchannel("A"))
        return flat
    flat = picture.convert("RGB")
    flat.info.clear()
    return flat


def _small(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((_PREVIEW_LONGEST, _PREVIEW_LONGEST), Image.Resampling.LANCZOS)
    return _within(small, PREVIEW_BYTES)


def _within(picture: Image.Image, most: int) -> bytes:
    for quality in (88, 75, 60, 40):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= most:
            return out.getvalue()
    raise Unusable("too_big")
