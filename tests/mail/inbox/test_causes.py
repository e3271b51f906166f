"""Why a letter came back: the address, its space, its switch, our standing, or the way there."""

import pytest

from sheetcrm.mail.inbox.causes import cause_of, enhanced_status, is_hard


@pytest.mark.parametrize(
    ("status", "said", "cause"),
    [
        ("5.1.1", "", "gone"),
        ("5.1.2", "", "gone"),
        ("5.1.10", "", "gone"),
        ("5.4.4", "", "gone"),
        ("5.1.1", "550 rejected", "gone"),
        ("5.1.1", "mailbox full", "full"),
        ("5.2.2", "message rejected", "full"),
        ("5.2.1", "", "disabled"),
        ("5.7.1", "message rejected as spam", "blocked"),
        ("5.7.1", "user unknown, blocked by our policy", "blocked"),
        ("5.7.1", "there is no mailbox here by that name", "gone"),
        ("5.7.26", "", "blocked"),
        ("", "550 sorry, too many connections from your address", "blocked"),
        ("", "421 try again later", "unreachable"),
        ("", "450 user unknown", "unreachable"),
        ("4.2.2", "over quota", "full"),
        ("", "Sender verify failed: no such user", "blocked"),
        ("", "550 relaying denied", "blocked"),
        ("", "552 message size exceeds the limit", "blocked"),
        ("", "Адресат не найден", "gone"),
        ("", "Ящик адресата переполнен", "full"),
        ("", "Письмо отклонено: спам", "blocked"),
        ("", "Taki użytkownik nie istnieje", "gone"),
        ("", "Skrzynka odbiorcy jest pełna", "full"),
        ("", "Utilizatorul nu există", "gone"),
        ("", "Căsuța poștală este plină", "full"),
        ("", "Der Empfänger ist unbekannt", "gone"),
        ("", "something else went wrong", "unknown"),
    ],
)
def test_a_cause_follows_from_the_code_and_the_words(status: str, said: str, cause: str) -> None:
    assert cause_of(status, said) == cause


def test_only_a_lasting_failure_of_the_address_itself_is_hard() -> None:
    assert is_hard("gone", "5.1.1") and is_hard("gone", "")
    assert not is_hard("gone", "4.1.1")
    assert not any(is_hard(cause, "5.1.1") for cause in ("full", "disabled", "blocked", "unreachable", "unknown"))


def test_a_status_is_no_part_of_an_address_or_of_a_success() -> None:
    assert enhanced_status("host 10.5.1.1 said 550 5.1.10 no") == "5.1.10"
    assert enhanced_status("250 2.1.5 fine") == ""
