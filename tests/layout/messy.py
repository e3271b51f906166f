"""Header rows as people write them in four languages, each with what stands in every column and a few rows."""

import datetime as dt
from typing import NamedTuple

from sheetcrm.model.cells import CellValue


class Case(NamedTuple):
    """A sheet: its title, the tab it is, header -> field (None: the team's own), and some rows."""

    title: str
    tab: str | None
    columns: tuple[tuple[str, str | None], ...]
    rows: tuple[tuple[CellValue, ...], ...] = ()


def case(title: str, tab: str | None, columns: str, *rows: tuple[CellValue, ...]) -> Case:
    """A case with its columns written as `header = field | header = -`."""
    pairs = (column.rsplit(" = ", 1) for column in columns.split(" | "))
    return Case(title, tab, tuple((header, None if field == "-" else field) for header, field in pairs), rows)


D = dt.date

CASES: tuple[Case, ...] = (
    case(
        "Клиенты", "clients",
        "№ п/п = - | Ф.И.О. клиента = name | Тел. (моб.) = phone | Эл. почта = email | Д.р. = birthday | "
        "Прим. = comment",
        (1, "Сергеева Анна Петровна", "8 (916) 123-45-67", "anna.s@mail.ru", D(1985, 3, 8), None),
        (2, "Ковалёв Игорь", "+7 903 555 12 34", None, "12.07", "любит скидки"),
        (3, "Мария Цой", 79165550101, "tsoi@yandex.ru", None, None),
    ),
    case(
        "Лист1", "clients",
        "Фамилия = surname | Имя = first_name | Отчество = patronymic | Сотовый = phone | "
        "Дата рожд. = birthday | Адрес доставки = address | Скидка % = -",
        ("Иванов", "Пётр", "Ильич", "89161112233", "01.02.1979", "Москва, Ленина 5, кв. 7", 5),
        ("Белова", "Ольга", None, "89261112244", "15.11.1990", "Тверь, Советская 12", 10),
    ),
    case(
        "База 2024", "clients",
        "Клиент = name | тел/почта = contacts | Город = city | Откуда узнал = source | Менеджер = manager | "
        "Статус = status | Размер обуви = shoe_size",
        ("Анна Сергеева", "+7 916 123-45-67", "Москва", "Сайт", "Лена", "постоянный", 37),
        ("Олег Попов", "oleg@mail.ru", "Тула", "Рекомендация", "Лена", "новый", 43),
        ("Ирина Белова", "8 903 111-22-33, irina@ya.ru", "Москва", "сайт", "Юля", "потенциальный", 38),
    ),
    case(
        "контрагенты", "clients",
        "Организация = company | ИНН = tax_id | Контактное лицо = name | Должность = position | "
        "Рабочий тел. = phone | E-mail = email | Сайт = website | Сфера деятельности = industry",
        ("ООО «Ромашка»", "7707083893", "Петров Иван Сергеевич", "директор", "+7 495 123-45-67",
         "info@romashka.ru", "romashka.ru", "цветы"),
        ("ИП Сидоров А.А.", "500100732259", "Сидоров Алексей", "владелец", "8-916-000-11-22", "sid@mail.ru", None,
         "ремонт"),
    ),
    case(
        "Сделки", "deals",
        "Номер сделки = number | Заказчик = client | Что заказал = title | Этап = stage | Сумма, руб. = sum | "
        "Дата = opened_on | Ответственный = manager | Следующий шаг = next_step",
        ("17", "Анна Сергеева", "кухня", "переговоры", 120000, D(2026, 2, 1), "Лена", "позвонить"),
        ("18", "ООО Ромашка", "шкаф", "оплачено", 45000, D(2026, 2, 3), "Юля", None),
    ),
    case(
        "Продажи 2025", "purchases",
        "Дата покупки = bought_on | Покупатель = client | Товар = product | Кол-во = quantity | Сумма = sum | "
        "№ чека = receipt",
        (D(2025, 1, 5), "Анна Сергеева", "Крем дневной", 2, 2400, "0012"),
        (D(2025, 1, 7), "Олег Попов", "Шампунь", 1, 640, "0013"),
    ),
    case(
        "Звонки", "log",
        "Дата звонка = contacted_on | Клиент = client | Кто звонил = employee | Результат = result | "
        "О чём говорили = notes | Следующий контакт = next_contact",
        (D(2026, 1, 5), "Анна Сергеева", "Лена", "дозвонились", "хочет узнать про новую кухню", D(2026, 2, 1)),
        (D(2026, 1, 6), "Олег Попов", "Юля", "нет ответа", None, D(2026, 1, 8)),
    ),
    case(
        "Задачи", "tasks",
        "Срок = due_on | Что сделать = action | Клиент = client | Исполнитель = assignee | Статус = task_status",
        (D(2026, 3, 1), "Позвонить", "Анна Сергеева", "Лена", "открыта"),
        (D(2026, 3, 2), "Отправить счёт", "Олег Попов", "Юля", "сделано"),
    ),
    case(
        "Родные", "relatives",
        "Клиент = client | Кто это = relation | Имя = name | Повод = occasion | Дата = date",
        ("Анна Сергеева", "муж", "Павел", "день рождения", "14.05"),
        ("Олег Попов", "дочь", "Катя", "именины", "07.12"),
    ),
    case(
        "клиентская база салона", "clients",
        "ФИО = name | номер телефона = phone | др = birthday | мастер = - | Последний визит = - | "
        "комментарии = comment | Инстаграм = social_pages",
        ("Анна С.", "89161234567", "08.03.1985", "Света", D(2026, 1, 10), None, "@anna"),
        ("Белова Ольга", "89031234567", None, "Инна", D(2025, 12, 1), "аллергия на краску", None),
    ),
    case(
        "Контакты", "clients",
        "Имя и фамилия = name | Телефон 1 = phone | Телефон 2 = - | Почта = email | Компания = company | "
        "День рождения = birthday",
        ("Анна Сергеева", "+7 916 123-45-67", None, "anna@mail.ru", "ООО «Ромашка»", "8 марта"),
        ("Олег Попов", "+7 903 111-22-33", "+7 495 111-22-33", None, None, None),
    ),
    case(
        "ЛПР", "people",
        "Компания = client | ФИО = name | Должность = position | Роль = role | Телефон = phone | Почта = email | "
        "Отношение к нам = attitude",
        ("ООО Ромашка", "Петров Иван", "директор", "решает", "+7 916 000 11 22", "p@romashka.ru", "за нас"),
        ("АО Вектор", "Белова Ольга", "закупщик", "влияет", "+7 916 000 11 23", None, "нейтрально"),
    ),
    case(
        "Заказы", "deals",
        "Дата заказа = opened_on | ФИО = client | Телефон = - | Наименование = title | Сумма заказа = sum | "
        "Предоплата = prepayment | Статус = stage | Дата готовности = ready_on | Причина отказа = refusal_reason",
        (D(2026, 1, 5), "Анна Сергеева", "89161234567", "Окна ПВХ 3 шт", 65000, 20000, "в работе", D(2026, 2, 1),
         None),
        (D(2026, 1, 6), "Попов Олег", "89031234567", "Балкон", 90000, 30000, "отказ", None, "дорого"),
    ),
    case(
        "Klienci", "clients",
        "Lp. = - | Imię i nazwisko = name | Nr tel. = phone | mail = email | Data urodzenia (dd.mm) = birthday | "
        "Miasto = city | Uwagi = comment",
        (1, "Anna Kowalska", "601 234 567", "anna@wp.pl", "08.03", "Kraków", None),
        (2, "Jan Nowak", "+48 502 111 222", "j.nowak@onet.pl", "12.07", "Łódź", "woli SMS"),
        (3, "Ewa Lis", 603111222, None, None, "Gdańsk", None),
    ),
    case(
        "Arkusz1", "clients",
        "Nazwisko = surname | Imię = first_name | GSM = phone | e-mail = email | Ulica = address | "
        "Kod pocztowy = postal_code | Miejscowość = city",
        ("Kowalska", "Anna", "601234567", "anna@wp.pl", "Długa 5/7", "30-001", "Kraków"),
        ("Nowak", "Jan", "502111222", None, "Krótka 1", "90-001", "Łódź"),
    ),
    case(
        "baza kontrahentów", "clients",
        "Nazwa firmy = company | NIP = tax_id | Osoba kontaktowa = name | Telefon / e-mail = contacts | "
        "Opiekun = manager | Branża = industry | Forma płatności = payment_form",
        ("Kwiaty Sp. z o.o.", "526-10-40-828", "Anna Kowalska", "22 123 45 67, biuro@kwiaty.pl", "Marek", "kwiaty",
         "przelew"),
        ("Usługi Jan Nowak", "5261040828", "Jan Nowak", "601 234 567", "Ola", "remonty", "gotówka"),
    ),
    case(
        "Zamówienia", "deals",
        "Nr zamówienia = number | Klient = client | Przedmiot = title | Wartość (zł) = sum | Etap = stage | "
        "Data zamówienia = opened_on | Termin = planned_on",
        ("Z/17", "Anna Kowalska", "Okna", 6500, "w toku", D(2026, 1, 5), D(2026, 2, 1)),
        ("Z/18", "Jan Nowak", "Drzwi", 1200, "opłacone", D(2026, 1, 6), None),
    ),
    case(
        "Sprzedaż", "purchases",
        "Data sprzedaży = bought_on | Klient = client | Produkt = product | Ilość = quantity | Kwota = sum | "
        "Nr paragonu = receipt",
        (D(2026, 1, 5), "Anna Kowalska", "Krem", 2, 120, "P1"),
        (D(2026, 1, 6), "Jan Nowak", "Szampon", 1, 30, "P2"),
    ),
    case(
        "Do zrobienia", "tasks",
        "Termin = due_on | Zadanie = action | Dla kogo = client | Kto = assignee | Zrobione? = task_status",
        (D(2026, 3, 1), "Zadzwonić", "Anna Kowalska", "Marek", "nie"),
        (D(2026, 3, 2), "Wysłać ofertę", "Jan Nowak", "Ola", "zrobione"),
    ),
    case(
        "Rozmowy", "log",
        "Data rozmowy = contacted_on | Klient = client | Kanał = channel | Pracownik = employee | "
        "Wynik = result | Notatki = notes",
        (D(2026, 1, 5), "Anna Kowalska", "telefon", "Marek", "nie odebrał", None),
        (D(2026, 1, 6), "Jan Nowak", "mail", "Ola", "zgodził się", "chce taniej"),
    ),
    case(
        "klienci salon", "clients",
        "Klientka = name | Kom. = phone | ur. = birthday | Skąd o nas wie = source | "
        "Zgoda marketingowa = consent_offers | Ostatnia wizyta = - | Zabieg = -",
        ("Anna Kowalska", "601 234 567", "8.03.1985", "polecenie", "tak", D(2026, 1, 5), "manicure"),
        ("Ewa Lis", "602 234 567", "12.07.1990", "Facebook", "nie", D(2026, 1, 8), "pedicure"),
    ),
    case(
        "Kontakty", "clients",
        "Imię = first_name | Nazwisko = surname | Firma = company | Stanowisko = position | "
        "Telefon służbowy = phone | Telefon prywatny = - | Adres e-mail = email | Kategoria = tier",
        ("Anna", "Kowalska", "Kwiaty Sp. z o.o.", "prezes", "22 123 45 67", "601 234 567", "anna@kwiaty.pl", "A"),
        ("Jan", "Nowak", "Vector S.A.", "kupiec", "22 123 45 68", None, "jan@vector.pl", "B"),
    ),
    case(
        "produkty", "products",
        "Nazwa produktu = product | Cena = price | Wystarcza na (dni) = run_out_days | Uwagi = comment",
        ("Krem", 60, 45, None),
        ("Szampon", 30, 60, None),
    ),
    case(
        "ZGODY RODO", "consents",
        "Klient = client | Cel zgody = purpose | Udzielona / wycofana = given | Data zgody = given_on | "
        "Źródło zgody = consent_source",
        ("Anna Kowalska", "oferty", "udzielona", D(2026, 1, 5), "formularz"),
        ("Jan Nowak", "życzenia", "wycofana", D(2026, 1, 6), "telefon"),
    ),
    case(
        "Clienți", "clients",
        "Nr. crt. = - | Nume și prenume client = name | Telefon = phone | E-mail = email | "
        "Data nașterii = birthday | Oraș = city | Observații = comment",
        (1, "Ana Popescu", "0712 345 678", "ana@yahoo.com", D(1985, 3, 8), "Cluj", None),
        (2, "Ion Creangă", "+40 722 111 222", None, D(1979, 2, 1), "Iași", "sună seara"),
        (3, "Maria Ionescu", "0733111222", "maria@gmail.com", None, "București", None),
    ),
    case(
        "Foaie1", "clients",
        "Nume = surname | Prenume = first_name | Tel. mobil = phone | Mail = email | Adresa = address | "
        "Localitate = city",
        ("Popescu", "Ana", "0712345678", "ana@yahoo.com", "Str. Lungă 5", "Cluj"),
        ("Ionescu", "Dan", "0722345678", None, "Bd. Unirii 1", "Brașov"),
    ),
    case(
        "Firme", "clients",
        "Denumire firmă = company | CUI = tax_id | Persoană de contact = name | Telefon/e-mail = contacts | "
        "Responsabil = manager | Statut = status",
        ("Flori SRL", "RO14399840", "Ana Popescu", "0712 345 678", "Dan", "activ"),
        ("Vector S.A.", "14399840", "Ion Marin", "ion@vector.ro", "Dan", "potențial"),
    ),
    case(
        "Comenzi", "deals",
        "Nr. comandă = number | Client = client | Descriere = title | Valoare (lei) = sum | Stadiu = stage | "
        "Data comenzii = opened_on | Avans = prepayment",
        ("C17", "Ana Popescu", "Ferestre", 6500, "în lucru", D(2026, 1, 5), 1000),
        ("C18", "Flori SRL", "Uși", 1200, "plătită", D(2026, 1, 6), 0),
    ),
    case(
        "Vânzări", "purchases",
        "Data = bought_on | Client = client | Produs = product | Cantitate = quantity | Suma = sum | "
        "Nr. bon = receipt",
        (D(2026, 1, 5), "Ana Popescu", "Cremă", 2, 120, "B1"),
        (D(2026, 1, 6), "Dan Ionescu", "Șampon", 1, 30, "B2"),
    ),
    case(
        "Sarcini", "tasks",
        "Termen = due_on | Ce e de făcut = action | Client = client | Cine = assignee | Stare = task_status",
        (D(2026, 3, 1), "De sunat", "Ana Popescu", "Dan", "deschisă"),
        (D(2026, 3, 2), "Trimis oferta", "Flori SRL", "Ioana", "făcută"),
    ),
    case(
        "Apeluri", "log",
        "Data apelului = contacted_on | Client = client | Angajat = employee | Rezultat = result | "
        "Ce s-a discutat = notes | Următorul contact = next_contact",
        (D(2026, 1, 5), "Ana Popescu", "Dan", "nu răspunde", None, D(2026, 2, 1)),
        (D(2026, 1, 6), "Dan Ionescu", "Ioana", "a refuzat", "prea scump", None),
    ),
    case(
        "baza de date clienti", "clients",
        "Nume client = name | nr telefon = phone | zi de nastere = birthday | sursa = source | note = comment | "
        "Mărime pantofi = shoe_size | Data înregistrării = registered_on",
        ("Ana Popescu", "0712 345 678", "08.03.1985", "recomandare", None, 37, D(2024, 5, 1)),
        ("Dan Ionescu", "0722 345 678", None, "site", "VIP", 42, D(2024, 6, 1)),
    ),
    case(
        "Customer list", "clients",
        "Customer ID = number | First name = first_name | Last name = surname | Mobile = phone | "
        "Email address = email | DOB = birthday | Postcode = postal_code | Town = city",
        ("1001", "Anna", "Smith", "07700 900123", "anna@example.com", D(1985, 3, 8), "SW1A 1AA", "London"),
        ("1002", "Bob", "Jones", "07700 900124", None, None, "LS1 1AA", "Leeds"),
    ),
    case(
        "Sheet1", "clients",
        "Name = name | Ph. = phone | Emial = email | B-day = birthday | Notes = comment | Dog's name = -",
        ("Anna Smith", "07700 900123", "anna@example.com", "March 8", "likes tea", "Rex"),
        ("Bob Jones", "07700 900124", "bob@example.com", None, None, None),
    ),
    case(
        "accounts", "clients",
        "Company name = company | VAT no. = tax_id | Contact person = name | Job title = position | "
        "Phone / e-mail = contacts | Account manager = manager | Lead source = source | Web site = website",
        ("Flowers Ltd", "GB123456789", "Anna Smith", "owner", "020 7946 0123; anna@example.com", "Kate",
         "Referral", "www.flowers.example.com"),
        ("Vector plc", None, "Bob Jones", "buyer", "020 7946 0124", "Kate", "Fair", None),
    ),
    case(
        "Sales pipeline", "deals",
        "Deal name = title | Client = client | Stage = stage | Deal value, £ = sum | "
        "Expected close = planned_on | Owner = manager | Next step = next_step | Next step date = next_step_on",
        ("Kitchen", "Anna Smith", "Negotiation", 12000, D(2026, 3, 1), "Kate", "call", D(2026, 2, 1)),
        ("Wardrobe", "Flowers Ltd", "Quote sent", 4500, D(2026, 4, 1), "Tom", "visit", None),
    ),
    case(
        "Orders", "deals",
        "Order no. = number | Customer name = client | Description = title | Amount = sum | "
        "Order status = stage | Order date = opened_on | Paid = paid | Deposit = prepayment",
        ("A-17", "Anna Smith", "Windows", 6500, "In progress", D(2026, 1, 5), "yes", 100),
        ("A-18", "Bob Jones", "Door", 900, "Delivered", D(2026, 1, 6), "no", 50),
    ),
    case(
        "Sales", "purchases",
        "Sale date = bought_on | Customer = client | Product = product | Qty = quantity | Total = sum | "
        "Invoice = receipt",
        (D(2026, 1, 5), "Anna Smith", "Cream", 2, 24, "I-1"),
        (D(2026, 1, 6), "Bob Jones", "Shampoo", 1, 6, "I-2"),
    ),
    case(
        "To-do", "tasks",
        "Due = due_on | Task = action | Client = client | Assigned to = assignee | Done? = task_status | "
        "Comments = comment",
        (D(2026, 3, 1), "Call back", "Anna Smith", "Kate", "Open", None),
        (D(2026, 3, 2), "Send quote", "Bob Jones", "Tom", "Done", None),
    ),
    case(
        "Call log 2026", "log",
        "Call date = contacted_on | Client = client | Called by = employee | Outcome = result | "
        "What was said = notes | Duration (min) = minutes | Follow-up date = next_contact",
        (D(2026, 1, 5), "Anna Smith", "Kate", "No answer", None, 1, D(2026, 2, 1)),
        (D(2026, 1, 6), "Bob Jones", "Tom", "Call back", "asks for a discount", 12, None),
    ),
    case(
        "Birthdays of family", "relatives",
        "Client = client | Relation = relation | Name = name | Occasion = occasion | Date = date",
        ("Anna Smith", "husband", "Paul", "birthday", "14 May"),
        ("Bob Jones", "daughter", "Kate", "name day", "7 December"),
    ),
    case(
        "Decision makers", "people",
        "Company = client | Full name = name | Job title = position | Role = role | Influence % = influence | "
        "Direct phone = phone | Email = email",
        ("Flowers Ltd", "Anna Smith", "CEO", "decides", 80, "020 7946 0123", "anna@example.com"),
        ("Vector plc", "Bob Jones", "buyer", "buys", 20, None, "bob@example.com"),
    ),
    case(
        "Clients / Клиенты", "clients",
        "Name / Имя = name | Phone / Телефон = phone | Email = email | Город / City = city | "
        "Comment / Комментарий = comment",
        ("Anna Sergeeva", "+7 916 123-45-67", "anna@mail.ru", "Москва", None),
        ("Олег Попов", "+7 903 111-22-33", None, "Tula", "VIP"),
    ),
    case(
        "CRM", "clients",
        "NAME = name | TELEFON = phone | E_MAIL = email | Miasto/City = city | Telegram = telegram | "
        "Status klienta = status | Źródło / source = source",
        ("Anna Kowalska", "+48 601 234 567", "anna@wp.pl", "Kraków", "@anna", "stały", "strona"),
        ("Іван Бондар", "+380 67 123 45 67", None, "Wrocław", None, "nowy", "polecenie"),
    ),
    case(
        "Тeлефоны", "clients",
        "Фамилия, имя = name | Телефн = phone | Е-mail = email | Г. рожд. = - | Прочее = comment",
        ("Сергеева Анна", "8-916-123-45-67", "anna@mail.ru", 1985, None),
        ("Попов Олег", "8-903-111-22-33", None, 1979, "друг Анны"),
    ),
    case(
        "список", "clients",
        "Покупатель (ФИО) = name | Контактный телефон клиента = phone | Адрес электронной почты = email | "
        "Телефон менеджера = - | Дата регистрации = registered_on | Телефон жены = -",
        ("Сергеева Анна", "8-916-123-45-67", "anna@mail.ru", "8-495-111-22-33", D(2024, 5, 1), None),
        ("Попов Олег", "8-903-111-22-33", None, "8-495-111-22-34", D(2024, 6, 1), "8-903-111-22-35"),
    ),
    case(
        "1", "clients",
        "1. ФИО * = name | 2. Телефон * = phone | 3. E-mail = email | 4. Согласие на рассылку = consent_offers | "
        "5. Пол (м/ж) = sex | Отметка времени = -",
        ("Сергеева Анна", "8-916-123-45-67", "anna@mail.ru", "да", "ж", dt.datetime(2026, 1, 5, 10, 30)),
        ("Попов Олег", "8-903-111-22-33", None, "нет", "м", dt.datetime(2026, 1, 6, 11, 0)),
    ),
    case(
        "Timestamp form", "clients",
        "Timestamp = - | Your full name = name | Your phone number = phone | Your e-mail = email | "
        "How did you hear about us? = source | Any comments? = comment",
        (dt.datetime(2026, 1, 5, 10, 30), "Anna Smith", "07700 900123", "anna@example.com", "Facebook", None),
        (dt.datetime(2026, 1, 6, 11, 0), "Bob Jones", "07700 900124", "bob@example.com", "Friend", "call me"),
    ),
    case(
        "Wizyty", None,
        "Godzina = - | Poniedziałek = - | Wtorek = - | Środa = -",
        ("9:00", "Anna", None, "Jan"),
        ("10:00", None, "Ewa", None),
    ),
    # seen after the first measurement
    case(
        "Покупатели ИМ", "clients",
        "id = number | Имя покупателя = name | Моб.тел = phone | Электронка = email | Г. = - | "
        "Населённый пункт = city | Дата посл. заказа = - | Всего потратил = -",
        (112, "Анна Сергеева", "79161234567", "anna@mail.ru", None, "Химки", D(2026, 1, 3), 15400),
        (97, "Попов Олег", "79031234567", "oleg@ya.ru", None, "Тула", D(2025, 11, 3), 2400),
        (140, "Мария Цой", "79261234567", None, None, "Москва", None, 900),
    ),
    case(
        "ученики", "clients",
        "ФИО ученика = name | Класс = - | ФИО родителя = - | телефон родителя = phone | "
        "Дата рождения ученика = birthday | "
        "Договор № = -",
        ("Сергеева Аня", "5Б", "Сергеева Ольга", "8 916 123 45 67", D(2014, 3, 8), "12-А"),
        ("Попов Миша", "6А", "Попов Олег", "8 903 123 45 67", D(2013, 7, 12), "13-А"),
    ),
    case(
        "Пациенты", "clients",
        "Карта № = number | Пациент = name | Год рождения = - | Тел. = phone | Диагноз = - | Лечащий врач = -",
        ("0012", "Сергеева Анна Петровна", 1985, "8 916 123 45 67", "здорова", "Ким"),
        ("0013", "Попов Олег Иванович", 1979, "8 903 123 45 67", None, "Ким"),
    ),
    case(
        "Встречи и звонки", "log",
        "Когда = contacted_on | С кем = client | Кто общался = employee | Чем закончилось = result | "
        "Подробности = notes | Перезвонить = next_contact",
        (D(2026, 1, 5), "Анна Сергеева", "Лена", "перезвонить", "просит скидку на кухню", D(2026, 1, 20)),
        (D(2026, 1, 6), "Олег Попов", "Юля", "отказ", "дорого", None),
    ),
    case(
        "воронка", "deals",
        "Лид = client | Телефон лида = - | Стадия сделки = stage | Бюджет, ₽ = sum | Дата создания = opened_on | "
        "Менеджер = manager | Что дальше = next_step | Когда = next_step_on",
        ("Анна Сергеева", "8 916 123 45 67", "переговоры", 50000, D(2026, 1, 5), "Лена", "КП", D(2026, 1, 9)),
        ("Олег Попов", "8 903 123 45 67", "новая", 20000, D(2026, 1, 6), "Лена", "звонок", D(2026, 1, 8)),
    ),
    case(
        "Напоминания", "tasks",
        "Дата = due_on | Дело = action | по клиенту = client | Ответств. = assignee | Готово = task_status",
        (D(2026, 3, 1), "Поздравить", "Анна Сергеева", "Лена", "нет"),
        (D(2026, 3, 2), "Выслать прайс", "Олег Попов", "Юля", "да"),
    ),
    case(
        "Klienci indywidualni", "clients",
        "Nr klienta = number | Nazwisko i imię = name | Telefon kom. = phone | Adres email = email | "
        "Data ur. = birthday | Adres zamieszkania = address | Status = status | Data dodania = registered_on",
        ("K1", "Kowalska Anna", "601-234-567", "anna@wp.pl", "1985-03-08", "Kraków, Długa 5", "stały", D(2024, 1, 5)),
        ("K2", "Nowak Jan", "502-111-222", None, None, "Łódź, Krótka 1", "nowy", D(2024, 1, 6)),
    ),
    case(
        "lista klientów 2025", "clients",
        "KLIENT = name | NUMER TEL = phone | EMAIL = email | URODZINY = birthday | OSTATNI ZAKUP = - | "
        "ILE WYDAŁ = - | PREFEROWANY KONTAKT = preferred_channel | ZGODA NA SMS = consent_offers",
        ("Anna Kowalska", "601 234 567", "anna@wp.pl", "8 marca", D(2025, 5, 1), 520, "telefon", "tak"),
        ("Jan Nowak", "502 111 222", "jan@wp.pl", None, D(2025, 4, 1), 90, "e-mail", "nie"),
    ),
    case(
        "Szanse sprzedaży", "deals",
        "Temat = title | Kontrahent = client | Faza = stage | Kwota netto = sum | "
        "Przewidywane zamknięcie = planned_on | "
        "Handlowiec = manager | Powód przegranej = refusal_reason | Następny krok = next_step",
        ("Okna", "Kwiaty Sp. z o.o.", "negocjacje", 12000, D(2026, 3, 1), "Marek", None, "zadzwonić"),
        ("Drzwi", "Jan Nowak", "przegrana", 4500, None, "Marek", "cena", None),
    ),
    case(
        "historia kontaktów", "log",
        "Dzień = contacted_on | Z kim = client | Jak = channel | Efekt = result | Notatka = notes | "
        "Ponowny kontakt = next_contact",
        (D(2026, 1, 5), "Anna Kowalska", "telefon", "oddzwonić", "prosi o rabat", D(2026, 2, 1)),
        (D(2026, 1, 6), "Jan Nowak", "spotkanie", "zgodził się", None, None),
    ),
    case(
        "Dane kontaktowe firm", "clients",
        "Firma = company | REGON = - | NIP firmy = tax_id | Adres siedziby = address | Tel. stacjonarny = phone | "
        "Tel. komórkowy = - | Strona www = website | Osoba do kontaktu = name",
        ("Kwiaty Sp. z o.o.", "123456785", "5261040828", "Kraków, Długa 5", "22 123 45 67", "601 234 567",
         "kwiaty.pl", "Anna Kowalska"),
        ("Vector S.A.", None, "5261040828", "Łódź, Krótka 1", "42 123 45 67", None, "www.vector.pl", "Jan Nowak"),
    ),
    case(
        "Clienti firma", "clients",
        "ID client = number | Client = name | Nr. de telefon = phone | Adresă de e-mail = email | "
        "Ziua de naștere = birthday | "
        "Județ = - | De unde ne știe = source | Acord marketing = consent_offers",
        ("1001", "Popescu Ana", "0712.345.678", "ana@yahoo.com", D(1985, 3, 8), "Cluj", "recomandare", "da"),
        ("1002", "Ionescu Dan", "0722.345.678", None, None, "Iași", "Facebook", "nu"),
    ),
    case(
        "Oferte", "deals",
        "Nr ofertă = number | Beneficiar = client | Obiect = title | Sumă fără TVA = sum | Stare = stage | "
        "Data = opened_on | "
        "Agent vânzări = manager | Motiv refuz = refusal_reason",
        ("O-17", "Flori SRL", "Ferestre", 6500, "trimisă", D(2026, 1, 5), "Dan", None),
        ("O-18", "Ana Popescu", "Uși", 900, "refuzată", D(2026, 1, 6), "Dan", "preț"),
    ),
    case(
        "lista de sunat", "tasks",
        "Data limită = due_on | De făcut = action | Clientul = client | Responsabil = assignee | "
        "Rezolvat = task_status",
        (D(2026, 3, 1), "Sunat", "Ana Popescu", "Dan", "nu"),
        (D(2026, 3, 2), "Ofertă", "Flori SRL", "Ioana", "da"),
    ),
    case(
        "Agenda", "clients",
        "Nume complet = name | Mobil = phone | Email personal = email | Firma = company | Funcție = position | "
        "Grup = tier | Alte detalii = comment",
        ("Ana Popescu", "0712345678", "ana@yahoo.com", "Flori SRL", "director", "A", None),
        ("Dan Ionescu", "0722345678", "dan@yahoo.com", "Vector S.A.", "achiziții", "B", "ocupat luni"),
    ),
    case(
        "Export", "clients",
        "Given Name = first_name | Family Name = surname | E-mail 1 - Value = email | Phone 1 - Value = phone | "
        "Phone 2 - Value = - | Organization Name = company | Organization Title = position | Birthday = birthday | "
        "Notes = comment | Labels = tags",
        ("Anna", "Smith", "anna@example.com", "+44 7700 900123", None, "Flowers Ltd", "owner", "1985-03-08", None,
         "* myContacts"),
        ("Bob", "Jones", None, "+44 7700 900124", "+44 20 7946 0123", None, None, None, "tea", "* myContacts"),
    ),
    case(
        "members", "clients",
        "Member # = number | Member name = name | Cell # = phone | E-mail addr. = email | Joined = registered_on | "
        "Street = address | Zip = postal_code | City = city | Emergency contact = -",
        ("M01", "Anna Smith", "07700 900123", "anna@example.com", D(2024, 1, 5), "1 High St", "SW1A 1AA", "London",
         "Paul"),
        ("M02", "Bob Jones", "07700 900124", None, D(2024, 2, 5), "2 Low St", "LS1 1AA", "Leeds", None),
    ),
    case(
        "Job tracker", "deals",
        "Job no = number | Customer = client | Job = title | Quote (£) = sum | Status = stage | Start = opened_on | "
        "Due = planned_on | Deposit paid = prepayment",
        ("J1", "Anna Smith", "Windows", 900, "In progress", D(2026, 1, 5), D(2026, 2, 5), 100),
        ("J2", "Bob Jones", "Door", 300, "Done", D(2026, 1, 6), D(2026, 2, 6), 50),
    ),
    case(
        "what they bought", "purchases",
        "Date of sale = bought_on | Customer name = client | Item = product | No of items = quantity | "
        "Price paid = sum | "
        "Receipt # = receipt",
        (D(2026, 1, 5), "Anna Smith", "Cream", 2, 24, "R1"),
        (D(2026, 1, 6), "Bob Jones", "Shampoo", 1, 6, "R2"),
    ),
    case(
        "Leads", "clients",
        "Lead name = name | Company = company | Work email = email | Direct dial = phone | Lead status = status | "
        "Came via = source | Rep = manager | Next follow up = next_contact | Hot/cold = warmth",
        ("Anna Smith", "Flowers Ltd", "anna@example.com", "020 7946 0123", "New", "Fair", "Kate", D(2026, 2, 1), "hot"),
        ("Bob Jones", "Vector plc", "bob@example.com", "020 7946 0124", "Interested", "Website", "Tom", None, "cold"),
    ),
)  # fmt: skip
"""Written and looked at while recognition was being built."""

