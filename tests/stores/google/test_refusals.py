"""Whatever Google, the network or the key says no to has a code of its own and a sentence in every language."""

import ast
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from google.auth.exceptions import RefreshError, TransportError
from google.oauth2.credentials import Credentials
from requests import ConnectionError as NotConnected
from requests import ConnectTimeout, ReadTimeout
from requests.exceptions import InvalidProxyURL, InvalidSchema
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError, ProtocolError

from sheetcrm.errors import SheetcrmError, WorkbookBusy, WorkbookChanged, WorkbookNotWritable, WorkbookUnusable
from sheetcrm.stores.google import calls as calling
from sheetcrm.stores.google import key_file, refusals, session, sign_in
from sheetcrm.stores.google.calls import Calls, Pace
from sheetcrm.stores.google.refusals import REFUSALS, Access, CallRefused, CallUnclear, as_error, never_sent
from sheetcrm.stores.google.session import SheetsClient
from sheetcrm.words import LANGUAGES, words_of
from tests.stores.google.answering import KEY, Reply, Time, answering

PLACE = f"https://docs.google.com/spreadsheets/d/{KEY}"
ROBOT = "robot@team.iam.gserviceaccount.com"
BY_ROBOT = Access(PLACE, ROBOT, "google-key.json")
BY_PERSON = Access(PLACE, None, "google-key.json")
CONSOLE = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=123456789"

API_OFF = (
    "Google Sheets API has not been used in project 123456789 before or it is disabled. Enable it by visiting "
    f"{CONSOLE} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our "
    "systems and retry."
)

PROTECTED = (
    "Invalid requests[0].updateCells: You are trying to edit a protected cell or object. Please contact the "
    "spreadsheet owner to remove protection if you need to edit."
)
FULL = (
    "Invalid requests[0].addSheet: This action would increase the number of cells in the workbook above the limit of "
    "10000000 cells."
)


def told(code: int, message: str, status: str, *reasons: str, writing: bool = False) -> SheetcrmError:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason} for reason in reasons]
    return as_error(CallRefused(code, message, status, details, writing=writing), BY_ROBOT)


@pytest.mark.parametrize(
    ("code", "message", "status", "name", "kind"),
    [
        (403, API_OFF, "PERMISSION_DENIED", "google-api-off", WorkbookUnusable),
        (403, "The caller does not have permission", "PERMISSION_DENIED", "google-not-shared", WorkbookUnusable),
        (403, "Request had insufficient authentication scopes.", "PERMISSION_DENIED", "google-scope-missing",
         WorkbookUnusable),
        (403, "Project 'p/1' not found or deleted.", "PERMISSION_DENIED", "google-project-gone", WorkbookUnusable),
        (404, "Requested entity was not found.", "NOT_FOUND", "google-not-found", WorkbookUnusable),
        (400, "This operation is not supported for this document", "FAILED_PRECONDITION", "google-not-a-sheet",
         WorkbookUnusable),
        (400, PROTECTED, "INVALID_ARGUMENT", "google-protected", WorkbookNotWritable),
        (400, FULL, "INVALID_ARGUMENT", "google-full", WorkbookNotWritable),
        (400, "Your input contains more than the maximum of 50000 characters in a single cell.", "INVALID_ARGUMENT",
         "google-cell-too-long", WorkbookNotWritable),
        (400, "Invalid requests[0].updateCells: No grid with id: 77", "INVALID_ARGUMENT", "google-tab-gone",
         WorkbookChanged),
        (400, "Unable to parse range: Clients!A1:B2", "INVALID_ARGUMENT", "google-tab-gone", WorkbookChanged),
        (400, "Range (Sheet1!A5000:B5001) exceeds grid limits. Max rows: 1000, max columns: 26", "INVALID_ARGUMENT",
         "google-changed", WorkbookChanged),
        (400, "Invalid JSON payload received.", "INVALID_ARGUMENT", "google-refused", WorkbookUnusable),
        (429, "Quota exceeded for quota metric 'Read requests'", "RESOURCE_EXHAUSTED", "google-quota", WorkbookBusy),
        (503, "The service is currently unavailable.", "UNAVAILABLE", "google-outage", WorkbookUnusable),
        (401, "Request had invalid authentication.", "UNAUTHENTICATED", "google-key-dead", WorkbookUnusable),
        (407, "", "", "google-proxy", WorkbookUnusable),
        (403, "", "", "google-refused", WorkbookUnusable),
        (404, "", "", "google-refused", WorkbookUnusable),
    ],
)  # fmt: skip
def test_each_answer_of_google_has_its_code(
    code: int, message: str, status: str, name: str, kind: type[SheetcrmError]
) -> None:
    error = told(code, message, status)
    assert (error.code, type(error), error.exit_code) == (name, kind, 4)


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("SERVICE_DISABLED", "google-api-off"),
        ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "google-scope-missing"),
        ("CONSUMER_INVALID", "google-project-gone"),
        ("BILLING_DISABLED", "google-project-gone"),
        ("SOMETHING_NEW", "google-not-shared"),
    ],
)
def test_the_reason_in_the_details_counts_where_the_text_says_nothing(reason: str, name: str) -> None:
    assert told(403, "Permission denied.", "PERMISSION_DENIED", reason).code == name


