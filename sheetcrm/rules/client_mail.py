"""The e-mail addresses of every client, read once, from whichever column the team keeps them in."""

from sheetcrm.model.settings import Settings
from sheetcrm.model.snapshot import Snapshot
from sheetcrm.rules.reading import context_of, read_column, read_values
from sheetcrm.rules.typed import Reading
from sheetcrm.values.email import mailbox_key


def client_mail(snapshot: Snapshot, settings: Settings) -> list[Reading]:
    """One reading per client; a column in which phones and addresses are mixed gives its addresses."""
    clients = snapshot.table("clients")
    if clients.has("email"):
        return read_column(clients, "email", settings)
    mixed = read_column(clients, "contacts", settings)
    addresses = [" ".join(r.value[1] or ()) if isinstance(r.value, tuple) else None for r in mixed]
    return read_values([text or None for text in addresses], "emails", context_of(settings))


def boxes_of(reading: Reading) -> tuple[str, ...]:
    """The addresses of a reading in the form in which addresses are compared."""
    return tuple(map(mailbox_key, reading.value)) if isinstance(reading.value, tuple) else ()
