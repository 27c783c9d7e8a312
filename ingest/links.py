"""Where a link leads, as a text says it behind the words of the link: to a file, a form, or somebody to write to."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_FILES = frozenset(
    "pdf doc docx docm dot dotx odt ott rtf pages xls xlsx xlsm ods csv tsv numbers ppt pptx pps odp key epub mobi ics "
    "vcf zip gz tgz bz2 xz 7z rar exe msi dmg pkg deb rpm apk iso jar mp3 mp4 kml gpx".split()
)
_FORM_HOSTS = re.compile(
    r"(?:\A|\.)(?:forms\.gle|typeform\.com|surveymonkey\.\w+|jotform\.com|wufoo\.com|cognitoforms\.com|"
    r"forms\.(?:office|microsoft|cloud\.microsoft)(?:\.com)?|formstack\.com|tally\.so|eventbrite\.\w+|doodle\.com|"
    r"calendly\.com|limesurvey\.\w+)\Z"
)
_FORM_PATH = re.compile(
    r"(?:\A|[\W_])(?:forms?|formular|formulaire|formulario|formulário|modulo|application|apply|antrag|register|"
    r"registration|anmeldung|inscription|inscripci[oó]n|survey|umfrage|sondage|encuesta|booking|book)(?:[\W_]|\Z)",
    re.IGNORECASE,
)
_FETCH = re.compile(r"\W*(?:download|herunterladen|télécharger|descargar|baixar|scarica|downloaden)\b", re.IGNORECASE)
_MAX_TARGET_CHARS = 200
_NUMBER = re.compile(r"[^\d\w@.]+")
BEHIND = re.compile(r" \((?=\S*[@/.+])[^\s()]+\)")
"""What `name_target` has put behind the words of links."""


def contact_address(link: str) -> str:
    """Return the e-mail address or telephone number that a link leads to; empty if it leads elsewhere."""
    scheme, _, address = link.strip().partition(":")
    return unquote(address.partition("?")[0]).strip("/ ") if scheme.lower() in ("mailto", "tel") else ""


def name_target(link: str, words: str, is_file: bool = False) -> str:
    """Return where a link leads in brackets, to stand behind its words; empty if they say it, or if it is a page.

    Shown are an address or number, a file (`is_file` if the page says that it is one), and a form.
    """
    if not words.strip():
        return ""
    target = contact_address(link)
    if target[:1] in "+0123456789":
        known = not target or _NUMBER.sub("", target) in _NUMBER.sub("", words)
    else:
        known = target in words
    if not target:
        target = _fetched(link, words, is_file)
        known = not target or target.rpartition("://")[2] in words
    return "" if known else f" ({target})"


def _fetched(link: str, words: str, is_file: bool) -> str:
    """Return the target of a link to a file or form, without the place in it; empty if it is neither."""
    address = "".join(link.split()).partition("#")[0]
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https", "ftp") or not 2 < len(address) <= _MAX_TARGET_CHARS:
        return ""
    path = unquote(parts.path)
    ending = path.rpartition("/")[2].rpartition(".")
    if is_file or (ending[0] and ending[2].lower() in _FILES) or _FORM_HOSTS.search(parts.netloc.lower()):
        return address
    away = parts.scheme and "/wiki/" not in path
    is_form = _FORM_PATH.search(path) and _FORM_PATH.search(words)
    return address if away and (is_form or _FETCH.match(words) or path.startswith("/forms/")) else ""
