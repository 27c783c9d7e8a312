from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rag.embed.assemble import quantise_weight


@given(
    arrays(np.float32, array_shapes(min_dims=2, max_dims=2), elements=st.floats(-100, 100, width=32)),
    st.sampled_from([0, 1]),
)
@example(np.array([[7.47e-43]], np.float32), 0)
def test_seven_bits_give_the_weight_back_to_half_a_step(weight: np.ndarray, axis: int) -> None:
    whole, scale = quantise_weight(weight, axis)
    assert whole.dtype == np.int8
    assert np.abs(whole.astype(int)).max() <= 63
    assert scale.shape[axis] == 1
    assert (np.abs(weight - whole * scale) <= scale * 0.501).all()
