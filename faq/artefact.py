"""How is an index kept as bytes, and how is a damaged one refused?

One line naming the format, one with the SHA-256 of the rest, then a compressed list of arrays behind a JSON
header. Data alone: reading it runs nothing.
"""

import hashlib
import json
import struct
import zlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from faq.calibrate import Calibration
from faq.holders import Holders
from faq.index import Index

FORMAT: Final = b"saphan-index 7\n"
_LEVEL: Final = 1  # figures hardly shrink; pieces and values are the most of it
_ARRAYS: Final = {
    "pieces": "<i8",
    "weights": "<f4",
    "starts": "<i8",
    "phrasings": "<i4",
    "values": "<f4",
    "bounds": "<i4",
    "chosen": "<i4",
    "voices": "<f4",
    "left_out": "<f8",
}
_DIMENSIONS: Final = {"voices": 2, "left_out": 2}  # where not one
_OF_HOLDERS: Final = ("starts", "phrasings", "values")
_ALIGNED: Final = 8
_LARGEST: Final = 1 << 31  # bytes unpacked: an index of 10 000 phrasings takes about a hundredth of it


class DamagedIndex(ValueError):
    """These bytes are no index, or not as they were written."""


def to_bytes(index: Index) -> bytes:
    """The same bytes for the same index."""
    arrays = {name: _array(index, name).astype(kind) for name, kind in _ARRAYS.items()}
    header = {
        "fingerprint": index.fingerprint,
        "slope": index.calibration.slope,
        "offset": index.calibration.offset,
        "known": index.calibration.known,
        "inside": index.calibration.inside,
        "answers": index.answers,
        "shapes": {name: array.shape for name, array in arrays.items()},
    }
    told = json.dumps(header, sort_keys=True).encode()
    parts = [struct.pack("<I", len(told)), told]
    for array in arrays.values():
        parts.append(b"\0" * (-sum(map(len, parts)) % _ALIGNED))
        parts.append(array.tobytes())
    packed = zlib.compress(b"".join(parts), _LEVEL)
    return b"".join([FORMAT, hashlib.sha256(packed).hexdigest().encode(), b"\n", packed])


def from_bytes(content: bytes) -> Index:
    """The index that `to_bytes` wrote. Raises DamagedIndex for anything else."""
    packed = content[len(FORMAT) + 65 :]
    if not content.startswith(FORMAT):
        raise DamagedIndex("not an index of this format")
    if content[len(FORMAT) : len(FORMAT) + 65] != hashlib.sha256(packed).hexdigest().encode() + b"\n":
        raise DamagedIndex("the bytes are not those that were written")
    try:
        return _index(_unpacked(packed))
    except (ValueError, LookupError, TypeError, OverflowError, struct.error, zlib.error) as error:
        raise DamagedIndex(f"written by something else: {type(error).__name__}") from error


def _unpacked(packed: bytes) -> bytes:
    reader = zlib.decompressobj()
    told = reader.decompress(packed, _LARGEST)
    if not reader.eof:
        raise DamagedIndex("larger than any index")
    return told


def _index(told: bytes) -> Index:
    (length,) = struct.unpack_from("<I", told)
    header: dict[str, Any] = json.loads(told[4 : 4 + length])
    at = 4 + length
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, kind in _ARRAYS.items():
        shape = tuple(header["shapes"][name])
        at += -at % _ALIGNED
        many = int(np.prod(shape))
        arrays[name] = np.frombuffer(told, kind, many, at).reshape(shape)
        at += many * np.dtype(kind).itemsize
    _check(arrays)
    slope, offset, known = (float(header[name]) for name in ("slope", "offset", "known"))
    calibration = Calibration(slope, offset, known, arrays.pop("left_out"), int(header["inside"]))
    _check_calibration(calibration)
    answers = int(header["answers"])
    if not 0 <= answers <= len(arrays["voices"]) - len(arrays["chosen"]):
        raise DamagedIndex("it hears more answers than it has")
    held = (arrays.pop(name) for name in _OF_HOLDERS)
    return Index(
        fingerprint=header["fingerprint"],
        holders=Holders(len(arrays["voices"]), *held),
        calibration=calibration,
        answers=answers,
        **arrays,
    )


def _check(arrays: dict[str, npt.NDArray[Any]]) -> None:
    """Do the arrays belong together? A wrong number here would be a wrong memory access later."""
    held, starts, bounds = arrays["phrasings"], arrays["starts"], arrays["bounds"]
    fits = (
        all(array.ndim == _DIMENSIONS.get(name, 1) for name, array in arrays.items())
        and not any(np.isnan(array).any() for array in arrays.values())
        and _rises(starts, len(held))
        and _rises(bounds, len(arrays["chosen"]))
        and len(arrays["pieces"]) == len(starts) - 1 == len(arrays["weights"]) - 1
        and len(held) == len(arrays["values"])
        and (not len(held) or 0 <= int(held.min()) <= int(held.max()) < len(arrays["voices"]))
        and len(arrays["chosen"]) <= len(arrays["voices"])
        and arrays["voices"].shape[1] == len(bounds) - 1
    )
    if not fits:
        raise DamagedIndex("its parts do not belong together")


def _rises(places: npt.NDArray[Any], end: int) -> bool:
    """From nothing to the end, never back."""
    return bool(len(places) and places[0] == 0 and places[-1] == end and (np.diff(places) >= 0).all())


def _check_calibration(found: Calibration) -> None:
    tried, is_sound = found.left_out, np.isfinite((found.slope, found.offset, found.known)).all()
    if not (is_sound and tried.shape[1] == 3 and min(1, len(tried)) <= found.inside <= len(tried)):
        raise DamagedIndex("its sureness makes no sense")


def _array(index: Index, name: str) -> npt.NDArray[Any]:
    owner: Any = index.holders if name in _OF_HOLDERS else index
    return np.asarray(getattr(index.calibration if name == "left_out" else owner, name))
