"""Icon, logo and styles of the pages; nothing is loaded from another host."""

from __future__ import annotations

_MARK = (
    '<path d="M8 22 L17 8 L27 20 Z" fill="none" stroke="#4c78c8" stroke-width="2"/>'
    '<circle cx="8" cy="22" r="4" fill="#4c78c8"/><circle cx="17" cy="8" r="4" fill="#4c78c8"/>'
    '<circle cx="27" cy="20" r="5" fill="#e0a100"/>'
)

# An icon given by name would be fetched from another host.
ICON = f'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 34 30">{_MARK}</svg>'

LOGO = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="168" height="32" viewBox="0 0 168 32">{_MARK}'
    '<text x="42" y="22" font-family="sans-serif" font-size="19" font-weight="600" fill="#4c78c8">graphloop</text>'
    "</svg>"
)

STYLE = """<style>
.stMainBlockContainer { padding-top: 3.2rem; }
@media (max-width: 640px) { .stMainBlockContainer { padding-top: 4.6rem; } }
[data-testid^="stBaseButton-primary"], [data-testid^="stBaseButton-primary"] * { color: light-dark(#fff, #14181f); }
[data-tag], [data-tag] * { color: light-dark(#fff, #14181f); }
.gl-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
[data-testid="stCaptionContainer"] { color: inherit; opacity: .8; }
[data-testid^="stAlertContent"] p::first-letter { text-transform: uppercase; }
[data-testid^="stAlertContent"] p > em:last-child { display: block; }
[data-testid^="stAlertContent"] p > em:last-child::first-letter { text-transform: uppercase; }
.stAppDeployButton { display: none; }
.gl-answer { line-height: 1.6; max-width: 50rem; overflow-wrap: anywhere; }
.gl-answer p { margin: 0 0 .6rem; }
.gl-answer > :last-child { margin-bottom: 0; }
.gl-answer table { border-collapse: collapse; }
.gl-answer table { margin-bottom: .6rem; }
.gl-answer td, .gl-answer th { border: 1px solid rgba(128, 140, 160, .35); padding: .25rem .6rem; }
.gl-answer pre { white-space: pre-wrap; background: rgba(128, 140, 160, .12); padding: .6rem; border-radius: .4rem; }
.gl-answer thead:not(:has(th:not(:empty))) { display: none; }
.gl-rows { overflow-x: auto; }
.gl-rows table { border-collapse: collapse; }
.gl-rows td, .gl-rows th { border: 1px solid rgba(128, 140, 160, .35); padding: .15rem .5rem; text-align: left; }
.gl-marker { color: color-mix(in srgb, #4c78c8 60%, currentcolor); font-weight: 600; padding: 0 .1rem; }
.gl-quote { max-width: 50rem;
  margin: 0 0 .4rem; padding: .1rem 0 .1rem .8rem; border-left: 3px solid rgba(128, 140, 160, .45);
  font-size: .9rem; line-height: 1.5; opacity: .85; overflow-wrap: anywhere; }
.gl-quote.gl-within { opacity: 1; }
.gl-within .gl-far { opacity: .72; }
.gl-within .gl-said { font-weight: 600; }
.gl-abstained { padding: .6rem .9rem; border-radius: .5rem; border: 1px dashed rgba(128, 140, 160, .7);
  background: rgba(128, 140, 160, .08); }
[class*="st-key-suggestions-"] button { text-align: left; }
.gl-folded { max-height: 26rem; overflow: hidden; mask-image: linear-gradient(#000 80%, transparent); }
.gl-copy { font: inherit; font-size: .875rem; color: inherit; background: none; cursor: pointer; opacity: .85;
  border: 1px solid rgba(128, 140, 160, .35); border-radius: .5rem; padding: .15rem .6rem; }
.gl-copy:hover { opacity: 1; border-color: #4c78c8; }
[class*="st-key-versions-"] { opacity: .85; }
.gl-text { font-size: .92rem; line-height: 1.65; overflow-wrap: anywhere; }
.gl-text .gl-far, .gl-trail .gl-far, .gl-far.gl-above { opacity: .72; }
.gl-far.gl-above { font-size: .85rem; }
.st-key-asking { position: relative; }
.st-key-asking .st-key-stop { position: absolute; right: .7rem; bottom: .55rem; width: auto; z-index: 1; }
.st-key-asking .st-key-stop button { background: light-dark(#fff, #14181f); }
[data-testid="stChatMessage"] [class*="st-key-versions-"] { margin-top: -.6rem; }
.gl-text .gl-passage { background: rgba(76, 120, 200, .10); border-radius: .2rem; }
.gl-text mark { background: #ffe27a; color: #1d1d1d; padding: .05rem .1rem; border-radius: .15rem; }
.gl-document { max-width: 50rem; font-size: .95rem; line-height: 1.6; overflow-wrap: anywhere; }
.gl-document p { margin: 0 0 .7rem; }
.gl-document h4, .gl-document h5, .gl-document h6 { padding: .5rem 0 .3rem; margin: 0; font-weight: 600; }
.gl-document h4 { font-size: 1.25rem; }
.gl-document h5 { font-size: 1.1rem; }
.gl-document h6 { font-size: 1rem; }
.gl-document pre { white-space: pre-wrap; background: rgba(128, 140, 160, .12); padding: .6rem; border-radius: .4rem; }
.gl-document .gl-items { list-style: none; margin: 0 0 .7rem; padding: 0; }
.gl-document .gl-items li { margin: 0 0 .15rem 0; padding: 0; }
.gl-document .gl-level-2 { margin-left: 1.4rem !important; }
.gl-document .gl-level-3 { margin-left: 2.8rem !important; }
.gl-document [class*="gl-level-"]:is(.gl-level-4, .gl-level-5, .gl-level-6) { margin-left: 4.2rem !important; }
.gl-document .gl-field { margin: 0 0 .15rem; font-size: .9rem; }
.gl-document .gl-field + :not(.gl-field) { margin-top: .7rem; }
.gl-document .gl-note { border-left: 3px solid rgba(128, 140, 160, .45); padding-left: .8rem; }
.gl-document .gl-table { overflow-x: auto; margin: 0 0 .8rem; }
.gl-document table { border-collapse: collapse; font-size: .9rem; }
.gl-document caption { text-align: left; font-weight: 600; padding: 0 0 .3rem; }
.gl-document td, .gl-document th { border: 1px solid rgba(128, 140, 160, .35); padding: .25rem .6rem; text-align: left;
  vertical-align: top; overflow-wrap: normal; }
.gl-document th { background: rgba(128, 140, 160, .12); }
.gl-hidden { border-bottom: 2px dotted #b87400; }
.gl-trail { max-width: 54rem; font-size: .88rem; line-height: 1.5; overflow-wrap: anywhere; }
.gl-trail b { font-weight: 600; }
.gl-chip { display: inline-block; border-radius: .8rem; padding: 0 .55rem; margin: .1rem .2rem .1rem 0;
  background: rgba(76, 120, 200, .14); }
.gl-chip.gl-seed { background: rgba(128, 140, 160, .18); }
.st-key-source { font-size: .95rem; }
div[data-testid="stColumn"]:has(.st-key-source) { position: sticky; top: 3.6rem; align-self: flex-start;
  max-height: calc(100vh - 9rem); overflow-y: auto; }
@media (max-width: 640px) {
  div[data-testid="stColumn"]:has(.st-key-source) { position: fixed; inset: 3.6rem 0 0; z-index: 100;
    width: 100vw; max-width: none; height: calc(100dvh - 3.6rem); max-height: none; box-sizing: border-box;
    padding: 1rem; background: light-dark(#fff, #171614); }
}
.st-key-threads [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
.st-key-threads [data-testid="stColumn"] { min-width: 0; }
.st-key-threads button { text-align: left; }
.st-key-threads [class*="st-key-thread-"] button > div { justify-content: flex-start; width: 100%; }
.st-key-threads button p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
</style>"""
