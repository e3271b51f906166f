"""A DNS server on loopback: answers by UDP from a table, and says nothing at all when it is to be silent."""

import socket
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class DnsServer:
    """Serves `records`: (name, kind) -> texts as in a zone file. `asked` lists the questions that came."""

    def __init__(self, records: Mapping[tuple[str, str], Sequence[str]], *, silent: bool = False) -> None:
        self.records, self.silent = records, silent
        self.asked: list[tuple[str, str]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._ends.is_set():
            try:
                packet, sender = self._socket.recvfrom(4096)
            except TimeoutError:
                continue
            answer = self._answer(dns.message.from_wire(packet))
            if not self.silent:
                self._socket.sendto(answer.to_wire(), sender)

    def _answer(self, question: dns.message.Message) -> dns.message.Message:
        name, kind = question.question[0].name, dns.rdatatype.to_text(question.question[0].rdtype)
        key = (name.to_text().rstrip("."), kind)
        self.asked.append(key)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if key in self.records:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *self.records[key]))
        elif not any(known == key[0] for known, _ in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer
