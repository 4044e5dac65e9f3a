"""What travels between the grader and a student's process: a length, a JSON head, a body of bytes. Never a pickle.

Whatever arrives is capped in size, has a deadline, and is only ever data. The other side may be hostile.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

MAX_HEAD = 512 * 1024
MAX_BODY = 16 * 1024 * 1024
LOOK_EVERY = 0.1
AT_ONCE = 64 * 1024
LENGTHS = struct.Struct(">II")


class ChannelClosed(Exception):
    """The process at the other end is gone."""


class TooSlow(Exception):
    """The process at the other end did not answer before the deadline."""


class BadFrame(Exception):
    """The process at the other end broke the protocol."""


class Channel:
    """Frames over one connected stream socket. Deadlines are points of ``time.monotonic()``, in seconds.

    ``watch`` is called about ten times a second as long as answers are waited for; what it raises ends the waiting.
    """

    def __init__(self, sock: socket.socket) -> None:
        """Take over a connected socket."""
        self.sock = sock
        self.watch: Callable[[], None] | None = None
        self._looked = 0.0
        self._arrived = bytearray()

    def send(self, head: dict[str, Any], body: bytes = b"", deadline: float | None = None) -> None:
        """Send one frame. Raises ``ChannelClosed``, ``TooSlow``, or ``ValueError`` if the frame is too large."""
        raw = json.dumps(head).encode()
        if len(raw) > MAX_HEAD or len(body) > MAX_BODY:
            raise ValueError(f"a frame of {len(raw)} + {len(body)} bytes is too large")
        try:
            self._patience(deadline)
            self.sock.sendall(LENGTHS.pack(len(raw), len(body)) + raw + body)
        except TimeoutError:
            raise TooSlow from None
        except OSError:
            raise ChannelClosed from None

    def receive(self, deadline: float | None = None) -> tuple[dict[str, Any], bytes]:
        """Return the head and the body of the next frame. Raises ``ChannelClosed``, ``TooSlow`` or ``BadFrame``."""
        head_size, body_size = LENGTHS.unpack(self._exactly(LENGTHS.size, deadline))
        if head_size > MAX_HEAD or body_size > MAX_BODY:
            raise BadFrame(f"a frame of {head_size} + {body_size} bytes")
        raw = self._exactly(head_size, deadline)
        body = self._exactly(body_size, deadline)
        try:
            head = json.loads(raw)
        except (ValueError, RecursionError):
            raise BadFrame("a head that is not JSON") from None
        if not isinstance(head, dict):
            raise BadFrame("a head that is not an object")
        return head, body

    def close(self) -> None:
        """Close the socket; the other end sees the end of the stream."""
        self.sock.close()

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        """Return so many bytes. What came along with them is kept: a frame is mostly there at once."""
        try:
            while len(self._arrived) < size:
                self._patience(deadline)
                if self.watch is not None and not self._look_and_wait():
                    continue
                some = self.sock.recv(max(size - len(self._arrived), AT_ONCE))
                if not some:
                    raise ChannelClosed
                self._arrived += some
        except TimeoutError:
            raise TooSlow from None
        except OSError:
            raise ChannelClosed from None
        data = bytes(self._arrived[:size])
        del self._arrived[:size]
        return data

    def _patience(self, deadline: float | None) -> None:
        if deadline is None:
            self.sock.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TooSlow
        self.sock.settimeout(left)

    def _look_and_wait(self) -> bool:
        """Call ``watch`` if it is time to, and return whether something arrives before it is time again."""
        now = time.monotonic()
        if self.watch is not None and now - self._looked >= LOOK_EVERY:
            self.watch()
            self._looked = now
        readable, _, _ = select.select([self.sock], [], [], min(LOOK_EVERY, self.sock.gettimeout() or LOOK_EVERY))
        return bool(readable)
