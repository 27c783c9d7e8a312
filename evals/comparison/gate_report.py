"""Render a gate's verdict: Markdown for a summary, JUnit XML for CI."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from evals.comparison.gate import GateLine, GateVerdict, RequiredCase

MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~&])")
# Characters that XML 1.0 cannot hold even as an escape.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_markdown(verdict: GateVerdict) -> str:
    """Render the verdict as Markdown, with document text escaped."""
    parts = [
        f"## Evaluation gate: {'failed' if verdict.failed else 'passed'}",
        (
            f"{_plain(verdict.run)} against {_plain(verdict.baseline)}; shared cases: {verdict.cases}; "
            f"chance of a false alarm at most {verdict.level:.0%}"
        ),
        "\n".join(
            (
                "| | metric | baseline | run | drop | smallest that matters | p | would catch | scored | |",
                "|---|---|--:|--:|--:|--:|--:|--:|--:|---|",
                *(_row(line) for line in verdict.lines),
            )
        ),
    ]
    if verdict.demands:
        parts.append("Cases that must pass:")
        parts.append("\n".join(_item(demand) for demand in verdict.demands))
    parts += [_plain(note) for note in verdict.notes]
    return "\n\n".join(parts) + "\n"


def format_figures(line: GateLine) -> list[str]:
    """Return the baseline and run means, drop, least drop, corrected p-value, detectable drop, and scored count."""
    return [
        _figure(line.mean_a),
        _figure(line.mean_b),
        f"{line.drop:+.3f}",
        f"{line.least_drop:.3f}",
        f"{line.corrected:.3f}",
        _figure(line.detectable),
        f"{line.scored}/{line.cases}",
    ]


def _row(line: GateLine) -> str:
    return f"| {' | '.join(('❌' if line.failed else '✅', _plain(line.metric), *format_figures(line), line.told))} |"


def _item(demand: RequiredCase) -> str:
    mark = "✅" if demand.passed else "❌"
    question = _plain(demand.question) or "unknown case"
    return f"- {mark} {question} ({_plain(demand.case_id[:8])}): {_plain(demand.told)}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _plain(text: str) -> str:
    """Return the text on one line, without active Markdown or HTML."""
    line = NOT_XML.sub("", " ".join(text.split()))
    escaped = MARKDOWN_SPECIAL.sub(r"\\\1", line).replace("\\<", "&lt;").replace("\\>", "&gt;")
    # Markdown would still turn a bare URL or @name into a link.
    return escaped.replace("://", ":\u200b//").replace("@", "@\u200b")


def render_junit(verdict: GateVerdict) -> str:
    """Render the verdict as JUnit XML: a test per metric and per case that must pass."""
    failures = sum(line.failed for line in verdict.lines) + sum(not demand.passed for demand in verdict.demands)
    counts = {"tests": str(len(verdict.lines) + len(verdict.demands)), "failures": str(failures), "errors": "0"}
    root = ElementTree.Element("testsuites", {"name": "graphloop", **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": "graphloop eval gate", **counts, "skipped": "0"})
    for line in verdict.lines:
        description = (
            f"{line.told}: {_figure(line.mean_a)} → {_figure(line.mean_b)}, drop {line.drop:+.3f}, "
            f"smallest that matters {line.least_drop:.3f}, p {line.corrected:.3f}, scored {line.scored} of {line.cases}"
        )
        _test(
            suite, "gate.metric", f"{line.metric} ({line.judge})", "" if not line.failed else description, description
        )
    for demand in verdict.demands:
        name = demand.question or demand.case_id
        _test(suite, "gate.must_pass", name, "" if demand.passed else demand.told, demand.told)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _test(suite: ElementTree.Element, group: str, name: str, failure: str, output: str) -> None:
    test = ElementTree.SubElement(suite, "testcase", {"classname": group, "name": _xml(name), "time": "0"})
    if failure:
        ElementTree.SubElement(test, "failure", {"message": _xml(failure)}).text = _xml(failure)
    else:
        ElementTree.SubElement(test, "system-out").text = _xml(output)


def _xml(text: str) -> str:
    return NOT_XML.sub("", text)
