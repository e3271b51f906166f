"""Words around headers in the four languages, folded: what qualifies, joins, measures or changes whose thing it is."""

from sheetcrm.words import fold


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


QUALIFIERS = _folded(
    """
    client clients customer customers our main primary contact current the of a an full exact actual valid additional
    extra     personal work office private please enter here yes no required optional new all s your my any do you
    клиента клиентов клиент покупателя заказчика контрагента контакта контактный контактная контактные основной основная
    наш наша полный полное полная актуальный действующий для связи дополнительный доп рабочий рабочая личный личная
    указать обязательно или и его ее человека ваш ваша ваше ваши мой моя
    klienta klientow klient kontrahenta nabywcy kontaktowy kontaktowa kontaktowe glowny glowna pelny pelna pelne
    aktualny dodatkowy sluzbowy prywatny do dla kontaktu osoby prosze podac twoj twoje twoja panstwa
    clientului clientilor cumparatorului contact de principal principala complet completa actual suplimentar personal
    serviciu al a persoanei pentru dvs dumneavoastra tau ta
    """
)
"""Words that leave the meaning of a header as it is."""

OTHER_PERSONS = _folded(
    """
    manager managers seller spouse wife husband child children son daughter mother father parent relative director boss
    accountant supplier employee emergency partner friend assistant secretary competitor
    менеджера продавца супруга супруги жены мужа ребенка детей сына дочери матери отца мамы папы родителя родственника
    директора руководителя бухгалтера поставщика сотрудника ответственного помощника секретаря друга партнера конкурента
    mamy taty zony meza dziecka dzieci syna corki matki ojca rodzica krewnego dyrektora szefa ksiegowej ksiegowego
    dostawcy     pracownika opiekuna handlowca sekretarki asystenta malzonka menedzera
    sotiei sotului copilului copiilor fiului fiicei mamei tatalui rudei directorului sefului contabilului furnizorului
    angajatului managerului agentului asistentei secretarei prietenului partenerului
    """
)
"""Persons other than the client of the row: their phone is not the client's."""

JOINERS = _folded("and or и или i lub oraz albo si sau also plus")
"""Words between two things named in one header."""

UNITS = _folded(
    """
    руб рублей р rub тыс шт штук дн дней лет мин км грн тенге byn бел
    zl pln szt dni lat min sztuk
    lei ron mdl buc zile ani bucati
    usd eur gbp pcs days years min euro dollars
    dd mm yyyy yy ddmm ddmmyyyy ддмм ддммгггг ддммгг дд мм гггг гг rrrr rr zz ll aaaa zzll zzllaaaa ddmmrrrr
    """
)
"""Units and forms written behind a header."""

TELLS_LITTLE = _folded(
    """
    date day when who what on by no nr id number type kind name title value sum total note other extra for from to in of
    дата день когда кто что номер тип вид название имя значение сумма итого где куда откуда от по на до код
    data dzien kiedy kto co numer typ rodzaj nazwa imie wartosc suma razem gdzie skad od na do kod
    data ziua cand cine ce numar tip fel denumire nume valoare suma total unde la pe cod
    status state статус stan stare client klient клиент customer contact контакт kontakt group группа grupa price цена
    """
)
"""Single words that are headers by themselves but say next to nothing as a part of a longer one."""

TOTALS = _folded(
    """
    total totals subtotal sum итого всего итог сумма razem suma ogolem lacznie podsumowanie total totaluri
    """
)
"""First words of a line that sums up."""

TOTAL_PHRASES = frozenset(
    fold(text)
    for text in (
        "grand total", "общий итог", "в том числе", "промежуточный итог", "suma końcowa", "suma częściowa",
        "total general",
        "sub total", "итого клиентов", "всего клиентов", "razem klientów", "total clienți", "total clients", "w sumie",
        "общее количество", "liczba klientów", "număr total",
    )
)  # fmt: skip
"""Beginnings of several words of a line that sums up."""

FOOTERS = _folded(
    """
    note notes remark prepared printed signed signature approved page source legend updated
    примечание примечания подпись составил составила утвердил утверждаю подготовил исполнитель отчет распечатано
    страница легенда источник обновлено сверено проверил проверила директор бухгалтер мп дата
    uwaga uwagi podpis sporzadzil sporzadzila zatwierdzil przygotowal wydruk strona legenda zrodlo zaktualizowano
    sprawdzil dyrektor
    nota observatii semnatura intocmit aprobat pregatit pagina legenda sursa actualizat verificat director
    """
)
"""First words of a line below a table that is not a row of it."""

PIVOT_HEADERS = frozenset(
    fold(text)
    for text in (
        "Row Labels", "Column Labels", "Grand Total", "Названия строк", "Названия столбцов", "Общий итог",
        "Etykiety wierszy", "Etykiety kolumn", "Suma końcowa", "Etichete de rânduri", "Etichete de coloane",
        "Total general",
    )
)  # fmt: skip
"""Texts that a pivot table writes itself."""

PIVOT_BEGINNINGS = tuple(
    f"{fold(text)} "
    for text in (
        "Sum of", "Count of", "Average of", "Max of", "Min of", "Сумма по полю", "Количество по полю",
        "Среднее по полю",
        "Suma z", "Liczba z", "Średnia z", "Sumă din", "Contor de", "Contor din", "Medie din", "COUNTA of", "SUM of",
    )
)  # fmt: skip
