"""A file that is not whole is refused in one line, before anything of it is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UsageError
from ui.graph_import.formats import read_graph
from ui.graph_import.written import WrittenEntity, WrittenStatement

GRAPHML = "<graphml><key id='d1' attr.name='Label'/><graph>{}</graph></graphml>"
ENTITY = (
    "<!DOCTYPE g [<!ENTITY e 'boom'>]><graphml><graph><node id='a'><data key='name'>&e;</data></node></graph></graphml>"
)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.txt", "", "names no format"),
        ("a.cypher", "", "names no format"),
        ("gone.csv", None, "cannot read"),
        ("gone.graphml", None, "cannot read"),
        ("gone.jsonld", None, "cannot read"),
        ("a.graphml", "<graphml><graph>", "not whole"),
        ("a.graphml", "<html/>", "no GraphML"),
        ("a.graphml", GRAPHML.format("<edge source='a' target='b'/>"), "no such entity"),
        (
            "a.graphml",
            GRAPHML.format("<node id='a'/><edge source='a' target='a'><data key='page'>x</data></edge>"),
            "page",
        ),
        ("a.jsonld", "{", "a.jsonld"),
        ("a.jsonld", '{"@graph": [{"@type": "Entity", "name": 3}]}', "name"),
        ("a.jsonld", '{"@graph": [{"@type": "Statement", "subject": "a", "object": "b"}]}', "no such entity"),
        ("a.csv", "a,b\n1,2\n", "predicate"),
        ("a.csv", "subject,predicate,object\nAda,,Bo\n", "line 2"),
        ("a.csv", "subject,predicate,object,page\nAda,knows,Bo,two\n", "page number"),
    ],
)
def test_what_is_no_graph_is_refused(tmp_path: Path, name: str, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(UsageError, match=words) as fault:
        read_graph(tmp_path / name)
    assert fault.value.hint


def test_other_programs_name_columns_in_their_way_and_entities_are_not_expanded(tmp_path: Path) -> None:
    drawn = (
        "<node id='n1'><data key='d1'>Ada</data></node><node id='n2'><data key='d1'>Bo</data></node>"
        "<edge source='n1' target='n2'><data key='d1'>knows</data></edge>"
    )
    (tmp_path / "drawn.graphml").write_text(GRAPHML.format(drawn))
    read = read_graph(tmp_path / "drawn.graphml")
    assert read.entities == {"n1": WrittenEntity("Ada", id="n1"), "n2": WrittenEntity("Bo", id="n2")}
    assert read.statements == (WrittenStatement("n1", "knows", "n2"),)
    (tmp_path / "bomb.graphml").write_text(ENTITY)
    assert "boom" not in repr(read_graph(tmp_path / "bomb.graphml"))
