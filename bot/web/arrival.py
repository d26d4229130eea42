"""When did a call's last bytes reach this machine? Not when a thread was free to read them."""

import socket
import struct
from collections.abc import Mapping
from typing import Any

# struct tcp_info of Linux: eight bytes, then 32-bit counters, of which the twelfth is tcpi_last_data_recv.
_COUNTERS = struct.Struct("=8x12I")


def waited_ms(environ: Mapping[str, Any]) -> int:
    """How long the call has been lying in the kernel; 0 where that cannot be told.

    A listening socket outlives a crashed process: what arrives meanwhile is read by its successor, many
    seconds late, and LINE's minute for the reply token has been running all the while.
    """
    connection = environ.get("gunicorn.socket")
    if connection is None or not hasattr(socket, "TCP_INFO"):
        return 0
    try:
        told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _COUNTERS.size)
        waited: int = _COUNTERS.unpack(told)[-1]
    except (OSError, struct.error):
        return 0
    return waited
