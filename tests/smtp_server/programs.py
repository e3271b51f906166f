"""Postfix and smtp-sink on loopback, each started for one test and ended with it."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_SERVICES = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_SETTINGS = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.test
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_recipient_restrictions = check_recipient_access static:{{permit}}
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_destination_concurrency_limit = 20
default_destination_concurrency_limit = 20
default_transport = {transport}
smtputf8_enable = no
smtpd_client_connection_rate_limit = 0
minimal_backoff_time = 5s
{extra}
"""
EVERYONE_MAY_ENTER = 0o755


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextlib.contextmanager
def smtp_sink(*options: str) -> Iterator[int]:
    """The port of Postfix's own sink, which takes everything, and forgets it unless told where to put it."""
    port = free_port()
    with subprocess.Popen(["/usr/sbin/smtp-sink", *options, f"127.0.0.1:{port}", "200"]) as sink:
        try:
            _wait_for(port)
            yield port
        finally:
            sink.terminate()


@contextlib.contextmanager
def postfix(transport: str, extra: str = "", certificate: Path | None = None) -> Iterator[tuple[int, Path]]:
    """The port of a Postfix of its own, and its log; `transport` takes all letters: "discard:", "smtp:[host]:1"."""
    folder = Path(tempfile.mkdtemp(prefix="sheetcrm-postfix-", dir="/var/tmp"))
    folder.chmod(EVERYONE_MAY_ENTER)
    port = free_port()
    if certificate is not None:
        shutil.copyfile(certificate, folder / "server.pem")
        (folder / "server.pem").chmod(0o600)
        extra += f"\nsmtpd_tls_chain_files = {folder}/server.pem\nsmtpd_tls_security_level = may\n"
    (folder / "spool").mkdir(mode=EVERYONE_MAY_ENTER)
    (folder / "data").mkdir(mode=0o700)
    shutil.chown(folder / "data", "postfix")
    (folder / "main.cf").write_text(_SETTINGS.format(folder=folder, transport=transport, extra=extra))
    (folder / "master.cf").write_text(_SERVICES.format(port=port))
    run = ["/usr/sbin/postfix", "-c", str(folder)]
    bare = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C"}
    try:
        subprocess.run([*run, "start"], check=True, capture_output=True, env=bare, timeout=60)
        _wait_for(port)
        yield port, folder / "log"
    finally:
        subprocess.run([*run, "abort"], check=False, capture_output=True, env=bare, timeout=60)
        _wait_until_gone(folder / "spool" / "pid" / "master.pid")
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as one:
            one.settimeout(seconds)
            if one.recv(3) == b"220":
                return
        assert time.monotonic() < end, "the server does not answer"
        time.sleep(0.05)


def _wait_until_gone(pid_file: Path, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(int(pid_file.read_text()), 0)
        except (OSError, ValueError):
            return
        time.sleep(0.05)