def test_a_sheet_that_can_be_read_but_not_written_is_told_apart_from_one_not_shared() -> None:
    message = "The caller does not have permission"
    assert told(403, message, "PERMISSION_DENIED").code == "google-not-shared"
    assert told(403, message, "PERMISSION_DENIED", writing=True).code == "google-read-only"


@pytest.mark.parametrize(("code", "status"), [(403, "PERMISSION_DENIED"), (404, "NOT_FOUND")])
def test_the_sentence_names_the_sheet_and_whom_to_share_it_with(code: int, status: str) -> None:
    failure = CallRefused(code, "", status, writing=False)
    for language in LANGUAGES:
        said = sentence(as_error(failure, BY_ROBOT), language)
        assert PLACE in said
        assert said.endswith(f": {ROBOT}")
        assert "robot@" not in sentence(as_error(failure, BY_PERSON), language)


def test_the_sentence_shows_where_the_api_is_switched_on_and_no_other_link() -> None:
    assert f": {CONSOLE} and" in sentence(told(403, API_OFF, "PERMISSION_DENIED"), "en")
    details = [{"reason": "SERVICE_DISABLED", "metadata": {"activationUrl": CONSOLE}}]
    assert as_error(CallRefused(403, "x", "", details, writing=False)).details["address"] == CONSOLE
    elsewhere = API_OFF.replace("console.developers.google.com", "console.developers.google.com.example.com")
    assert told(403, elsewhere, "PERMISSION_DENIED").details["address"] is None


def test_nothing_that_people_wrote_reaches_a_message() -> None:
    for code in (400, 403, 404, 409, 429, 500):
        for status in ("INVALID_ARGUMENT", 'Jan "Kowalski" 600700800'):
            error = told(code, 'Invalid value at data[0] (type), "Jan Kowalski 600700800"', status, "Kowalski")
            assert "Kowalski" not in f"{error} {sentence(error, 'en')}"
    secret = as_error(refresh_error("Kowalski 1//secret: why"), BY_PERSON)
    assert "secret" not in f"{secret} {sentence(secret, 'en')}"


def refresh_error(text: str) -> RefreshError:
    """What google-auth raises when Google gives no token."""
    return RefreshError(text, {"error": text})  # type: ignore[no-untyped-call]


def token_failure(reason: Exception) -> TransportError:
    """What google-auth raises when the token server was not reached."""
    return TransportError(reason)  # type: ignore[no-untyped-call]


def sentence(error: SheetcrmError, language: str) -> str:
    return words_of(language).error(error.code, **error.details)


