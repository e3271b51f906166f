"""An amount as people of a language write it, without a currency; two places after the point, none where they are 0."""


def format_amount(language: str, amount: float) -> str:
    """Give the amount with the language's own signs.

    >>> format_amount("en", 1234.5), format_amount("pl", 500.0)
    ('1,234.50', '500')
    """
    from babel.numbers import format_decimal

    pattern = "#,##0" if float(amount).is_integer() else "#,##0.00"
    return str(format_decimal(amount, pattern, locale=language))
