"""What is packed for an address comes out again, and whatever else stands there is refused."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.lab.packed import LARGEST, pack, unpack

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_a_value_comes_out_as_it_went_in(value):
    packed = pack(value)
    assert unpack(packed) == value
    assert packed.replace("-", "").replace("_", "").isalnum()


@given(values, st.data())
def test_one_wrong_letter_is_noticed(value, data):
    packed = pack(value)
    place = data.draw(st.integers(0, len(packed) - 1))
    letter = data.draw(st.sampled_from("Aa0-_"))
    changed = packed[:place] + letter + packed[place + 1 :]
    try:
        assert unpack(changed) == value  # the last letter has bits that count for nothing
    except ValueError:
        assert changed != packed


@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_of_anything_else_it_is_said_that_it_is_damaged(text: str):
    with pytest.raises(ValueError, match=r"^is (damaged|cut short or too large)$"):
        unpack(text)


@pytest.mark.parametrize(
    "plain", [json.dumps("x" * LARGEST), "[" * 20_000, "{", "NaN x"], ids=["large", "deep", "open", "rest"]
)
def test_what_would_take_much_is_refused(plain: str):
    with pytest.raises(ValueError, match="is "):
        unpack(base64.urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode())
