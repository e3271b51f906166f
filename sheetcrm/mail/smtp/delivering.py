"""One letter over an open session: the commands, the letter, the dot, and exactly how far it came.

The end of a letter is sent only when everything before it was taken; what fails before that cannot have been kept.
"""

from typing import Literal

from sheetcrm.mail.receipts import Envelope
from sheetcrm.mail.smtp.outcomes import Delivery, LetterCode, Outcome, Reply, Stage
from sheetcrm.mail.smtp.parcels import Parcel, parcel
from sheetcrm.mail.smtp.session import Session
from sheetcrm.mail.smtp.steps import LISTEN, Read, Send, Talk, in_turn
from sheetcrm.mail.smtp.wire import WireBroken, hang_up

_DOT = b".\r\n"
_CLOSING = 421


def deliver(session: Session, envelope: Envelope) -> Delivery:
    """Hand one letter to the server; never raises. The session says afterwards whether it takes another one."""
    return in_turn(session.wire, delivering(session, envelope))


def delivering(session: Session, envelope: Envelope) -> Talk[Delivery]:
    """The same step by step, for who has other connections to look after while this one waits."""
    if not session.usable:
        return Delivery(envelope.key, "untouched", "mail", "connection-lost")
    ready = parcel(session, envelope)
    if isinstance(ready, str):
        return Delivery(envelope.key, "refused", "check", ready)
    session.carried += 1
    piped = "PIPELINING" in session.offers
    verdict = yield from (_commands_at_once if piped else _commands_in_turn)(session, ready)
    if verdict is None:
        verdict = yield from _hand_over(session, ready.body)
    outcome, stage, code, reply = verdict
    if reply is not None and reply.code == _CLOSING:
        session.usable = False
    if not session.usable:
        hang_up(session.wire)
    return Delivery(envelope.key, outcome, stage, code, reply)


_Verdict = tuple[Outcome, Stage, LetterCode, Reply | None]
_STAGES: tuple[Literal["mail", "rcpt", "data"], ...] = ("mail", "rcpt", "data")
_WANTED = {"mail": 2, "rcpt": 2, "data": 3}


def _commands_in_turn(session: Session, ready: Parcel) -> Talk[_Verdict | None]:
    """MAIL, RCPT and DATA, each after the answer to the one before; None when the letter may follow."""
    stage: Stage = "mail"
    wait = session.server.timeouts.command
    try:
        if session.dirty:
            yield Send(b"RSET\r\n", wait)
            _reset(session, (yield Read(wait)))
        for stage, command in zip(_STAGES, (ready.mail, ready.rcpt, b"DATA\r\n"), strict=True):
            yield Send(command, wait)
            session.dirty = True
            reply = yield Read(wait)
            if reply.code // 100 != _WANTED[stage]:
                return _negative(session, stage, reply)
    except WireBroken as error:
        return _broken(session, stage, error)
    return None


def _commands_at_once(session: Session, ready: Parcel) -> Talk[_Verdict | None]:
    """The three commands in one go (RFC 2920); the first answer that is no yes decides, all are read."""
    stage: Stage = "mail"
    wait = session.server.timeouts.command
    verdict: _Verdict | None = None
    try:
        reset = b"RSET\r\n" if session.dirty else b""
        yield Send(b"".join((reset, ready.mail, ready.rcpt, b"DATA\r\n")), wait)
        if reset:
            _reset(session, (yield Read(wait)))
        session.dirty = True
        for stage in _STAGES:
            reply = yield Read(wait)
            if verdict is not None and stage == "data" and reply.code // 100 == 3:
                yield Send(_DOT, wait)  # an empty letter for nobody: the way out that RFC 2920 gives
                yield Read(session.server.timeouts.final)
            elif verdict is None and reply.code // 100 != _WANTED[stage]:
                verdict = _negative(session, stage, reply)
            if reply.code == _CLOSING:
                _lost(session)
                break
    except WireBroken as error:
        return verdict if verdict is not None and _lost(session) else _broken(session, stage, error)
    return verdict


def _hand_over(session: Session, body: bytes) -> Talk[_Verdict]:
    """The letter and its dot; a server that speaks or hangs up before the dot is never sent one."""
    limits = session.server.timeouts
    try:
        yield Send(body, limits.block)
        if (yield LISTEN):
            reply = yield Read(limits.command)
            session.usable = False
            if reply.code // 100 in (4, 5):
                return _negative(session, "body", reply)
            return "untouched", "body", "garbled", reply
    except WireBroken as error:
        return _broken(session, "body", error)
    session.dirty = False
    try:
        yield Send(_DOT, limits.block)
        reply = yield Read(limits.final)
    except WireBroken as error:
        _lost(session)
        return "unclear", "dot", error.code, None
    if reply.code // 100 == 2:
        return "accepted", "dot", "", reply
    if reply.code // 100 in (4, 5):
        return _negative(session, "dot", reply)
    _lost(session)
    return "unclear", "dot", "garbled", reply


def _reset(session: Session, reply: Reply) -> None:
    if reply.code // 100 != 2:
        raise WireBroken("garbled" if reply.code != _CLOSING else "connection-lost")
    session.dirty = False


def _negative(session: Session, stage: Stage, reply: Reply) -> _Verdict:
    """What an answer that is no yes means: come again, never, or nothing that a server may say here."""
    if reply.code // 100 == 4:
        return "deferred", stage, "", reply
    if reply.code // 100 == 5:
        return "refused", stage, "", reply
    _lost(session)
    return "untouched", stage, "garbled", reply


def _broken(session: Session, stage: Stage, error: WireBroken) -> _Verdict:
    _lost(session)
    return "untouched", stage, error.code, None


def _lost(session: Session) -> bool:
    session.usable = False
    return True