TOKEN_REFUSALS = {
    "google-clock-wrong": {
        "error": "invalid_grant",
        "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
        "timeframe. Check your iat and exp values in the JWT claim.",
    },
    "google-key-dead": {"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
    "google-sign-in-expired": {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    },
    "google-scope-missing": {"error": "invalid_scope", "error_description": "Bad Request"},
    "google-refused": {"error": "something_new", "error_description": "Never heard of."},
}


@contextmanager
def person_calling(*tokens: Reply) -> Iterator[tuple[Calls, Time]]:
    """Calls of somebody who signed in, at a server that answers token requests so."""
    time = Time()
    with answering(Reply(200, {}), tokens=tokens) as server:
        credentials = Credentials(  # type: ignore[no-untyped-call]
            None, refresh_token="1//x", token_uri=f"{server.address}/token", client_id="c", client_secret="s"
        )
        client = SheetsClient(credentials, BY_PERSON, server.address)
        yield Calls(client, KEY, pace=Pace(gap=0), sleep=time.sleep, clock=time.clock, random=lambda: 0.0), time
        client.close()


@pytest.mark.parametrize("name", TOKEN_REFUSALS)
def test_a_token_that_is_refused_is_told_at_once_and_nothing_was_written(name: str) -> None:
    with person_calling(Reply(400, TOKEN_REFUSALS[name])) as (calls, time):
        with pytest.raises(WorkbookUnusable) as raised:
            calls.write(":batchUpdate", {})
        assert (raised.value.code, time.waits) == (name, [])


@pytest.mark.parametrize(
    ("told_by_google", "name"),
    [
        ("invalid_grant: Invalid grant: account not found", "google-key-dead"),
        ("invalid_client: The OAuth client was not found.", "google-key-dead"),
        ("deleted_client: The OAuth client was deleted.", "google-key-dead"),
        ("invalid_grant: Bad Request", "google-sign-in-expired"),
        ("invalid_grant: Account has been deleted", "google-sign-in-expired"),
        ("invalid_grant: reauth related error (invalid_rapt)", "google-sign-in-expired"),
    ],
)
def test_a_dead_key_is_told_apart_from_a_sign_in_that_ended(told_by_google: str, name: str) -> None:
    assert as_error(refresh_error(told_by_google), BY_PERSON).code == name
    assert as_error(refresh_error(told_by_google), BY_ROBOT).code == "google-key-dead"


def test_a_page_in_the_place_of_a_token_is_an_outage_and_not_a_crash() -> None:
    with person_calling(Reply(200, b"<html>Welcome to the hotel</html>")) as (calls, _):
        with pytest.raises(WorkbookUnusable) as raised:
            calls.write(":batchUpdate", {}, again=False)
        assert raised.value.code == "google-outage"


def nested(reason: Exception) -> NotConnected:
    """A failure as requests hands it on from urllib3."""
    return NotConnected(MaxRetryError(None, "/v4", reason))  # type: ignore[arg-type]


LINE = HTTPSConnection("sheets.googleapis.com")
UNKNOWN_NAME = nested(NameResolutionError("sheets.googleapis.com", LINE, socket.gaierror(-2, "not known")))
NO_ROUTE = nested(NewConnectionError(LINE, "no route to host"))
BROKEN_OFF = NotConnected(ProtocolError("Connection aborted.", ConnectionResetError(104, "reset by peer")))


@pytest.mark.parametrize(
    ("failure", "name", "unsent"),
    [
        (UNKNOWN_NAME, "google-no-network", True),
        (NO_ROUTE, "google-no-network", True),
        (ConnectTimeout(), "google-no-network", True),
        (token_failure(UNKNOWN_NAME), "google-no-network", True),
        (token_failure(ReadTimeout()), "google-outage", True),
        (InvalidSchema("Missing dependencies for SOCKS support."), "google-proxy", True),
        (InvalidProxyURL("Please check proxy URL."), "google-proxy", True),
        (ReadTimeout(), "google-outage", False),
        (BROKEN_OFF, "google-outage", False),
    ],
)
def test_what_never_left_the_machine_is_known(failure: Exception, name: str, unsent: bool) -> None:
    assert (as_error(failure, BY_ROBOT).code, never_sent(failure)) == (name, unsent)


def test_a_failure_while_an_earlier_one_is_dealt_with_is_judged_by_itself() -> None:
    try:
        try:
            raise NO_ROUTE
        except NotConnected:
            raise BROKEN_OFF  # noqa: B904
    except NotConnected as failure:
        assert failure.__context__ is NO_ROUTE
        assert not never_sent(failure)


def test_a_proxy_that_is_not_there_is_told_and_nothing_was_written() -> None:
    with answering() as gone:
        pass
    client = SheetsClient(Credentials("token"), BY_ROBOT, "http://127.0.0.1:9")  # type: ignore[no-untyped-call]
    client.session.proxies = {"http": gone.address}
    time = Time()
    calls = Calls(client, KEY, pace=Pace(gap=0), sleep=time.sleep, clock=time.clock)
    with pytest.raises(WorkbookUnusable) as raised:
        calls.write(":batchUpdate", {}, again=False)
    assert raised.value.code == "google-proxy"


def test_a_file_of_certificates_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    client = SheetsClient(Credentials("token"), BY_ROBOT, "https://127.0.0.1:9")  # type: ignore[no-untyped-call]
    client.session.verify = str(tmp_path / "missing.pem")
    time = Time()
    calls = Calls(client, KEY, pace=Pace(gap=0), sleep=time.sleep, clock=time.clock)
    with pytest.raises(WorkbookUnusable) as raised:
        calls.write(":batchUpdate", {}, again=False)
    assert (raised.value.code, time.waits) == ("google-tls", [])


@contextmanager
def certified(folder: Path, since: dt.datetime, until: dt.datetime) -> Iterator[tuple[str, Path]]:
    """A TLS server on loopback with a certificate of that time: its address and the certificate itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), since, until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=shake_hands, args=(listening, context), daemon=True)
        thread.start()
        yield f"https://localhost:{listening.getsockname()[1]}", public
    thread.join(5)


def shake_hands(listening: socket.socket, context: ssl.SSLContext) -> None:
    try:
        line, _ = listening.accept()
        with line:
            context.wrap_socket(line, server_side=True).close()
    except OSError:
        pass


@pytest.mark.parametrize(
    ("since", "until", "trusted", "name"),
    [
        (-1, 1, False, "google-tls"),
        (-9, -1, True, "google-clock-wrong"),
        (1, 9, True, "google-clock-wrong"),
    ],
)
def test_a_certificate_that_is_not_accepted_is_told_without_trying_again(
    since: int, until: int, trusted: bool, name: str, tmp_path: Path
) -> None:
    now = dt.datetime.now(dt.UTC)
    with certified(tmp_path, now + dt.timedelta(days=since), now + dt.timedelta(days=until)) as (address, public):
        client = SheetsClient(Credentials("token"), BY_ROBOT, address)  # type: ignore[no-untyped-call]
        client.session.verify = str(public) if trusted else True
        time = Time()
        calls = Calls(client, KEY, pace=Pace(gap=0), sleep=time.sleep, clock=time.clock)
        with pytest.raises(WorkbookUnusable) as raised:
            calls.write(":batchUpdate", {}, again=False)
        client.close()
    assert (raised.value.code, time.waits) == (name, [])


def test_an_unclear_write_is_told_as_unclear_and_our_own_errors_stay_as_they_are() -> None:
    assert as_error(CallUnclear(), BY_ROBOT).code == "google-unclear"
    own = WorkbookBusy("google-quota")
    assert as_error(own) is own


def test_a_bug_is_not_dressed_up_as_a_failure_of_the_network() -> None:
    with pytest.raises(ZeroDivisionError):
        as_error(ZeroDivisionError())


def codes_named() -> set[str]:
    """Every code that stands in the source of the connection."""
    modules = (calling, key_file, refusals, session, sign_in)
    texts = (
        node.value
        for module in modules
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if text.startswith("google-") and not text.endswith((".json", "-"))}


DETAILS: Mapping[str, Any] = {"path": PLACE, "name": "SHEETCRM_GOOGLE_API", "address": "http://example.com"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_that_reads_well_without_optional_details(language: str) -> None:
    codes = codes_named()
    assert {name for *_, name in REFUSALS} < codes
    assert len(codes) > 25
    sentences = words_of(language).sections["errors"]
    assert {code for code in codes if code not in sentences} == set()
    for code in codes:
        needed = DETAILS if code == "google-api-address" else {"path": PLACE}
        said = words_of(language).error(code, **needed)
        assert "…" not in said, code
        assert said.endswith((".", "sheetcrm doctor", "editor", "edytora", "редактором", PLACE)), said
