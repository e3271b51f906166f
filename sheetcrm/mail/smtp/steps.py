"""What a conversation with a server is made of: hand over, read an answer, listen; and carrying it out by waiting.

The conversations themselves are generators that yield steps and touch no connection, so that the same words serve who
waits for each answer and who looks after many connections at once.
"""

from collections.abc import Generator
from typing import Any, Final, NamedTuple, TypeVar

from sheetcrm.mail.smtp.wire import Wire, WireBroken, read_reply, send, speaks

T = TypeVar("T")


class Send(NamedTuple):
    """Hand all these bytes to the network within so many seconds."""

    content: bytes
    seconds: float


class Read(NamedTuple):
    """The server's next answer within so many seconds; the step's value is the Reply."""

    seconds: float


class Listen(NamedTuple):
    """Whether the server says something unasked, without waiting; the step's value is a bool."""


LISTEN: Final = Listen()
Step = Send | Read | Listen
Talk = Generator[Step, Any, T]
"""Steps, into each of which its value is sent, or WireBroken is thrown; in the end what came of it."""


def in_turn(wire: Wire, talk: Talk[T]) -> T:
    """Carry out a conversation step by step, waiting for each."""
    try:
        step = next(talk)
        while True:
            try:
                answer = _carried_out(wire, step)
            except WireBroken as error:
                step = talk.throw(error)
            else:
                step = talk.send(answer)
    except StopIteration as end:
        came: T = end.value
        return came


def _carried_out(wire: Wire, step: Step) -> object:
    if isinstance(step, Read):
        return read_reply(wire, step.seconds)
    if isinstance(step, Listen):
        return speaks(wire)
    send(wire, step.content, step.seconds)
    return None
