"""A page's own rules: which hold for an element, and which of several is the stronger."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.markup.css import StyleSheet, element_keys, merge_declarations, parse_declarations, rules


def said(css: str, tag: str = "p", above: str = "", **attributes: str) -> dict[str, str]:
    sheet = StyleSheet.read([css])
    held = merge_declarations(sheet.declared(element_keys(tag, attributes), Counter(above.split())), {})
    return {name: value for name, value in held.items() if name == "display"}


NONE = {"display": "none"}
BLOCK = {"display": "block"}


@pytest.mark.parametrize("selector", ["p", ".x", "#i", "p.x", ".x.y", "p.y.x", "p#i", "*", "a, .x", "#i.x", "P.x"])
def test_simple_selectors_are_matched(selector: str) -> None:
    assert said(f"{selector} {{display:none}}", **{"class": "y x", "id": "i"}) == NONE


@pytest.mark.parametrize("selector", ["b", ".z", "#j", "b.x", ".x.z", "p:hover", "p[a]", ".x::after", "div p"])
def test_others_are_not(selector: str) -> None:
    assert said(f"{selector} {{display:none}}", **{"class": "y x", "id": "i"}) == {}


def test_the_more_particular_rule_is_stronger_then_the_later_one() -> None:
    attributes = {"class": "x", "id": "i"}
    assert said("#i{display:none} p{display:block}", **attributes) == NONE
    assert said(".x{display:block} .x{display:none}", **attributes) == NONE
    assert said("p{display:none!important} #i{display:block}", **attributes) == NONE
    assert said("div .x{display:none} .x{display:block}", above="div", **attributes) == NONE


def test_conditions_are_those_of_a_screen() -> None:
    for condition, holds in (
        ("screen", True),
        ("print", False),
        ("(max-width: 600px)", False),
        ("(min-width: 600px)", True),
        ("screen and (max-width: 2000px)", True),
        ("(prefers-color-scheme: dark)", False),
        ("print, screen", True),
    ):
        assert bool(said(f"@media {condition} {{ p {{display:none}} }} b{{}}")) is holds, condition
    assert said("@keyframes a { from {display:none} } p{display:block}") == BLOCK
    assert said("@import 'a.css'; /* p{} */ p{display:none}") == NONE


def test_an_attribute_is_stronger_unless_a_rule_is_important() -> None:
    assert merge_declarations({"display": "none"}, parse_declarations("display: block")) == BLOCK
    assert merge_declarations({"display": "none!important"}, parse_declarations("display: block")) == NONE
    assert merge_declarations({"display": "none!important"}, parse_declarations("display: block ! important")) == BLOCK


def test_broken_sheets_end() -> None:
    for css in ("{", "}", "p{", "@media{", "@media print{p{display:none}", "p{display:none", "/*", "p}{display:none}"):
        list(rules(css))
