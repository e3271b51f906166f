# ruff: noqa: E501
"""Strings that have broken programs: our own list, kind by kind; any of them may stand in a cell of a sheet."""

CODE = (
    "{{ 7*7 }}", "{{7*7}}", "{% for a in range(9) %}x{% endfor %}", "{{ ''.__class__ }}", "{# gone #}", "{%", "{{", "}}",
    "{{ config }}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%{7*7}", "{{ name }}", "{{ unsubscribe }}", "{name}", "%(name)s",
    "%s%s%s%n", "%p%x", "$name", "`id`", "$(id)", "__import__('os')", "{{ row }}", "{% include 'footer' %}",
    "\x00{{7*7}}", "{\u200b{7*7}}", "\ufeff{{7*7}}",
)  # fmt: skip
PAGE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</p><h1>big</h1>",
    "<a href='javascript:alert(1)'>a</a>", "<iframe src=//evil.test></iframe>", "<!-- ", "--><b>", "<![CDATA[",
    "<style>*{display:none}</style>", "\"><b>", "'><b>", "\" onmouseover=\"x", "&lt;b&gt;", "&#60;b&#62;", "&amp;amp;",
    "<b", "<<b>>", "<\x00b>", "<b\n>", "＜script＞", "<table><tr><td>", "</body></html>", "<base href=//evil.test>",
    "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//evil.test>", "<form action=//evil.test>",
    "<math><mi//xlink:href=\"data:x,1\">", "<details open ontoggle=alert(1)>", "<body onload=alert(1)>", "expression(1)",
)  # fmt: skip
MARKDOWN = (
    "[a](javascript:alert(1))", "![a](http://evil.test/a.png)", "**bold**", "# heading", "> quote", "`code`",
    "[a]: http://evil.test", "<http://evil.test>", "http://evil.test/", "www.evil.test", "---", "- item", "1. item",
    "|a|b|", "~~gone~~", "\\[a](b)", "    code", "***", "* * *", "[x](mailto:a@b.test?bcc=evil@c.test)",
)  # fmt: skip
HEADERS = (
    "a\r\nBcc: evil@x.test", "a\nBcc: evil@x.test", "a\rBcc: evil@x.test", "a\r\n\r\nbody", "a\x0bBcc: e@x.test",
    "a\x0cBcc: e@x.test", "a\x1cBcc: e@x.test", "a\x1dBcc: e@x.test", "a\x1eBcc: e@x.test", "a\x85Bcc: e@x.test",
    "a\u2028Bcc: e@x.test", "a\u2029Bcc: e@x.test", "a%0d%0aBcc: e@x.test", "a\\r\\nBcc: e@x.test",
    "=?utf-8?q?a=0D=0ABcc=3A_evil=40x=2Etest?=", "=?utf-8?b?YQ0KQmNjOiBldmlsQHgudGVzdA==?=", "=?x?q?a?=", "=?=", "?=",
    "a, evil@x.test", "a <evil@x.test>", "\"a\" <evil@x.test>, b", "(comment) a", "a; b", "a: b@x.test;", "a\\",
    "\"", "\\\"", "a\tb", "\r\n", "\n", "\r\n a", "Subject: x", "From evil", ".", "..", "\r\n.\r\nMAIL FROM:<e@x.test>",
)  # fmt: skip
FORMULAS = (
    "=1+1", "=HYPERLINK(\"http://evil.test\")", "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0", "'=1", "\t=1", "#REF!",
    "#N/A", "TRUE", "1e5", "0x1F", "1/2", "00123", "1,5", "١٢٣", "Ⅷ", "½", "NaN", "Infinity", "-0", "9" * 40,
)  # fmt: skip
SCRIPTS = (
    "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "社會科學院", "Ⱥⱥ", "ЁЂЃЄ", "مُنَاقَشَةُ سُبُلِ", "הָיְתָה", "ÅÍÎÏ", "œ∑´®†", "¡™£¢∞§¶•ªº",
    "ﬁ", "ß", "İstanbul", "ı", "ǅ", "ŉ", "𝕬𝖓𝖓𝖆", "Ａｎｎａ", "аnna", "pаypаl", "ʎuuɐ", "(╯°□°）╯︵ ┻━┻", "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1f5\U0001f1f1", "\U0001f44d\U0001f3fd", "❤️", "1️⃣", "\U0001fae0", "\U000e0041", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "é", "e\u0301", "ﷺ", "௵",
)  # fmt: skip
UNSEEN = (
    "\u200b", "a\u200bb", "\u202eevil", "a\u202eb\u202c", "\u2066a\u2069", "\ufeffa", "\u00a0", "\u3000a", "\u2000a",
    "\u180ea", "\u00ad", "a\u00adb", "\u034fa", "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "\ud7ff", "\x00",
    "a\x00b", "\x01", "\x07", "\x08a", "\x1b[31m", "\x7f", "\x80", "\x9b", "\t", " ", "  a  ", "\u2800",
)  # fmt: skip
PLACES = (
    "../../etc/passwd", "..\\..\\windows", "/etc/passwd", "C:\\con", "file:///etc/passwd", "a/b", "a\\b", "CON", "nul",
    "a.exe", "'; DROP TABLE letter; --", "\" OR 1=1 --", "1; SELECT 1", "a%00.txt", "~root", "$HOME", "%USERPROFILE%",
    "http://a.b-.co", "javascript:alert(1)", "data:text/html,<b>", "vbscript:x", "//evil.test", "mailto:a@b.test?bcc=c@d.test",
    "undefined", "null", "None", "nil", "true", "(null)", "[object Object]", "hasOwnProperty", "__proto__", "constructor", "NULL", "nil:nil", "-", "--", "?", "*", "%", "a|b", "a;b", "a,b", "a\tb\tc",
)  # fmt: skip
LONG = (
    "a" * 5_000,
    "Иванов " * 400,
    "\U0001f600" * 300,
    "a@" * 400,
    "<b>" * 500,
    "{{" * 400,
    "\u0301" * 300,
    "\n" * 200,
)

NAUGHTY = (*CODE, *PAGE, *MARKDOWN, *HEADERS, *FORMULAS, *SCRIPTS, *UNSEEN, *PLACES, *LONG)
