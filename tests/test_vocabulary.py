"""Characters <-> tokens, and the sign that shows the boundary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makemore.errors import MakemoreError, UnknownCharacterError
from makemore.vocabulary import BOUNDARY, Vocabulary


def test_tokens_are_in_the_order_of_code_points():
    vocabulary = Vocabulary.of("é王ba.a😀")
    # U+002E . < U+0061 a < U+0062 b < U+00E9 é < U+738B 王 < U+1F600 😀
    assert vocabulary.characters == (".", "a", "b", "é", "王", "😀")
    assert [vocabulary.token(character) for character in ".abé王😀"] == [1, 2, 3, 4, 5, 6]
    assert len(vocabulary) == 7  # and the boundary


def test_encode_and_decode():
    vocabulary = Vocabulary.of("ba")
    assert vocabulary.encode("abba") == [1, 2, 2, 1]
    assert vocabulary.encode("") == []
    assert vocabulary.decode([BOUNDARY, 1, 2, 2, 1, BOUNDARY]) == "abba"


@given(st.text(min_size=1))
def test_decode_undoes_encode(text):
    vocabulary = Vocabulary.of(text)
    tokens = vocabulary.encode(text)
    assert BOUNDARY not in tokens
    assert vocabulary.decode(tokens) == text


def test_an_unknown_character_is_named():
    with pytest.raises(UnknownCharacterError, match="'c'") as caught:
        Vocabulary.of("ab").encode("abcd")
    assert caught.value.character == "c"
    assert isinstance(caught.value, MakemoreError)
    assert not isinstance(caught.value, KeyError)


@pytest.mark.parametrize(
    ("characters", "label"),
    [
        ("ab", "."),
        ("a.b", "·"),
        ("a.b·", "▪"),
        (".·▪◆●■★", "□"),  # U+25A1: U+25A0 ■ is in the list
    ],
)
def test_the_boundary_label_is_no_character_of_the_list(characters, label):
    vocabulary = Vocabulary.of(characters)
    assert vocabulary.boundary_label == label
    assert vocabulary.labels == (label, *sorted(characters))


@given(st.sets(st.sampled_from([*".·▪◆●■★", *map(chr, range(0x25A0, 0x25C0))])))
def test_labels_are_distinct_whatever_the_list(characters):
    labels = Vocabulary.of(characters).labels
    assert len(labels) == len(set(labels)) == len(characters) + 1


def test_vocabularies_are_equal_by_their_characters():
    assert Vocabulary.of("aab") == Vocabulary.of(["b", "a"])
    assert Vocabulary.of("ab") != Vocabulary.of("abc")
    assert len({Vocabulary.of("ab"), Vocabulary.of("ba")}) == 1


def test_no_characters():
    assert len(Vocabulary.of("")) == 1
    assert Vocabulary.of("").labels == (".",)
