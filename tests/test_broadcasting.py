"""The trap of the wrong axis: exactly what torch does without keepdim, and what it makes."""

import pytest
import torch

import makemore as mm
from makemore.broadcasting import TableModel, normalized_rows, normalized_wrongly

COUNTS = mm.count_ngrams(["ab", "a", "ba"])  # [[0, 2, 1], [2, 0, 1], [1, 1, 0]]; totals 3, 3, 2


def test_rows_by_hand():
    # row i by the total of row i
    assert normalized_rows(COUNTS.matrix()).tolist() == [
        [0, 2 / 3, 1 / 3],
        [2 / 3, 0, 1 / 3],
        [1 / 2, 1 / 2, 0],
    ]


def test_wrong_axis_by_hand():
    # column j by the total of row j: by 3, 3, 2
    wrong = normalized_wrongly(COUNTS.matrix())
    assert wrong.tolist() == [[0, 2 / 3, 1 / 2], [2 / 3, 0, 1 / 2], [1 / 3, 1 / 3, 0]]
    # 2/3 + 1/2 = 7/6; 1/3 + 1/3 = 2/3
    assert wrong.sum(dim=1).tolist() == pytest.approx([7 / 6, 7 / 6, 2 / 3], abs=1e-15)


def test_exactly_what_torch_does(lecture_matrix):
    counts = lecture_matrix.double()
    assert torch.equal(normalized_wrongly(lecture_matrix), counts / counts.sum(1))
    assert torch.equal(normalized_rows(lecture_matrix), counts / counts.sum(1, keepdim=True))


def test_columns_of_the_wrong_table_sum_to_one(lecture_matrix):
    """Every character is left as often as it is come to, so row and column totals are equal."""
    ones = torch.ones(27).double()
    wrong = normalized_wrongly(lecture_matrix)
    torch.testing.assert_close(wrong.sum(dim=0), ones, rtol=0, atol=1e-12)
    assert (wrong.sum(dim=1) - 1).abs().max() > 0.5


def test_a_character_never_seen():
    counts = COUNTS.within(mm.Vocabulary.of("abc")).matrix()  # row and column 3 are 0
    assert normalized_rows(counts)[3].tolist() == [1 / 4] * 4
    wrong = normalized_wrongly(counts)
    assert wrong[3].tolist() == [0] * 4
    assert wrong[:, 3].tolist() == [0] * 4
    assert torch.equal(wrong[:3, :3], normalized_wrongly(COUNTS.matrix()))


def test_rows_of_a_table_that_is_not_square():
    rows = torch.tensor([[1, 3, 0], [0, 0, 0]])
    assert normalized_rows(rows).tolist() == [[1 / 4, 3 / 4, 0], [1 / 3] * 3]


def test_table_model_uses_each_row_as_weights():
    model = TableModel(COUNTS.vocabulary, normalized_wrongly(COUNTS.matrix()))
    # (0, 2/3, 1/2) of 7/6 is (0, 4/7, 3/7); (1/3, 1/3, 0) of 2/3 is (1/2, 1/2, 0)
    expected = [[0, 4 / 7, 3 / 7], [4 / 7, 0, 3 / 7], [1 / 2, 1 / 2, 0]]
    found = mm.probability_matrix(model)
    torch.testing.assert_close(
        found, torch.tensor(expected, dtype=torch.float64), rtol=0, atol=1e-15
    )
    torch.testing.assert_close(found.sum(dim=1), torch.ones(3).double(), rtol=0, atol=1e-15)


def test_table_of_right_rows_is_the_count_model(lecture_counts):
    model = TableModel(lecture_counts.vocabulary, normalized_rows(lecture_counts.matrix()))
    counted = mm.CountModel(lecture_counts)
    assert mm.mean_nll(model, lecture_counts) == pytest.approx(
        mm.mean_nll(counted, lecture_counts), abs=1e-12
    )
    assert mm.sample_names(model, 10, seed=7) == mm.sample_names(counted, 10, seed=7)


def test_the_wrong_table_is_a_worse_model(lecture_counts):
    wrong = TableModel(lecture_counts.vocabulary, normalized_wrongly(lecture_counts.matrix()))
    right = mm.mean_nll(mm.CountModel(lecture_counts), lecture_counts)
    assert mm.mean_nll(wrong, lecture_counts) > right + 0.1
    assert mm.sample_names(wrong, 10, seed=7) != mm.sample_names(
        mm.CountModel(lecture_counts), 10, seed=7
    )
