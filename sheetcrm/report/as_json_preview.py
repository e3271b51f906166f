"""The stable form of letters as they would go; `docs/json.md` names every field."""

from typing import TYPE_CHECKING

from sheetcrm.report.as_json import VERSION, Form

if TYPE_CHECKING:
    from sheetcrm.mail_preview import Preview, Previewed


def preview_form(preview: "Preview", language: str) -> Form:
    """The form of `sheetcrm mail preview`; sentences are in that language."""
    return {
        "version": VERSION,
        "report": "mail-preview",
        "mailing": preview.mailing.number if preview.mailing is not None else None,
        "stopped": preview.stopped,
        "letters": [_letter(each, language) for each in preview.letters],
        "not_mailed": dict(preview.not_mailed),
    }


def _letter(seen: "Previewed", language: str) -> Form:
    rendered = seen.rendered
    return {
        "client": seen.letter.client,
        "to": seen.letter.to or None,
        "letter": seen.letter.letter,
        "language": rendered.language if rendered is not None else seen.letter.language,
        "code": seen.code or None,
        "message": seen.why or None,
        "subject": rendered.subject if rendered is not None else None,
        "text": rendered.text if rendered is not None else None,
        "html": rendered.html if rendered is not None else None,
        "remarks": [remark.sentence(language) for remark in rendered.remarks] if rendered is not None else [],
        "pictures": [each.name for each in rendered.pictures] if rendered is not None else [],
        "attachments": [each.name for each in rendered.attachments] if rendered is not None else [],
        "size": seen.size or None,
    }