HELD_OUT: tuple[Case, ...] = (
    case(
        "Гости отеля", "clients",
        "Гость = name | Контактный тел. = phone | Почта для брони = email | Дата рожд-я = birthday | "
        "Страна = country | "
        "Заметки администратора = comment | VIP = tier",
        ("Сергеева Анна", "+7 916 123-45-67", "anna@mail.ru", D(1985, 3, 8), "Россия", "поздний заезд", "да"),
        ("Попов Олег", "+7 903 123-45-67", None, None, "Россия", None, "нет"),
    ),
    case(
        "автосервис", "clients",
        "Владелец авто = name | Тел для связи = phone | Гос. номер = - | Марка = - | Пробег = - | "
        "Рекламный источник = source | "
        "След. ТО = -",
        ("Анна Сергеева", "8 916 123-45-67", "А123ВС77", "Kia Rio", 54000, "Авито", D(2026, 5, 1)),
        ("Олег Попов", "8 903 123-45-67", "В321АС71", "Lada", 98000, "знакомые", D(2026, 6, 1)),
    ),
    case(
        "Реестр договоров", "deals",
        "Договор № = number | Контрагент = client | Предмет договора = title | Сумма договора, руб = sum | "
        "Дата заключения = opened_on | Срок исполнения = planned_on | Куратор = manager | Стадия = stage",
        ("12/26", "ООО «Ромашка»", "поставка", 120000, D(2026, 1, 5), D(2026, 3, 1), "Лена", "оплата"),
        ("13/26", "ИП Сидоров А.А.", "монтаж", 60000, D(2026, 1, 6), D(2026, 2, 1), "Юля", "переговоры"),
    ),
    case(
        "касса", "purchases",
        "Дата и время = bought_on | ФИО клиента = client | Наименование товара = product | шт. = quantity | "
        "Стоимость = sum | "
        "Чек = receipt",
        (D(2026, 1, 5), "Анна Сергеева", "Крем", 2, 1200, "551"),
        (D(2026, 1, 6), "Олег Попов", "Мыло", 1, 200, "552"),
    ),
    case(
        "журнал звонков", "log",
        "Дата обращения = contacted_on | Клиент (ФИО) = client | Вид связи = channel | Итог разговора = result | "
        "Комментарий менеджера = notes | Дата след. звонка = next_contact | Оператор = employee",
        (D(2026, 1, 5), "Анна Сергеева", "телефон", "перезвонить", "думает", D(2026, 1, 9), "Лена"),
        (D(2026, 1, 6), "Олег Попов", "WhatsApp", "согласен", None, None, "Юля"),
    ),
    case(
        "дни рождения", "relatives",
        "Чей родственник = client | Степень родства = relation | Имя родственника = name | "
        "Праздник = occasion | Число = date",
        ("Анна Сергеева", "муж", "Павел", "день рождения", "14.05"),
        ("Олег Попов", "дочь", "Катя", "именины", "07.12"),
    ),
    case(
        "Pacjenci", "clients",
        "Pacjent = name | PESEL = - | Tel. kontaktowy = phone | E-mail pacjenta = email | Data ur = birthday | "
        "Adres zam. = address | Kto polecił = source | Uwagi rejestracji = comment",
        ("Kowalska Anna", "85030812345", "601234567", "anna@wp.pl", D(1985, 3, 8), "Długa 5, Kraków", "Ewa Lis", None),
        ("Nowak Jan", None, "502111222", None, D(1979, 7, 12), "Krótka 1, Łódź", None, "boi się"),
    ),
    case(
        "Kursanci", "clients",
        "Imie = first_name | Nazwisko = surname | nr telefonu = phone | adres mailowy = email | rocznik = - | "
        "grupa = tier | "
        "data zapisu = registered_on | zaliczka = -",
        ("Anna", "Kowalska", "601 234 567", "anna@wp.pl", 1985, "A", D(2026, 1, 5), 100),
        ("Jan", "Nowak", "502 111 222", "jan@wp.pl", 1979, "B", D(2026, 1, 6), 0),
    ),
    case(
        "Zlecenia", "deals",
        "Nr zlecenia = number | Zleceniodawca = client | Opis zlecenia = title | Wycena = sum | "
        "Status zlecenia = stage | "
        "Data przyjęcia = accepted_on | Termin realizacji = planned_on | Zapłacone = paid",
        ("Z1", "Anna Kowalska", "remont", 6500, "w toku", D(2026, 1, 5), D(2026, 3, 1), "nie"),
        ("Z2", "Kwiaty Sp. z o.o.", "montaż", 900, "zakończone", D(2026, 1, 6), D(2026, 2, 1), "tak"),
    ),
    case(
        "paragony", "purchases",
        "Dnia = bought_on | Nabywca = client | Co kupił = product | Sztuk = quantity | Do zapłaty = sum | "
        "Numer paragonu = receipt",
        (D(2026, 1, 5), "Anna Kowalska", "Krem", 2, 120, "551"),
        (D(2026, 1, 6), "Jan Nowak", "Mydło", 1, 20, "552"),
    ),
    case(
        "Plan tygodnia", "tasks",
        "Do kiedy = due_on | Co trzeba zrobić = action | Kogo dotyczy = client | Odpowiedzialny = assignee | "
        "Czy zrobione = task_status",
        (D(2026, 3, 1), "telefon", "Anna Kowalska", "Marek", "zrobione"),
        (D(2026, 3, 2), "oferta", "Jan Nowak", "Ola", "w toku"),
    ),
    case(
        "Pacienți", "clients",
        "Numele pacientului = name | CNP = - | Nr. mobil = phone | Adresa de mail = email | Născut la = birthday | "
        "Domiciliu = address | Recomandat de = source | Mențiuni = comment",
        ("Popescu Ana", "2850308123456", "0712345678", "ana@yahoo.com", D(1985, 3, 8), "Str. Lungă 5", "Dan", None),
        ("Ionescu Dan", None, "0722345678", None, D(1979, 7, 12), "Bd. Unirii 1", None, "alergic"),
    ),
    case(
        "Contracte", "deals",
        "Nr contract = number | Denumire client = client | Obiectul contractului = title | Valoare contract = sum | "
        "Data semnării = opened_on | Termen de livrare = planned_on | Achitat = paid | Stadiul = stage",
        ("17", "Flori SRL", "livrare", 6500, D(2026, 1, 5), D(2026, 3, 1), "da", "în lucru"),
        ("18", "Ana Popescu", "montaj", 900, D(2026, 1, 6), D(2026, 2, 1), "nu", "nouă"),
    ),
    case(
        "Registru apeluri", "log",
        "Data si ora = contacted_on | Cu cine = client | Operator = employee | Rezultatul discutiei = result | "
        "Detalii = notes | "
        "De revenit la = next_contact",
        (D(2026, 1, 5), "Ana Popescu", "Dan", "a refuzat", "prea scump", None),
        (D(2026, 1, 6), "Dan Ionescu", "Ioana", "nu răspunde", None, D(2026, 2, 1)),
    ),
    case(
        "bonuri fiscale", "purchases",
        "Data achiziției = bought_on | Cumpărător = client | Articol = product | Buc. = quantity | "
        "Preț total = sum | Bon = receipt",
        (D(2026, 1, 5), "Ana Popescu", "Cremă", 2, 120, "551"),
        (D(2026, 1, 6), "Dan Ionescu", "Săpun", 1, 20, "552"),
    ),
    case(
        "Guests", "clients",
        "Guest name = name | Tel no. (incl. code) = phone | Mail address = email | Date of birth = birthday | "
        "Nationality = - | "
        "Special requests = - | Heard of us from = source | Last stay = -",
        ("Anna Smith", "+44 7700 900123", "anna@example.com", D(1985, 3, 8), "British", None, "Friend", D(2025, 5, 1)),
        ("Bob Jones", "+44 7700 900124", None, None, "Irish", "late", "Website", D(2025, 6, 1)),
    ),
    case(
        "students 25-26", "clients",
        "Surname, first name = name | Mobile no. = phone | School email = email | Start date = registered_on | "
        "Level = tier | "
        "Parent's phone = - | Remarks = comment",
        ("Smith, Anna", "07700 900123", "anna@example.com", D(2025, 9, 1), "A", "07700 900125", None),
        ("Jones, Bob", "07700 900124", "bob@example.com", D(2025, 9, 1), "B", "07700 900126", "late"),
    ),
    case(
        "Projects", "deals",
        "Project ref = number | Client / company = client | Project name = title | Budget = sum | "
        "Current stage = stage | "
        "Start date = opened_on | Target date = planned_on | Project lead = manager",
        ("P1", "Flowers Ltd", "Shop", 9000, "In talks", D(2026, 1, 5), D(2026, 3, 1), "Kate"),
        ("P2", "Anna Smith", "Site", 3000, "Paid", D(2026, 1, 6), D(2026, 2, 1), "Tom"),
    ),
    case(
        "Follow ups", "tasks",
        "By when = due_on | To do = action | Regarding = client | Who = assignee | Complete? = task_status | "
        "Remarks = comment",
        (D(2026, 3, 1), "Call", "Anna Smith", "Kate", "Open", None),
        (D(2026, 3, 2), "Quote", "Bob Jones", "Tom", "Done", None),
    ),
    case(
        "Stakeholders", "people",
        "Organisation = client | Person = name | Job = position | Mobile = phone | Mail = email | "
        "Attitude = attitude | "
        "Influence (1-100) = influence",
        ("Flowers Ltd", "Anna Smith", "CEO", "07700 900123", "anna@example.com", "for us", 80),
        ("Vector plc", "Bob Jones", "buyer", "07700 900124", "bob@example.com", "neutral", 20),
    ),
)  # fmt: skip
"""Written when recognition was finished and before it had seen them; what it misses is not taught to it."""
