"""Would LINE take this picture below a chat?"""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from simulator.exchange import Refused

MOST_BYTES = 1024 * 1024
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}


def check_menu_picture(kind: str, body: bytes) -> None:
    """Type, weight, and the same bounds of size as the menu itself (reference: upload-rich-menu-image)."""
    if kind not in FORMATS:
        raise Refused(415, f"The content type, {kind}, is not supported", is_breach=True)
    if len(body) > MOST_BYTES:
        raise Refused(413, "Request Entity Too Large", is_breach=True)
    try:
        with Image.open(io.BytesIO(body), formats=[FORMATS[kind]]) as image:
            width, height = image.size
    except UnidentifiedImageError:
        raise Refused(400, "The image is not in the stated format", is_breach=True) from None
    if not 800 <= width <= 2500 or height < 250 or width / height < 1.45:
        raise Refused(400, "The image size is not allowed for richmenu", is_breach=True)
