"""PowerPoint presentations: slides in order, shapes as they are read, notes and comments."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from graph.errors import Reason, Refused
from ingest.formats import read_texts
from ingest.types import LoadedText


def presentation(fill: Callable[[Any], None]) -> bytes:
    slides = Presentation()
    fill(slides)
    out = io.BytesIO()
    slides.save(out)
    return out.getvalue()


def read(data: bytes) -> LoadedText:
    name, (loaded,) = read_texts(data, "talk", ".pptx")
    assert name == "pptx"
    return loaded


def write_box(slide: Any, left: float, top: float, text: str) -> Any:
    box = slide.add_textbox(Inches(left), Inches(top), Inches(1), Inches(0.3))
    box.text_frame.text = text
    return box


def replaced(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def test_a_slide_is_a_section_and_a_page() -> None:
    def fill(slides: Any) -> None:
        first = slides.slides.add_slide(slides.slide_layouts[1])
        first.shapes.title.text = "Steps"
        frame = first.placeholders[1].text_frame
        frame.text = "Dig"
        below = frame.add_paragraph()
        below.text, below.level = "by hand", 1
        frame.add_paragraph().text = "Fill"
        write_box(first.shapes, 5, 0.1, "Draft").text_frame.paragraphs[0].add_run().text = " copy"
        link = write_box(first.shapes, 1, 7, "See ").text_frame.paragraphs[0].add_run()
        link.text, link.hyperlink.address = "the plan", "https://example.org/plan"
        first.notes_slide.notes_text_frame.text = "Say it slowly."
        slides.slides.add_slide(slides.slide_layouts[5]).shapes.title.text = "End"

    loaded = read(presentation(fill))
    assert loaded.title == "Steps"
    assert loaded.text == (
        "Slide 1: Steps\n\nDraft copy\n\n- Dig\n- by hand\n- Fill\n\nSee the plan (https://example.org/plan)\n\n"
        "Notes: Say it slowly.\n\nSlide 2: End"
    )
    assert loaded.pages == (0, loaded.text.index("Slide 2"))
    assert [block.level for block in loaded.blocks if block.kind == "item"] == [1, 2, 1]


def test_shapes_are_read_in_lines_and_groups_together() -> None:
    def fill(slides: Any) -> None:
        shapes = slides.slides.add_slide(slides.slide_layouts[6]).shapes
        write_box(shapes, 1, 4, "last")
        write_box(shapes, 5, 1.02, "right")
        group = shapes.add_group_shape()
        write_box(group.shapes, 1, 2.5, "group below")
        write_box(group.shapes, 1, 2, "group above")
        write_box(shapes, 1, 1.1, "left")

    loaded = read(presentation(fill))
    assert loaded.text.split("\n\n") == ["Slide 1", "left", "right", "group above", "group below", "last"]


def test_tables_and_charts_have_named_columns() -> None:
    def fill(slides: Any) -> None:
        shapes = slides.slides.add_slide(slides.slide_layouts[6]).shapes
        table = shapes.add_table(3, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
        for place, text in enumerate(("Site", "Crew", "Bergen", "Ann", "", "Bob")):
            table.cell(place // 2, place % 2).text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        data = CategoryChartData()
        data.categories = ["2023", "2024"]
        data.add_series("Ships", (12, 14.1))
        box = [Inches(1), Inches(4), Inches(4), Inches(2)]
        chart = shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data).chart
        chart.has_title, chart.chart_title.text_frame.text = True, "Ships a year"

    loaded = read(presentation(fill))
    assert "Site | Crew\nBergen | Ann\nBergen | Bob" in loaded.text
    assert "Category | Ships\n2023 | 12\n2024 | 14.1" in loaded.text
    contexts = [block.context for block in loaded.blocks if block.kind == "table"]
    assert contexts == ["Site | Crew", "Chart: Ships a year\nCategory | Ships"]


def test_a_hidden_slide_is_marked() -> None:
    def fill(slides: Any) -> None:
        write_box(slides.slides.add_slide(slides.slide_layouts[6]).shapes, 1, 1, "seen")
        hidden = slides.slides.add_slide(slides.slide_layouts[6])
        hidden._element.set("show", "0")
        write_box(hidden.shapes, 1, 1, "unseen")

    loaded = read(presentation(fill))
    assert [loaded.text[start:end] for start, end in loaded.hidden] == ["Slide 2\n\nunseen"]
    assert len(loaded.pages) == 2


ALTERNATIVES = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="x">'
    "<p:sp><p:nvSpPr><p:cNvPr id='90' name=''/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>"
    "<a:p><a:r><a:t>chosen</a:t></a:r></a:p></p:txBody></p:sp></mc:Choice><mc:Fallback><p:pic/></mc:Fallback>"
    "</mc:AlternateContent><p:pic><p:nvPicPr><p:cNvPr id='91' name='' descr='A red crane'/></p:nvPicPr></p:pic>"
)


def test_alternatives_are_read_once_and_pictures_by_their_description() -> None:
    data = presentation(lambda slides: slides.slides.add_slide(slides.slide_layouts[6]))
    changed = replaced(
        data, "ppt/slides/slide1.xml", lambda part: part.replace(b"</p:spTree>", ALTERNATIVES.encode() + b"</p:spTree>")
    )
    assert read(changed).text == "Slide 1\n\nchosen\n\n[picture: A red crane]"


def test_old_presentations_are_refused_with_a_hint() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "PowerPoint Document".encode("utf-16-le") + b"\x00" * 600
    with pytest.raises(Refused) as caught:
        read_texts(old, "talk", ".ppt")
    assert (caught.value.reason, caught.value.hint) == (Reason.UNSUPPORTED, "save it as pptx")


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_broken_slide_is_read_or_refused(data: st.DataObject) -> None:
    good = presentation(lambda slides: write_box(slides.slides.add_slide(slides.slide_layouts[1]).shapes, 1, 1, "text"))
    part = data.draw(
        st.sampled_from(["ppt/slides/slide1.xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"])
    )

    def change(content: bytes) -> bytes:
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        return content[:start] + data.draw(st.binary(max_size=8)) + content[end:]

    with contextlib.suppress(Refused):
        read(replaced(good, f"ppt/{part}", change))
