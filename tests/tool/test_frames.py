"""Frames: whatever bytes arrive, either a frame comes out or one of three exceptions."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.sandbox.frames import MAX_BODY, MAX_HEAD, BadFrame, Channel, ChannelClosed, TooSlow

Pair = tuple[Channel, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Return a channel and the bare socket at its other end."""
    ours, theirs = socket.socketpair()
    yield Channel(ours), theirs
    ours.close()
    theirs.close()


def soon(seconds: float = 0.2) -> float:
    """Return a deadline."""
    return time.monotonic() + seconds


def test_what_is_sent_arrives(pair: Pair) -> None:
    channel, theirs = pair
    Channel(theirs).send({"id": 1, "words": "Grüße"}, b"\x00\xff")
    assert channel.receive(soon()) == ({"id": 1, "words": "Grüße"}, b"\x00\xff")


def test_a_large_body_passes_in_pieces(pair: Pair) -> None:
    channel, theirs = pair
    sender = threading.Thread(target=Channel(theirs).send, args=({}, b"x" * MAX_BODY))
    sender.start()
    assert len(channel.receive(soon(10))[1]) == MAX_BODY
    sender.join()


@pytest.mark.parametrize("sizes", [(MAX_HEAD + 1, 0), (2, MAX_BODY + 1), (2**32 - 1, 2**32 - 1)])
def test_a_frame_that_says_it_is_too_large_is_not_awaited(pair: Pair, sizes: tuple[int, int]) -> None:
    channel, theirs = pair
    theirs.sendall(struct.pack(">II", *sizes))
    with pytest.raises(BadFrame):
        channel.receive(soon())


@pytest.mark.parametrize(
    "head", [b"", b"{", b"[]", b"3", b"null", b'"x"', b"\xff", b"[" * 100_000, b'{"a":' * 20_000, b"1" * 5000]
)
def test_a_head_that_is_no_object_is_refused(pair: Pair, head: bytes) -> None:
    channel, theirs = pair
    theirs.sendall(struct.pack(">II", len(head), 0) + head)
    with pytest.raises(BadFrame):
        channel.receive(soon(1))


def test_half_a_frame_is_not_awaited_longer_than_the_deadline(pair: Pair) -> None:
    channel, theirs = pair
    theirs.sendall(struct.pack(">II", 2, 100) + b"{}half")
    began = time.monotonic()
    with pytest.raises(TooSlow):
        channel.receive(soon())
    assert time.monotonic() - began < 2


def test_drops_of_bytes_do_not_stretch_the_deadline(pair: Pair) -> None:
    channel, theirs = pair
    theirs.sendall(struct.pack(">II", 2, 1000) + b"{}")

    def drip() -> None:
        for _ in range(20):
            time.sleep(0.03)
            theirs.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(TooSlow):
        channel.receive(soon())
    dripping.join()


def test_a_peer_that_is_gone_is_told(pair: Pair) -> None:
    channel, theirs = pair
    theirs.close()
    with pytest.raises(ChannelClosed):
        channel.receive(soon())
    with pytest.raises(ChannelClosed):
        channel.send({}, b"x" * 100, soon())


def test_a_peer_that_does_not_read_is_told(pair: Pair) -> None:
    channel, _ = pair
    with pytest.raises(TooSlow):
        channel.send({}, b"x" * MAX_BODY, soon())


def test_we_do_not_send_what_we_would_not_take(pair: Pair) -> None:
    channel, _ = pair
    with pytest.raises(ValueError, match="too large"):
        channel.send({"a": "x" * MAX_HEAD})
    with pytest.raises(ValueError, match="too large"):
        channel.send({}, b"x" * (MAX_BODY + 1))


def test_a_deadline_in_the_past_is_over(pair: Pair) -> None:
    channel, theirs = pair
    Channel(theirs).send({"id": 1})
    with pytest.raises(TooSlow):
        channel.receive(time.monotonic() - 1)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_end_in_a_frame_or_in_one_of_three_exceptions(data: bytes, with_sizes: bool) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack(">II", len(data) // 2, len(data) - len(data) // 2) + data if with_sizes else data)
        theirs.shutdown(socket.SHUT_WR)
        try:
            head, body = Channel(ours).receive(soon())
        except (ChannelClosed, TooSlow, BadFrame):
            return
        assert isinstance(head, dict)
        assert json.loads(data[: len(data) // 2]) == head
        assert isinstance(body, bytes)
