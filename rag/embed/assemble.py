"""Build the ONNX graph of a BERT encoder from its weights, with int8 matrix products.

A weight matrix is stored as signed bytes with one scale per output channel; activations are quantized at run time
(`DynamicQuantizeLinear`, over the whole text). Weights use seven bits, so that processors without VNNI instructions
cannot overflow their 16-bit sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

Array = npt.NDArray[Any]
Weights = Mapping[str, Array]

ASSEMBLY_RECIPE = "bert int8 per channel, 7 bits, 1"
"""Must change whenever the same weights would give other vectors."""

_OPSET = 20
_IR_VERSION = 10
_PARTS = ("query", "key", "value")


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The size of a BERT encoder: layers, attention heads, and the epsilon of layer normalization."""

    layers: int = 6
    heads: int = 12
    epsilon: float = 1e-12


def assemble_model(weights: Weights, shape: EncoderShape = EncoderShape()) -> ModelProto:
    """Build a model from `tokens` (int64, one text of n tokens) to `states` (float32, n × width).

    `weights` are named as in a Hugging Face `BertModel`. J. Devlin et al., "BERT", 2019; its second segment and the
    pooler are left out, since a single text uses neither.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights, shape)
    graph.add_layers()
    width = weights["embeddings.LayerNorm.weight"].shape[0]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "bert",
            [helper.make_tensor_value_info("tokens", TensorProto.INT64, ["n"])],
            [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["n", width])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
    )
    model.ir_version = _IR_VERSION
    return model


def quantise_weight(weight: Array, axis: int) -> tuple[Array, Array]:
    """Return signed bytes in -64..63 and the scales along `axis` (the axis summed over) that restore the weight."""
    scale = np.abs(weight).max(axis=axis, keepdims=True) / 63
    # Below the smallest normal number, a scale has too few digits to restore anything: such weights become 0.
    scale[scale < np.finfo(np.float32).tiny] = 1
    return np.rint(weight / scale).astype(np.int8), scale.astype(np.float32)


class _Graph:
    """The graph under construction; methods take and return tensor names."""

    def __init__(self, weights: Weights, shape: EncoderShape) -> None:
        self.weights = weights
        self.shape = shape
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.known: set[str] = set()

    def add_layers(self) -> None:
        states = self._embedding()
        for layer in range(self.shape.layers):
            prefix = f"encoder.layer.{layer}."
            attended = self._attention(states, prefix + "attention.self.")
            projected = self._dense(attended, prefix + "attention.output.dense")
            states = self._norm(self._node("Add", states, projected), prefix + "attention.output.LayerNorm")
            inner = self._node("Gelu", self._dense(states, prefix + "intermediate.dense"))
            outer = self._dense(inner, prefix + "output.dense")
            states = self._norm(self._node("Add", states, outer), prefix + "output.LayerNorm")
        self._node("Identity", states, output="states")

    def _embedding(self) -> str:
        words, scale = quantise_weight(self.weights["embeddings.word_embeddings.weight"], axis=1)
        rows = self._node("Cast", self._node("Gather", self._constant("words", words), "tokens"), to=1)
        scales = self._node("Gather", self._constant("words.scale", scale), "tokens")
        segment = self.weights["embeddings.token_type_embeddings.weight"][0]
        table = self._constant("places", self.weights["embeddings.position_embeddings.weight"] + segment)
        start, axis = self._constant("zero", np.array([0])), self._constant("axis", np.array([0]))
        places = self._node("Slice", table, start, self._node("Shape", "tokens"), axis)
        words_of_text = self._node("Mul", rows, scales)
        return self._norm(self._node("Add", words_of_text, places), "embeddings.LayerNorm")

    def _attention(self, states: str, prefix: str) -> str:
        """Softmax(QKᵀ/√d)V for every head; the three projections are one product, with the queries scaled in
        advance."""
        heads = self.shape.heads
        width = self.weights[prefix + "query.weight"].shape[0]
        shrink = np.float32((width // heads) ** -0.5)
        parts = [(self.weights[f"{prefix}{name}.weight"].T, self.weights[f"{prefix}{name}.bias"]) for name in _PARTS]
        parts[0] = (parts[0][0] * shrink, parts[0][1] * shrink)
        joined = self._linear(
            states, prefix + "joined", np.concatenate([w for w, _ in parts], 1), np.concatenate([b for _, b in parts])
        )
        split = self._reshape(joined, (0, 3, heads, width // heads))
        keys = self._pick(split, 1, (1, 2, 0))
        weights = self._node("Softmax", self._node("MatMul", self._pick(split, 0, (1, 0, 2)), keys), axis=-1)
        mixed = self._node("MatMul", weights, self._pick(split, 2, (1, 0, 2)))
        return self._reshape(self._node("Transpose", mixed, perm=[1, 0, 2]), (0, width))

    def _pick(self, joined: str, part: int, order: tuple[int, ...]) -> str:
        index = self._constant(f"part{part}", np.array(part))
        return self._node("Transpose", self._node("Gather", joined, index, axis=1), perm=list(order))

    def _dense(self, states: str, name: str) -> str:
        return self._linear(states, name, self.weights[name + ".weight"].T, self.weights[name + ".bias"])

    def _linear(self, states: str, name: str, weight: Array, bias: Array) -> str:
        from onnx import TensorProto

        whole, scale = quantise_weight(weight, axis=0)
        coded = self._node("DynamicQuantizeLinear", states, more=("step", "zero"))
        step, zero = coded + ".step", coded + ".zero"
        product = self._node("MatMulInteger", coded, self._constant(name + ".int8", whole), zero)
        steps = self._node("Mul", step, self._constant(name + ".scale", scale[0]))
        scaled = self._node("Mul", self._node("Cast", product, to=TensorProto.FLOAT), steps)
        return self._node("Add", scaled, self._constant(name + ".bias", bias))

    def _norm(self, states: str, name: str) -> str:
        gain = self._constant(name + ".weight", self.weights[name + ".weight"])
        bias = self._constant(name + ".bias", self.weights[name + ".bias"])
        return self._node("LayerNormalization", states, gain, bias, axis=-1, epsilon=self.shape.epsilon)

    def _reshape(self, states: str, sizes: tuple[int, ...]) -> str:
        name = "sizes" + "x".join(map(str, sizes))
        return self._node("Reshape", states, self._constant(name, np.array(sizes)))

    def _node(self, kind: str, *inputs: str, output: str = "", more: tuple[str, ...] = (), **attributes: Any) -> str:
        from onnx import helper

        name = output or f"{kind}{len(self.nodes)}"
        outputs = [name, *(f"{name}.{end}" for end in more)]
        self.nodes.append(helper.make_node(kind, list(inputs), outputs, name=name, **attributes))
        return name

    def _constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        if name not in self.known:
            self.known.add(name)
            self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name
