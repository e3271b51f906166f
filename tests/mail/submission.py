"""A real submission server, Dovecot, that lets in who shows a token (XOAUTH2); started for tests, ended with them."""

import hmac
import json
import shutil
import subprocess
import tempfile
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.smtp_server.programs import EVERYONE_MAY_ENTER, free_port

SECRET = b"a secret of the provider, known to nobody"
_CONFIG = """
protocols = submission
base_dir = {folder}/run
listen = 127.0.0.1
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain xoauth2
hostname = mail.test
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = yes
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.ext
}}
passdb {{
  driver = static
  mechanisms = plain
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
service submission-login {{
  inet_listener submission {{
    port = {port}
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
_TOKENS = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""


@contextmanager
def submission_server(relay: int) -> Iterator[int]:
    """Its port; it hands what it takes on to the SMTP server at the port `relay`."""
    folder = Path(tempfile.mkdtemp(prefix="sheetcrm-submission-", dir="/var/tmp"))
    folder.chmod(EVERYONE_MAY_ENTER)
    (folder / "mail").mkdir()
    shutil.chown(folder / "mail", "nobody", "nogroup")
    (folder / "keys" / "default" / "HS256").mkdir(parents=True)
    (folder / "keys" / "default" / "HS256" / "default").write_bytes(b64encode(SECRET))
    port = free_port()
    (folder / "d.conf").write_text(_CONFIG.format(folder=folder, port=port, relay=relay))
    (folder / "oauth2.ext").write_text(_TOKENS.format(folder=folder))
    server = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(folder / "d.conf")])
    try:
        yield port
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder)


def token_of(user: str, seconds: int = 3600, secret: bytes = SECRET) -> str:
    """A token (RFC 7519) with which that user is let in for so many seconds from now on."""
    now = int(time.time())
    parts = [{"typ": "JWT", "alg": "HS256"}, {"sub": user, "iat": now - 7200, "exp": now + seconds}]
    told = b".".join(_encoded(json.dumps(part).encode()) for part in parts)
    return b".".join((told, _encoded(hmac.digest(secret, told, "sha256")))).decode("ascii")


def _encoded(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")
