"""A real IMAP server, Dovecot, on loopback: started for tests and ended with them."""

import imaplib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.smtp_server.programs import EVERYONE_MAY_ENTER, free_port

_CONFIG = """
protocols = imap
base_dir = {folder}/run
listen = 127.0.0.1
log_path = {folder}/log
{encryption}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {open_port}
  }}
  inet_listener imaps {{
    port = {closed_port}
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
"""


@contextmanager
def dovecot(pair: Path | None = None) -> Iterator[int]:
    """Its port; every user has the password "secret" and an empty mailbox with a folder for sent mail.

    With `pair`, a file with key and certificate, it speaks TLS from the first byte.
    """
    folder = Path(tempfile.mkdtemp(prefix="sheetcrm-dovecot-", dir="/var/tmp"))
    folder.chmod(EVERYONE_MAY_ENTER)
    (folder / "mail").mkdir()
    shutil.chown(folder / "mail", "nobody", "nogroup")
    number = free_port()
    encryption = f"ssl = yes\nssl_cert = <{pair}\nssl_key = <{pair}" if pair else "ssl = no"
    ports = {"open_port": 0, "closed_port": number} if pair else {"open_port": number, "closed_port": 0}
    (folder / "d.conf").write_text(_CONFIG.format(folder=folder, encryption=encryption, **ports))
    server = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(folder / "d.conf")])
    try:
        yield number
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder)


def log_in(port: int, user: str) -> imaplib.IMAP4:
    """A connection of that user's own, as of a mail program; the server may still be starting."""
    for _ in range(100):
        try:
            mailbox = imaplib.IMAP4("127.0.0.1", port, timeout=10)
            break
        except OSError:
            time.sleep(0.1)
    mailbox.login(user, "secret")
    return mailbox
