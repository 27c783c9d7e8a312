"""Tell the title that a person gave a document from what its program put in its place."""

from __future__ import annotations

import re

from graph.text.clean import clean_line

# What programs call a document that nobody named, in the languages of their menus; a number may follow.
_UNNAMED = frozenset(
    "anonymous untitled untitled-document untitled-presentation untitled-spreadsheet untitled-page no-title notitle "
    "unnamed unknown unspecified none null undefined document doc dokument documento documentos dokumentti "
    "documento-sin-título document-sans-titre documento-senza-titolo unbenannt unbenanntes-dokument ohne-titel "
    "ohne-namen sans-titre sans-nom sin-título sin-titulo sem-título senza-titolo senza-nome naamloos namnlös "
    "bez-názvu bez-tytułu uden-titel uten-tittel nimetön без-названия без-имени 無題 无标题 제목-없음 "
    "new-document neues-dokument nouveau-document new-page new-microsoft-word-document word-document microsoft-word "
    "powerpoint-presentation powerpoint-präsentation présentation-powerpoint presentación-de-powerpoint "
    "presentazione-di-powerpoint presentazione-standard-di-powerpoint apresentação-do-powerpoint "
    "powerpoint-presentatie presentation präsentation présentation presentación presentazione slide folie diapositive "
    "diapositiva slide-title book workbook mappe arbeitsmappe classeur libro cartel sheet tabelle spreadsheet "
    "drawing zeichnung about:blank".split()
)
_PRINTED = re.compile(
    r"Microsoft\s*(?:Office\s*)?(?:Word|Excel|PowerPoint|Publisher|Outlook|Visio)\s+-\s", re.IGNORECASE
)
_FILE = re.compile(
    r".*\.(?:docx?|docm|dotx?|pptx?|pps|xlsx?|xlsm|pdf|rtf|od[tsp]|odg|sxw|wpd|wps|pages|numbers|key|txt|html?|php|"
    r"md|tex|dvi|e?ps|fm|book|p65|pmd|pub|indd|qxd|qxp|ai|cdr|dwg|dxf|vsdx?|xps|tmp|jpe?g|png|tiff?|bmp|gif|csv)\Z",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\|file:|https?://)\S")
_NUMBERED = re.compile(r"[\s_-]*\(?\d{0,4}\)?\Z")


def own_title(title: str) -> str:
    """Return the title on one line; empty if a program gave it: a default, a file's name, or a place."""
    line = clean_line(title)
    words = "-".join(_NUMBERED.sub("", line.strip("()[]<>{}\"'* .:-_")).lower().split())
    return (
        ""
        if words in _UNNAMED
        or not any(map(str.isalnum, line))
        or _PRINTED.match(line)
        or _FILE.match(line)
        or _PATH.match(line)
        else line
    )
