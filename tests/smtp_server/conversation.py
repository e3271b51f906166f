"""One conversation of the server with a client, command by command."""

import socket
import struct
import time
from base64 import b64decode
from typing import TYPE_CHECKING

from tests.smtp_server.moments import Moment, Received, Step

if TYPE_CHECKING:
    from tests.smtp_server.server import SmtpServer


class HungUp(Exception):
    """This conversation is over."""


class Conversation:
    """One conversation."""

    def __init__(self, server: "SmtpServer", one: socket.socket, number: int) -> None:
        self.server, self.socket, self.number = server, one, number
        self.rest = b""
        self.letter = 0
        self.encrypted = False
        self.user = ""
        self.sender: str | None = None
        self.to: list[str] = []

    def run(self) -> None:
        if self.server.implicit:
            self._encrypt()
        self.answer("connect", "220 sink.test ESMTP")
        while True:
            line = self.read_line()
            self.server.heard(line)
            verb = line.split(" ")[0].split(":")[0].upper()
            handler = getattr(self, f"on_{verb.lower()}", None)
            if handler is None:
                self.write("500 5.5.2 what?")
            else:
                handler(line)

    def answer(self, step: Step, usual: str, line: str = "") -> bool:
        """Say the usual, or what the test says; whether it was the usual."""
        reaction = self.server.react(Moment(step, self.number, self.letter, line))
        if reaction is None:
            self.write(usual)
            return True
        if reaction.seconds:
            self.server.stopping.wait(reaction.seconds)
        if reaction.text is not None:
            self.write(reaction.text, reaction.drip)
        if reaction.hang_up:
            if reaction.hard:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise HungUp
        if reaction.text is None:
            self.write(usual)
        return reaction.text is None

    def write(self, text: str, drip: float = 0) -> None:
        if not text:
            return
        if "\r\n" in text:
            self.socket.sendall(text.encode("latin-1"))
            return
        parts = text.split("\n")
        code = parts[0][:3]
        lines = [
            parts[0],
            *[part if part[:3] == code and part[3:4] in ("-", " ") else f"{code} {part}" for part in parts[1:]],
        ]
        whole = [f"{line[:3]}-{line[4:]}" for line in lines[:-1]] + [lines[-1]]
        sent = ("\r\n".join(whole) + "\r\n").encode("latin-1")
        if not drip:
            self.socket.sendall(sent)
            return
        for number in range(len(sent)):
            time.sleep(drip)
            self.socket.sendall(sent[number : number + 1])

    def read_line(self) -> str:
        while b"\r\n" not in self.rest:
            more = self.socket.recv(65536)
            if not more:
                raise HungUp
            self.rest += more
        line, _, self.rest = self.rest.partition(b"\r\n")
        return line.decode("utf-8", "replace")

    def _encrypt(self) -> None:
        assert self.server.context is not None
        reaction = self.server.react(Moment("tls", self.number, 0))
        if reaction is not None:
            if reaction.seconds:
                self.server.stopping.wait(reaction.seconds)
            if reaction.text is not None:
                self.write(reaction.text)
            if reaction.hang_up:
                raise HungUp
        self.socket = self.server.context.wrap_socket(self.socket, server_side=True)
        self.encrypted = True

    def on_ehlo(self, line: str) -> None:
        offers = list(self.server.offers)
        if self.server.context is not None and not self.encrypted:
            offers.append("STARTTLS")
        if self.server.users:
            offers.append(f"AUTH {self.server.auth}")
        self.answer(
            "ehlo", "\n".join(["250-sink.test greets you", *[f"250-{offer}" for offer in offers], "250 HELP"]), line
        )

    def on_helo(self, line: str) -> None:
        self.answer("helo", "250 sink.test", line)

    def on_starttls(self, line: str) -> None:
        if self.answer("starttls", "220 2.0.0 go ahead", line):
            self.rest = b""
            self._encrypt()

    def on_auth(self, line: str) -> None:
        _, way, *first = line.split(" ")
        if not self.server.users or way not in self.server.auth.split():
            self.write("504 5.5.4 unknown way")
            return
        if way == "PLAIN":
            _, user, secret = b64decode(first[0]).decode().split("\0")
        elif way == "LOGIN":
            self.write("334 VXNlcm5hbWU6")
            user = b64decode(self.read_line()).decode()
            self.write("334 UGFzc3dvcmQ6")
            secret = b64decode(self.read_line()).decode()
        else:
            said = b64decode(first[0]).decode()
            user = said.split("\x01")[0].removeprefix("user=")
            secret = said.split("\x01")[1].removeprefix("auth=Bearer ")
            if self.server.users.get(user) != f"token {secret}":
                self.write("334 eyJzdGF0dXMiOiI0MDAifQ==")
                assert self.read_line() == ""
        wanted = self.server.users.get(user)
        if wanted in (secret, f"token {secret}"):
            if self.answer("auth", "235 2.7.0 welcome", way):
                self.user = user
        else:
            self.answer("auth", "535 5.7.8 who are you?", way)

    def on_rset(self, line: str) -> None:
        self.sender, self.to = None, []
        self.answer("rset", "250 2.0.0 forgotten", line)

    def on_noop(self, line: str) -> None:
        self.write("250 2.0.0 yes")

    def on_quit(self, line: str) -> None:
        self.write("221 2.0.0 bye")
        raise HungUp

    def on_mail(self, line: str) -> None:
        self.letter += 1
        if self.sender is not None:
            self.write("503 5.5.1 one at a time")
        elif self.answer("mail", "250 2.1.0 Ok", line):
            self.sender = line.partition("<")[2].partition(">")[0]

    def on_rcpt(self, line: str) -> None:
        if self.sender is None:
            self.write("503 5.5.1 MAIL first")
        elif self.answer("rcpt", "250 2.1.5 Ok", line):
            self.to.append(line.partition("<")[2].partition(">")[0])

    def on_data(self, line: str) -> None:
        if not self.to and self.server.react(Moment("data", self.number, self.letter, "unasked")) is None:
            self.write("554 5.5.1 no valid recipients")
            return
        if not self.answer("data", "354 go on", line):
            return
        content = self._content()
        if self.server.react(Moment("dot", self.number, self.letter)) is not None:
            self.answer("dot", "250 2.0.0 Ok")
        elif not self.to:
            self.write("554 5.5.1 no valid recipients")
        else:
            self.server.kept(
                Received(self.sender or "", tuple(self.to), content, self.number, self.encrypted, self.user)
            )
            self.answer("taken", f"250 2.0.0 Ok: queued as {len(self.server.received)}")
        self.sender, self.to = None, []

    def _content(self) -> bytes:
        lines = b"\r\n" + self.rest
        looked_at = False
        while b"\r\n.\r\n" not in lines:
            if not looked_at and len(lines) > 2:
                looked_at = True
                self._in_the_middle()
            more = self.socket.recv(65536)
            if not more:
                raise HungUp
            lines += more
        if not looked_at:
            self._in_the_middle()
        content, _, self.rest = lines.partition(b"\r\n.\r\n")
        return (content + b"\r\n").replace(b"\r\n.", b"\r\n")[2:]

    def _in_the_middle(self) -> None:
        if self.server.react(Moment("body", self.number, self.letter)) is not None:
            self.answer("body", "")
