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


D = dt.date

CASES: tuple[Case, ...] = (
    # Russian
    Case(
        "Клиенты",
        "clients",
        (("№ п/п", None), ("Ф.И.О. клиента", "name"), ("Тел. (моб.)", "phone"), ("Эл. почта", "email"), ("Д.р.", "birthday"), ("Прим.", "comment")),
        ((1, "Сергеева Анна Петровна", "8 (916) 123-45-67", "anna.s@mail.ru", D(1985, 3, 8), None),
         (2, "Ковалёв Игорь", "+7 903 555 12 34", None, "12.07", "любит скидки"),
         (3, "Мария Цой", 79165550101, "tsoi@yandex.ru", None, None)),
    ),
    Case(
        "Лист1",
        "clients",
        (("Фамилия", "surname"), ("Имя", "first_name"), ("Отчество", "patronymic"), ("Сотовый", "phone"), ("Дата рожд.", "birthday"), ("Адрес доставки", "address"), ("Скидка %", None)),
        (("Иванов", "Пётр", "Ильич", "89161112233", "01.02.1979", "Москва, Ленина 5, кв. 7", 5),
         ("Белова", "Ольга", None, "89261112244", "15.11.1990", "Тверь, Советская 12", 10)),
    ),
    Case(
        "База 2024",
        "clients",
        (("Клиент", "name"), ("тел/почта", "contacts"), ("Город", "city"), ("Откуда узнал", "source"), ("Менеджер", "manager"), ("Статус", "status"), ("Размер обуви", "shoe_size")),
        (("Анна Сергеева", "+7 916 123-45-67", "Москва", "Сайт", "Лена", "постоянный", 37),
         ("Олег Попов", "oleg@mail.ru", "Тула", "Рекомендация", "Лена", "новый", 43),
         ("Ирина Белова", "8 903 111-22-33, irina@ya.ru", "Москва", "сайт", "Юля", "потенциальный", 38)),
    ),
    Case(
        "контрагенты",
        "clients",
        (("Организация", "company"), ("ИНН", "tax_id"), ("Контактное лицо", "name"), ("Должность", "position"), ("Рабочий тел.", "phone"), ("E-mail", "email"), ("Сайт", "website"), ("Сфера деятельности", "industry")),
        (("ООО «Ромашка»", "7707083893", "Петров Иван Сергеевич", "директор", "+7 495 123-45-67", "info@romashka.ru", "romashka.ru", "цветы"),
         ("ИП Сидоров А.А.", "500100732259", "Сидоров Алексей", "владелец", "8-916-000-11-22", "sid@mail.ru", None, "ремонт")),
    ),
    Case(
        "Сделки",
        "deals",
        (("Номер сделки", "number"), ("Заказчик", "client"), ("Что заказал", "title"), ("Этап", "stage"), ("Сумма, руб.", "sum"), ("Дата", "opened_on"), ("Ответственный", "manager"), ("Следующий шаг", "next_step")),
        (("17", "Анна Сергеева", "кухня", "переговоры", 120000, D(2026, 2, 1), "Лена", "позвонить"),
         ("18", "ООО Ромашка", "шкаф", "оплачено", 45000, D(2026, 2, 3), "Юля", None)),
    ),
    Case(
        "Продажи 2025",
        "purchases",
        (("Дата покупки", "bought_on"), ("Покупатель", "client"), ("Товар", "product"), ("Кол-во", "quantity"), ("Сумма", "sum"), ("№ чека", "receipt")),
        ((D(2025, 1, 5), "Анна Сергеева", "Крем дневной", 2, 2400, "0012"), (D(2025, 1, 7), "Олег Попов", "Шампунь", 1, 640, "0013")),
    ),
    Case(
        "Звонки",
        "log",
        (("Дата звонка", "contacted_on"), ("Клиент", "client"), ("Кто звонил", "employee"), ("Результат", "result"), ("О чём говорили", "notes"), ("Следующий контакт", "next_contact")),
        ((D(2026, 1, 5), "Анна Сергеева", "Лена", "дозвонились", "хочет узнать про новую кухню", D(2026, 2, 1)),
         (D(2026, 1, 6), "Олег Попов", "Юля", "нет ответа", None, D(2026, 1, 8))),
    ),
    Case(
        "Задачи",
        "tasks",
        (("Срок", "due_on"), ("Что сделать", "action"), ("Клиент", "client"), ("Исполнитель", "assignee"), ("Статус", "task_status")),
        ((D(2026, 3, 1), "Позвонить", "Анна Сергеева", "Лена", "открыта"), (D(2026, 3, 2), "Отправить счёт", "Олег Попов", "Юля", "сделано")),
    ),
    Case(
        "Родные",
        "relatives",
        (("Клиент", "client"), ("Кто это", "relation"), ("Имя", "name"), ("Повод", "occasion"), ("Дата", "date")),
        (("Анна Сергеева", "муж", "Павел", "день рождения", "14.05"), ("Олег Попов", "дочь", "Катя", "именины", "07.12")),
    ),
    Case(
        "клиентская база салона",
        "clients",
        (("ФИО", "name"), ("номер телефона", "phone"), ("др", "birthday"), ("мастер", None), ("Последний визит", None), ("комментарии", "comment"), ("Инстаграм", "social_pages")),
        (("Анна С.", "89161234567", "08.03.1985", "Света", D(2026, 1, 10), None, "@anna"), ("Белова Ольга", "89031234567", None, "Инна", D(2025, 12, 1), "аллергия на краску", None)),
    ),
    Case(
        "Контакты",
        "clients",
        (("Имя и фамилия", "name"), ("Телефон 1", "phone"), ("Телефон 2", None), ("Почта", "email"), ("Компания", "company"), ("День рождения", "birthday")),
        (("Анна Сергеева", "+7 916 123-45-67", None, "anna@mail.ru", "ООО «Ромашка»", "8 марта"), ("Олег Попов", "+7 903 111-22-33", "+7 495 111-22-33", None, None, None)),
    ),
    Case(
        "ЛПР",
        "people",
        (("Компания", "client"), ("ФИО", "name"), ("Должность", "position"), ("Роль", "role"), ("Телефон", "phone"), ("Почта", "email"), ("Отношение к нам", "attitude")),
        (("ООО Ромашка", "Петров Иван", "директор", "решает", "+7 916 000 11 22", "p@romashka.ru", "за нас"), ("АО Вектор", "Белова Ольга", "закупщик", "влияет", "+7 916 000 11 23", None, "нейтрально")),
    ),
    Case(
        "Заказы",
        "deals",
        (("Дата заказа", "opened_on"), ("ФИО", "client"), ("Телефон", None), ("Наименование", "title"), ("Сумма заказа", "sum"), ("Предоплата", "prepayment"), ("Статус", "stage"), ("Дата готовности", "ready_on"), ("Причина отказа", "refusal_reason")),
        ((D(2026, 1, 5), "Анна Сергеева", "89161234567", "Окна ПВХ 3 шт", 65000, 20000, "в работе", D(2026, 2, 1), None), (D(2026, 1, 6), "Попов Олег", "89031234567", "Балкон", 90000, 30000, "отказ", None, "дорого")),
    ),
    # Polish
    Case(
        "Klienci",
        "clients",
        (("Lp.", None), ("Imię i nazwisko", "name"), ("Nr tel.", "phone"), ("mail", "email"), ("Data urodzenia (dd.mm)", "birthday"), ("Miasto", "city"), ("Uwagi", "comment")),
        ((1, "Anna Kowalska", "601 234 567", "anna@wp.pl", "08.03", "Kraków", None), (2, "Jan Nowak", "+48 502 111 222", "j.nowak@onet.pl", "12.07", "Łódź", "woli SMS"), (3, "Ewa Lis", 603111222, None, None, "Gdańsk", None)),
    ),
    Case(
        "Arkusz1",
        "clients",
        (("Nazwisko", "surname"), ("Imię", "first_name"), ("GSM", "phone"), ("e-mail", "email"), ("Ulica", "address"), ("Kod pocztowy", "postal_code"), ("Miejscowość", "city")),
        (("Kowalska", "Anna", "601234567", "anna@wp.pl", "Długa 5/7", "30-001", "Kraków"), ("Nowak", "Jan", "502111222", None, "Krótka 1", "90-001", "Łódź")),
    ),
    Case(
        "baza kontrahentów",
        "clients",
        (("Nazwa firmy", "company"), ("NIP", "tax_id"), ("Osoba kontaktowa", "name"), ("Telefon / e-mail", "contacts"), ("Opiekun", "manager"), ("Branża", "industry"), ("Forma płatności", "payment_form")),
        (("Kwiaty Sp. z o.o.", "526-10-40-828", "Anna Kowalska", "22 123 45 67, biuro@kwiaty.pl", "Marek", "kwiaty", "przelew"), ("Usługi Jan Nowak", "5261040828", "Jan Nowak", "601 234 567", "Ola", "remonty", "gotówka")),
    ),
    Case(
        "Zamówienia",
        "deals",
        (("Nr zamówienia", "number"), ("Klient", "client"), ("Przedmiot", "title"), ("Wartość (zł)", "sum"), ("Etap", "stage"), ("Data zamówienia", "opened_on"), ("Termin", "planned_on")),
        (("Z/17", "Anna Kowalska", "Okna", 6500, "w toku", D(2026, 1, 5), D(2026, 2, 1)), ("Z/18", "Jan Nowak", "Drzwi", 1200, "opłacone", D(2026, 1, 6), None)),
    ),
    Case(
        "Sprzedaż",
        "purchases",
        (("Data sprzedaży", "bought_on"), ("Klient", "client"), ("Produkt", "product"), ("Ilość", "quantity"), ("Kwota", "sum"), ("Nr paragonu", "receipt")),
        ((D(2026, 1, 5), "Anna Kowalska", "Krem", 2, 120, "P1"), (D(2026, 1, 6), "Jan Nowak", "Szampon", 1, 30, "P2")),
    ),
    Case(
        "Do zrobienia",
        "tasks",
        (("Termin", "due_on"), ("Zadanie", "action"), ("Dla kogo", "client"), ("Kto", "assignee"), ("Zrobione?", "task_status")),
        ((D(2026, 3, 1), "Zadzwonić", "Anna Kowalska", "Marek", "nie"), (D(2026, 3, 2), "Wysłać ofertę", "Jan Nowak", "Ola", "zrobione")),
    ),
    Case(
        "Rozmowy",
        "log",
        (("Data rozmowy", "contacted_on"), ("Klient", "client"), ("Kanał", "channel"), ("Pracownik", "employee"), ("Wynik", "result"), ("Notatki", "notes")),
        ((D(2026, 1, 5), "Anna Kowalska", "telefon", "Marek", "nie odebrał", None), (D(2026, 1, 6), "Jan Nowak", "mail", "Ola", "zgodził się", "chce taniej")),
    ),
    Case(
        "klienci salon",
        "clients",
        (("Klientka", "name"), ("Kom.", "phone"), ("ur.", "birthday"), ("Skąd o nas wie", "source"), ("Zgoda marketingowa", "consent_offers"), ("Ostatnia wizyta", None), ("Zabieg", None)),
        (("Anna Kowalska", "601 234 567", "8.03.1985", "polecenie", "tak", D(2026, 1, 5), "manicure"), ("Ewa Lis", "602 234 567", "12.07.1990", "Facebook", "nie", D(2026, 1, 8), "pedicure")),
    ),
    Case(
        "Kontakty",
        "clients",
        (("Imię", "first_name"), ("Nazwisko", "surname"), ("Firma", "company"), ("Stanowisko", "position"), ("Telefon służbowy", "phone"), ("Telefon prywatny", None), ("Adres e-mail", "email"), ("Kategoria", "tier")),
        (("Anna", "Kowalska", "Kwiaty Sp. z o.o.", "prezes", "22 123 45 67", "601 234 567", "anna@kwiaty.pl", "A"), ("Jan", "Nowak", "Vector S.A.", "kupiec", "22 123 45 68", None, "jan@vector.pl", "B")),
    ),
    Case(
        "produkty",
        "products",
        (("Nazwa produktu", "product"), ("Cena", "price"), ("Wystarcza na (dni)", "run_out_days"), ("Uwagi", "comment")),
        (("Krem", 60, 45, None), ("Szampon", 30, 60, None)),
    ),
    Case(
        "ZGODY RODO",
        "consents",
        (("Klient", "client"), ("Cel zgody", "purpose"), ("Udzielona / wycofana", "given"), ("Data zgody", "given_on"), ("Źródło zgody", "consent_source")),
        (("Anna Kowalska", "oferty", "udzielona", D(2026, 1, 5), "formularz"), ("Jan Nowak", "życzenia", "wycofana", D(2026, 1, 6), "telefon")),
    ),
    # Romanian
    Case(
        "Clienți",
        "clients",
        (("Nr. crt.", None), ("Nume și prenume client", "name"), ("Telefon", "phone"), ("E-mail", "email"), ("Data nașterii", "birthday"), ("Oraș", "city"), ("Observații", "comment")),
        ((1, "Ana Popescu", "0712 345 678", "ana@yahoo.com", D(1985, 3, 8), "Cluj", None), (2, "Ion Creangă", "+40 722 111 222", None, D(1979, 2, 1), "Iași", "sună seara"), (3, "Maria Ionescu", "0733111222", "maria@gmail.com", None, "București", None)),
    ),
    Case(
        "Foaie1",
        "clients",
        (("Nume", "surname"), ("Prenume", "first_name"), ("Tel. mobil", "phone"), ("Mail", "email"), ("Adresa", "address"), ("Localitate", "city")),
        (("Popescu", "Ana", "0712345678", "ana@yahoo.com", "Str. Lungă 5", "Cluj"), ("Ionescu", "Dan", "0722345678", None, "Bd. Unirii 1", "Brașov")),
    ),
    Case(
        "Firme",
        "clients",
        (("Denumire firmă", "company"), ("CUI", "tax_id"), ("Persoană de contact", "name"), ("Telefon/e-mail", "contacts"), ("Responsabil", "manager"), ("Statut", "status")),
        (("Flori SRL", "RO14399840", "Ana Popescu", "0712 345 678", "Dan", "activ"), ("Vector S.A.", "14399840", "Ion Marin", "ion@vector.ro", "Dan", "potențial")),
    ),
    Case(
        "Comenzi",
        "deals",
        (("Nr. comandă", "number"), ("Client", "client"), ("Descriere", "title"), ("Valoare (lei)", "sum"), ("Stadiu", "stage"), ("Data comenzii", "opened_on"), ("Avans", "prepayment")),
        (("C17", "Ana Popescu", "Ferestre", 6500, "în lucru", D(2026, 1, 5), 1000), ("C18", "Flori SRL", "Uși", 1200, "plătită", D(2026, 1, 6), 0)),
    ),
    Case(
        "Vânzări",
        "purchases",
        (("Data", "bought_on"), ("Client", "client"), ("Produs", "product"), ("Cantitate", "quantity"), ("Suma", "sum"), ("Nr. bon", "receipt")),
        ((D(2026, 1, 5), "Ana Popescu", "Cremă", 2, 120, "B1"), (D(2026, 1, 6), "Dan Ionescu", "Șampon", 1, 30, "B2")),
    ),
    Case(
        "Sarcini",
        "tasks",
        (("Termen", "due_on"), ("Ce e de făcut", "action"), ("Client", "client"), ("Cine", "assignee"), ("Stare", "task_status")),
        ((D(2026, 3, 1), "De sunat", "Ana Popescu", "Dan", "deschisă"), (D(2026, 3, 2), "Trimis oferta", "Flori SRL", "Ioana", "făcută")),
    ),
    Case(
        "Apeluri",
        "log",
        (("Data apelului", "contacted_on"), ("Client", "client"), ("Angajat", "employee"), ("Rezultat", "result"), ("Ce s-a discutat", "notes"), ("Următorul contact", "next_contact")),
        ((D(2026, 1, 5), "Ana Popescu", "Dan", "nu răspunde", None, D(2026, 2, 1)), (D(2026, 1, 6), "Dan Ionescu", "Ioana", "a refuzat", "prea scump", None)),
    ),
    Case(
        "baza de date clienti",
        "clients",
        (("Nume client", "name"), ("nr telefon", "phone"), ("zi de nastere", "birthday"), ("sursa", "source"), ("note", "comment"), ("Mărime pantofi", "shoe_size"), ("Data înregistrării", "registered_on")),
        (("Ana Popescu", "0712 345 678", "08.03.1985", "recomandare", None, 37, D(2024, 5, 1)), ("Dan Ionescu", "0722 345 678", None, "site", "VIP", 42, D(2024, 6, 1))),
    ),
    # English
    Case(
        "Customer list",
        "clients",
        (("Customer ID", "number"), ("First name", "first_name"), ("Last name", "surname"), ("Mobile", "phone"), ("Email address", "email"), ("DOB", "birthday"), ("Postcode", "postal_code"), ("Town", "city")),
        (("1001", "Anna", "Smith", "07700 900123", "anna@example.com", D(1985, 3, 8), "SW1A 1AA", "London"), ("1002", "Bob", "Jones", "07700 900124", None, None, "LS1 1AA", "Leeds")),
    ),
    Case(
        "Sheet1",
        "clients",
        (("Name", "name"), ("Ph.", "phone"), ("Emial", "email"), ("B-day", "birthday"), ("Notes", "comment"), ("Dog's name", None)),
        (("Anna Smith", "07700 900123", "anna@example.com", "March 8", "likes tea", "Rex"), ("Bob Jones", "07700 900124", "bob@example.com", None, None, None)),
    ),
    Case(
        "accounts",
        "clients",
        (("Company name", "company"), ("VAT no.", "tax_id"), ("Contact person", "name"), ("Job title", "position"), ("Phone / e-mail", "contacts"), ("Account manager", "manager"), ("Lead source", "source"), ("Web site", "website")),
        (("Flowers Ltd", "GB123456789", "Anna Smith", "owner", "020 7946 0123; anna@example.com", "Kate", "Referral", "www.flowers.example.com"), ("Vector plc", None, "Bob Jones", "buyer", "020 7946 0124", "Kate", "Fair", None)),
    ),
    Case(
        "Sales pipeline",
        "deals",
        (("Deal name", "title"), ("Client", "client"), ("Stage", "stage"), ("Deal value, £", "sum"), ("Expected close", "planned_on"), ("Owner", "manager"), ("Next step", "next_step"), ("Next step date", "next_step_on")),
        (("Kitchen", "Anna Smith", "Negotiation", 12000, D(2026, 3, 1), "Kate", "call", D(2026, 2, 1)), ("Wardrobe", "Flowers Ltd", "Quote sent", 4500, D(2026, 4, 1), "Tom", "visit", None)),
    ),
    Case(
        "Orders",
        "deals",
        (("Order no.", "number"), ("Customer name", "client"), ("Description", "title"), ("Amount", "sum"), ("Order status", "stage"), ("Order date", "opened_on"), ("Paid", "paid"), ("Deposit", "prepayment")),
        (("A-17", "Anna Smith", "Windows", 6500, "In progress", D(2026, 1, 5), "yes", 100), ("A-18", "Bob Jones", "Door", 900, "Delivered", D(2026, 1, 6), "no", 50)),
    ),
    Case(
        "Sales",
        "purchases",
        (("Sale date", "bought_on"), ("Customer", "client"), ("Product", "product"), ("Qty", "quantity"), ("Total", "sum"), ("Invoice", "receipt")),
        ((D(2026, 1, 5), "Anna Smith", "Cream", 2, 24, "I-1"), (D(2026, 1, 6), "Bob Jones", "Shampoo", 1, 6, "I-2")),
    ),
    Case(
        "To-do",
        "tasks",
        (("Due", "due_on"), ("Task", "action"), ("Client", "client"), ("Assigned to", "assignee"), ("Done?", "task_status"), ("Comments", "comment")),
        ((D(2026, 3, 1), "Call back", "Anna Smith", "Kate", "Open", None), (D(2026, 3, 2), "Send quote", "Bob Jones", "Tom", "Done", None)),
    ),
    Case(
        "Call log 2026",
        "log",
        (("Call date", "contacted_on"), ("Client", "client"), ("Called by", "employee"), ("Outcome", "result"), ("What was said", "notes"), ("Duration (min)", "minutes"), ("Follow-up date", "next_contact")),
        ((D(2026, 1, 5), "Anna Smith", "Kate", "No answer", None, 1, D(2026, 2, 1)), (D(2026, 1, 6), "Bob Jones", "Tom", "Call back", "asks for a discount", 12, None)),
    ),
    Case(
        "Birthdays of family",
        "relatives",
        (("Client", "client"), ("Relation", "relation"), ("Name", "name"), ("Occasion", "occasion"), ("Date", "date")),
        (("Anna Smith", "husband", "Paul", "birthday", "14 May"), ("Bob Jones", "daughter", "Kate", "name day", "7 December")),
    ),
    Case(
        "Decision makers",
        "people",
        (("Company", "client"), ("Full name", "name"), ("Job title", "position"), ("Role", "role"), ("Influence %", "influence"), ("Direct phone", "phone"), ("Email", "email")),
        (("Flowers Ltd", "Anna Smith", "CEO", "decides", 80, "020 7946 0123", "anna@example.com"), ("Vector plc", "Bob Jones", "buyer", "buys", 20, None, "bob@example.com")),
    ),
    # mixed languages and odd spellings
    Case(
        "Clients / Клиенты",
        "clients",
        (("Name / Имя", "name"), ("Phone / Телефон", "phone"), ("Email", "email"), ("Город / City", "city"), ("Comment / Комментарий", "comment")),
        (("Anna Sergeeva", "+7 916 123-45-67", "anna@mail.ru", "Москва", None), ("Олег Попов", "+7 903 111-22-33", None, "Tula", "VIP")),
    ),
    Case(
        "CRM",
        "clients",
        (("NAME", "name"), ("TELEFON", "phone"), ("E_MAIL", "email"), ("Miasto/City", "city"), ("Telegram", "telegram"), ("Status klienta", "status"), ("Źródło / source", "source")),
        (("Anna Kowalska", "+48 601 234 567", "anna@wp.pl", "Kraków", "@anna", "stały", "strona"), ("Іван Бондар", "+380 67 123 45 67", None, "Wrocław", None, "nowy", "polecenie")),
    ),
    Case(
        "Тeлефоны",
        "clients",
        (("Фамилия, имя", "name"), ("Телефн", "phone"), ("Е-mail", "email"), ("Г. рожд.", None), ("Прочее", "comment")),
        (("Сергеева Анна", "8-916-123-45-67", "anna@mail.ru", 1985, None), ("Попов Олег", "8-903-111-22-33", None, 1979, "друг Анны")),
    ),
    Case(
        "список",
        "clients",
        (("Покупатель (ФИО)", "name"), ("Контактный телефон клиента", "phone"), ("Адрес электронной почты", "email"), ("Телефон менеджера", None), ("Дата регистрации", "registered_on"), ("Телефон жены", None)),
        (("Сергеева Анна", "8-916-123-45-67", "anna@mail.ru", "8-495-111-22-33", D(2024, 5, 1), None), ("Попов Олег", "8-903-111-22-33", None, "8-495-111-22-34", D(2024, 6, 1), "8-903-111-22-35")),
    ),
    Case(
        "1",
        "clients",
        (("1. ФИО *", "name"), ("2. Телефон *", "phone"), ("3. E-mail", "email"), ("4. Согласие на рассылку", "consent_offers"), ("5. Пол (м/ж)", "sex"), ("Отметка времени", None)),
        (("Сергеева Анна", "8-916-123-45-67", "anna@mail.ru", "да", "ж", dt.datetime(2026, 1, 5, 10, 30)), ("Попов Олег", "8-903-111-22-33", None, "нет", "м", dt.datetime(2026, 1, 6, 11, 0))),
    ),
    Case(
        "Timestamp form",
        "clients",
        (("Timestamp", None), ("Your full name", "name"), ("Your phone number", "phone"), ("Your e-mail", "email"), ("How did you hear about us?", "source"), ("Any comments?", "comment")),
        ((dt.datetime(2026, 1, 5, 10, 30), "Anna Smith", "07700 900123", "anna@example.com", "Facebook", None), (dt.datetime(2026, 1, 6, 11, 0), "Bob Jones", "07700 900124", "bob@example.com", "Friend", "call me")),
    ),
    Case(
        "Wizyty",
        None,
        (("Godzina", None), ("Poniedziałek", None), ("Wtorek", None), ("Środa", None)),
        (("9:00", "Anna", None, "Jan"), ("10:00", None, "Ewa", None)),
    ),
)  # fmt: skip
