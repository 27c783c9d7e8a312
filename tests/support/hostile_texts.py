"""Texts that would do something in a page that took them for more than text."""

from __future__ import annotations

import json
import random
from itertools import product

from tests.support.shared import DATA

OWN_COUNT, PUBLIC_COUNT = 140, 60

_SCRIPT = "document.title='owned'"
_MARKS = (
    f"<script>{_SCRIPT}</script>",
    f"<img src=x onerror={_SCRIPT}>",
    f"<svg/onload={_SCRIPT}>",
    f"<svg><script>{_SCRIPT}</script></svg>",
    f"<iframe srcdoc='<script>parent.{_SCRIPT}</script>'></iframe>",
    f"<details open ontoggle={_SCRIPT}>x</details>",
    f"<input autofocus onfocus={_SCRIPT}>",
    f"<video><source onerror={_SCRIPT}></video>",
    f"<math><mtext><img src=x onerror={_SCRIPT}></mtext></math>",
    f"<a href=javascript:{_SCRIPT}>x</a>",
    f"<form action=javascript:{_SCRIPT}><button>x</button></form>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<style>body{display:none}</style>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example/>",
    "<object data=//evil.example/a.swf></object>",
    "<b onmouseover=alert(1)>x</b>",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/a.png)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<http://evil.example/a>",
    ":red[x] :material/home: :violet-badge[x]",
    "$x^2$ $$\\href{javascript:alert(1)}{x}$$",
    "{{7+7}} ${7+7} #{7+7} <%= 7+7 %>",
    "javascript:alert(1)",
    "x\u202etxt.exe\u202c \u2066x\u2069",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
)
_SETTINGS = ("{}", '"{}', "'>{}", "</span></p>{}", "--> {} <!--")


def payloads() -> list[str]:
    """Return own texts of each kind in each setting, and a seeded choice of public ones where the data sets are."""
    own = [setting.format(mark) for setting, mark in product(_SETTINGS, _MARKS)]
    assert len(own) == OWN_COUNT
    file = DATA / "safety" / "blns" / "blns.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    public = sorted({text for text in known if "<" in text or "javascript:" in text if text.isprintable()})
    return [*own, *random.Random(0).sample(public, min(PUBLIC_COUNT, len(public)))]


def plain(payload: str) -> str:
    """Return a text of the same length and the same words that means nothing to any reader of markup."""
    return "".join(letter if letter.isalnum() or letter == " " else "x" for letter in payload)
