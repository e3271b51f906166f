"""The opt-out server over real connections: what changes something and what does not, whatever is thrown at it."""

import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sheetcrm.errors import WorkbookNotWritable, WrongUsage
from sheetcrm.mail.opt_out_links import TOPICS, load_key
from sheetcrm.opt_out_store import OptOutStore
from sheetcrm.serving import app, server
from sheetcrm.serving.server import listen
from tests.building import TODAY, settings
from tests.serving.conftest import KEY, MARK, TOKEN, opt_out, running

LINK = f"/o/{TOKEN}"
ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("headers", [{}, {"Sec_Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_looking_changes_nothing(site, headers):
    for method in ("GET", "HEAD"):
        for path in (LINK, f"{LINK}?topic=all", f"{LINK}?List-Unsubscribe=One-Click"):
            status, told, page = site.ask(method, path, **headers)
            assert status == 200 and (page == "") == (method == "HEAD")
            assert int(told["content-length"]) > 1000
    assert site.told() == []


def test_the_page_asks_and_names_the_sender_and_the_topic(site):
    page = site.ask("GET", LINK)[2]
    assert "Studio &lt;Ą&gt; &amp; Co" in page and 'value="offers" checked' in page and 'value="all"' in page
    assert TOKEN not in page and "anna" not in page and "C-0042" not in page


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ONE_CLICK, FORM), (ONE_CLICK, "text/plain"), (b"", FORM), (None, ""), (b"\x00\xff\xfe nothing", "image/png"),
        (b"topic=offers", FORM), (b"topic=nonsense", FORM), (b"{}", "application/json"),
        (b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
         "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
def test_any_post_to_a_link_of_ours_opts_out_of_its_topic(site, body, kind):
    status, told, page = site.ask("POST", LINK, body, Content_Type=kind)
    assert status == 200 and "No more offers" in page
    assert "location" not in told and "set-cookie" not in told
    assert site.store.all() == (opt_out("offers"),)


def test_the_form_can_ask_for_all_letters(site):
    assert "No more letters" in site.ask("POST", LINK, b"topic=all", Content_Type=FORM)[2]
    assert site.store.all() == (opt_out("all"),)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_its_link(site, topic):
    token = KEY.token("anna@example.com", topic, "C-0042")
    assert site.ask("GET", f"/o/{token}")[0] == site.ask("POST", f"/o/{token}", ONE_CLICK)[0] == 200
    assert site.told() == [(MARK, topic, "C-0042")]


def test_asking_twice_is_asking_once(site):
    answers = [site.ask("POST", LINK, ONE_CLICK) for _ in range(5)]
    assert {(status, page) for status, _, page in answers} == {(200, answers[0][2])}
    assert site.told() == [(MARK, "offers", "C-0042")]


def test_fifty_at_once_are_all_kept(site):
    tokens = [KEY.token(f"p{n}@example.com", "news", f"C-{n:04}") for n in range(50)]
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda token: site.ask("POST", f"/o/{token}", ONE_CLICK)[0], tokens))
    assert statuses == [200] * 50
    assert {client for _, _, client in site.told()} == {f"C-{n:04}" for n in range(50)}


def test_a_thousand_guesses_find_nothing_and_are_slowed_down(site):
    statuses = [site.ask("GET" if n % 2 else "POST", f"/o/{secrets.token_urlsafe(40)}")[0] for n in range(1000)]
    assert set(statuses) == {404, 429} and statuses.count(404) < 60
    assert site.told() == []
    assert site.ask("GET", LINK)[0] == site.ask("POST", LINK)[0] == 200, "a link of ours works all the same"


def test_who_guesses_through_a_proxy_is_told_apart(site):
    for _ in range(60):
        site.ask("GET", "/o/x", X_Forwarded_For="198.51.100.7")
    assert site.ask("GET", "/o/x", X_Forwarded_For="198.51.100.7")[0] == 429
    status, told, page = site.ask("GET", "/o/x", X_Forwarded_For="198.51.100.8")
    assert status == 404 and "mailto:studio@example.com" in page and "retry-after" not in told


@pytest.mark.parametrize("path", ["/", "/o/", "/o", LINK[:-1], LINK.replace("o/", "p/"), "/o/../../etc/passwd", "/%00"])
def test_what_is_no_link_is_answered_kindly(site, path):
    for method in ("GET", "POST"):
        status, _, page = site.ask(method, path)
        assert status == 404 and "This link does not work" in page
    assert site.told() == []


@pytest.mark.parametrize(
    "path", [f"/crm/mail{LINK}", f"{LINK}/", f"{LINK}.", f"{LINK}%3E", f"//crm{LINK}", f"{LINK}?lang=pl"]
)
def test_a_link_works_under_any_prefix_and_with_what_a_mail_program_adds(site, path):
    assert site.ask("POST", path, ONE_CLICK)[0] == 200
    assert site.told() == [(MARK, "offers", "C-0042")]


def test_no_address_on_a_page_depends_on_where_the_page_is(site):
    for page in (site.ask("GET", LINK)[2], site.ask("POST", LINK)[2]):
        assert "action=" not in page
        assert set(re.findall(r'(?:href|src)="([^"]*)"', page)) <= {
            f"?lang={code}" for code in ("en", "ru", "pl", "ro")
        }


@pytest.mark.parametrize(
    ("wished", "expected"),
    [("pl", "Rezygnuję"), ("ru-RU,ru", "Отписаться"), ("ro", "Mă dezabonez"), ("en-GB", "Opt out"), ("fr", "Opt out")],
)
def test_the_page_speaks_the_language_of_the_browser(site, wished, expected):
    _, told, page = site.ask("GET", LINK, Accept_Language=wished)
    assert expected in page and f'lang="{told["content-language"]}"' in page
    assert "Rezygnuję" in site.ask("GET", f"{LINK}?lang=pl", Accept_Language=wished)[2]


def test_every_answer_is_safe_to_show_and_kept_nowhere(site):
    for method, path in (("GET", LINK), ("POST", LINK), ("GET", "/o/x"), ("PUT", LINK)):
        _, told, _ = site.ask(method, path)
        assert told["cache-control"] == "no-store" and told["referrer-policy"] == "no-referrer"
        assert "noindex" in told["x-robots-tag"] and told["x-content-type-options"] == "nosniff"
        policy = told["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert "set-cookie" not in told and "server" not in told


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"])
def test_other_methods_change_nothing(site, method):
    status, told, _ = site.ask(method, LINK, ONE_CLICK)
    assert status == 405 and told["allow"] == "GET, HEAD, POST" and site.told() == []


def test_a_huge_body_is_not_read_to_its_end_and_changes_nothing(site):
    with site.line() as line:
        line.sendall(f"POST {LINK} HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000000\r\n\r\n".encode())
        sent = 0
        try:
            while sent < 50_000_000:
                sent += line.send(b"a" * 65536)
        except OSError:
            pass
        assert sent < 50_000_000
    assert site.ask("POST", LINK, b"a" * 9_000)[0] == 413
    assert site.told() == []
    assert site.ask("POST", LINK, b"a" * 8_000)[0] == 200


def test_a_body_in_pieces_is_read_whole(site):
    with site.line() as line:
        line.sendall(f"POST {LINK} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for piece in (b"5\r\ntopic\r\n", b"4\r\n=all\r\n", b"0\r\n\r\n"):
            line.sendall(piece)
            time.sleep(0.05)
        assert line.recv(100).startswith(b"HTTP/1.1 200 OK")
    assert site.told() == [(MARK, "all", "C-0042")]


def test_half_a_request_holds_nothing_for_long_and_changes_nothing(site, monkeypatch):
    monkeypatch.setattr(server, "CONNECTION_SECONDS", 1.5)
    monkeypatch.setattr(app, "BODY_SECONDS", 0.7)
    halves = [b"", b"POST ", f"POST {LINK} HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\nList-Un".encode(),
              f"POST {LINK} HTTP/1.1\r\nX-".encode()]  # fmt: skip
    lines = [site.line() for _ in range(100)]
    for number, line in enumerate(lines):
        line.sendall(halves[number % len(halves)])
    assert site.ask("GET", LINK)[0] == 200, "others are served meanwhile"
    began = time.monotonic()
    for number, line in enumerate(lines):
        if number % len(halves) == 1:
            line.sendall(b"x")
        try:
            while line.recv(4096):
                pass
        except OSError:
            pass
        line.close()
    assert time.monotonic() - began < 10
    assert site.told() == []


def test_a_line_that_breaks_in_the_middle_of_a_post_changes_nothing(site):
    line = site.line()
    line.sendall(f"POST {LINK} HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\nList".encode())
    line.close()
    time.sleep(0.2)
    assert site.ask("GET", LINK)[0] == 200 and site.told() == []


@pytest.mark.parametrize(
    "raw",
    [b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"A" * 40_000, b"\r\n" * 100,
     b"GET /o/\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", b"POST /o/x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_http_does_not_stop_it(site, raw):
    with site.line() as line:
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        try:
            line.recv(4096)
        except OSError:
            pass
    assert site.ask("GET", LINK)[0] == 200


def test_a_store_that_cannot_be_written_is_never_told_as_done(site, monkeypatch):
    def full(opt_outs):
        raise WorkbookNotWritable("journal-not-writable", path="x", reason="disk full")

    monkeypatch.setattr(site.app, "_keep", full)
    status, told, page = site.ask("POST", LINK, ONE_CLICK)
    assert status == 503 and told["retry-after"] == "300" and "did not work yet" in page
    monkeypatch.setattr(site.app, "_keep", site.store.add)
    assert site.ask("POST", LINK, ONE_CLICK)[0] == 200 and site.told() == [(MARK, "offers", "C-0042")]


def test_the_day_is_that_of_the_post(site):
    site.ask("POST", LINK)
    assert [opted.day for opted in site.store.all()] == [TODAY]


def test_a_port_that_is_taken_is_told(site):
    with pytest.raises(WrongUsage, match="port-unusable"):
        listen("127.0.0.1", site.port)
    with pytest.raises(WrongUsage, match="port-unusable"):
        listen("127.0.0.1", 1 << 17)


def test_a_post_that_is_being_kept_is_answered_before_the_end(tmp_path):
    began, kept = threading.Event(), []

    def slow(opt_outs):
        began.set()
        time.sleep(1)
        kept.extend(opt_outs)

    opened = listen("127.0.0.1", 0)
    with running(app.OptOutApp(KEY, slow, settings(), lambda: TODAY), opened):
        line = socket.create_connection(opened.getsockname(), timeout=20)
        line.sendall(f"POST {LINK} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode())
        assert began.wait(10)
    with line:
        assert line.recv(15) == b"HTTP/1.1 200 OK"
    assert kept == [opt_out("offers")]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_command_keeps_what_it_answered_however_it_ends(tmp_path, end):
    config = tmp_path / "sheetcrm.toml"
    config.write_text('[sender]\nname = "Studio"\naddress = "studio@example.com"\n', encoding="utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "sheetcrm", "--config", str(config), "serve", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        port = int(re.search(r":(\d+);", child.stdout.readline())[1])
        token = load_key(tmp_path / ".sheetcrm" / "opt-out.key").token("anna@example.com", "offers", "C-0042")
        deadline = time.monotonic() + 20
        answer = b""
        while not answer and time.monotonic() < deadline:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                line.sendall(f"POST /o/{token} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode())
                answer = line.recv(20)
        assert answer.startswith(b"HTTP/1.1 200")
        child.send_signal(end)
        out, errors = child.communicate(timeout=20)
    finally:
        child.kill()
        child.wait()
    assert child.returncode == (-9 if end == signal.SIGKILL else 0) and errors == "" and token not in out
    store = OptOutStore(tmp_path / ".sheetcrm" / "opt-outs.sqlite")
    assert [opted.client for opted in store.all()] == ["C-0042"]
    store.close()
    assert Path(tmp_path / ".sheetcrm" / "opt-outs.sqlite").stat().st_mode & 0o077 == 0
