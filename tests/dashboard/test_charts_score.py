"""The pictures and tables of a scored name, and how names are scored and ranked."""

from __future__ import annotations

import math
import re

import pytest
import torch

import makemore as mm
from dashboard.charts.score import letters, rank_text
from dashboard.charts.score_tables import (
    extremes_table,
    perplexity_text,
    scores_table,
    sums_table,
)
from dashboard.contenders.contender import Judged
from dashboard.words.pairs import pair_sign, pair_words
from makemore.ranking import NameScores, ScoredName, extreme_names, score_name, score_names


def judged(
    name: str, *surprisals: float, kind: str = "counts", below=0.25, above=0.75, context_size=1
) -> Judged:
    score = ScoredName(name, surprisals)
    return Judged(kind, f"Model <{kind}>", score, below, above, context_size)


def body(html: str) -> str:
    return html.rsplit("</style>", maxsplit=1)[-1]


# -- the arithmetic --------------------------------------------------------------------------------


def test_a_scored_name_adds_up():
    """Ln 2 + ln 8 + ln 4 = ln 64 = 4.1589; over 3 tokens ln 4; the largest is at place 1."""
    name = ScoredName("ab", (math.log(2), math.log(8), math.log(4)))
    assert name.nll == pytest.approx(math.log(64))
    assert name.per_token == pytest.approx(math.log(4))
    assert name.rarest == 1


def test_a_name_is_scored_by_its_pairs():
    """List ab, ab, b: it begins with a 2 of 3 times; b follows a always; all three end after b."""
    model = mm.CountModel.fit(["ab", "ab", "b"])
    score = score_name(model, "ab")
    assert score.surprisals == pytest.approx((math.log(3 / 2), 0.0, 0.0))
    assert str(score_name(model, "ab").surprisals[2]) == "0.0"  # not -0.0, which shows as -0.00
    assert score_name(model, "a").surprisals[-1] == math.inf  # no name ends after a
    assert score_name(model, "a").rarest == 1


def test_shares_of_the_list_that_surprise_less_and_more():
    """Per token: 1, 1, 2, 3 and a name of 2 among them."""
    scores = NameScores(torch.tensor([1.0, 1, 2, 3]).numpy(), torch.ones(4).numpy())
    assert scores.share_below(2.0) == 0.5
    assert scores.share_above(2.0) == 0.25
    assert scores.share_above(2.0 - 1e-12) == 0.25  # a hair is no difference
    assert scores.share_above(math.inf) == 0.0


def test_the_most_extreme_names_come_once_each_however_often_they_stand_there():
    """Of 55 names 50 are a, 3 are b, one is c, one is d; after each the end is certain."""
    corpus = mm.corpus_of(["a"] * 50 + ["b"] * 3 + ["c", "d"])
    scores = score_names(mm.CountModel.fit(corpus), corpus)
    least, most = extreme_names(scores, corpus.column, 3)
    assert [name for name, _nats in least] == ["a", "b", "c"]
    assert [name for name, _nats in most] == ["c", "d", "b"]
    assert least[0][1] == pytest.approx(math.log(55 / 50) / 2)
    assert most[0][1] == pytest.approx(math.log(55) / 2)
    assert len(extreme_names(scores, corpus.column, 10)[0]) == 4


# -- the picture -----------------------------------------------------------------------------------


def test_each_letter_has_a_bar_and_a_tile_for_each_model():
    html = body(
        letters(
            [judged("ab", 1.0, 2.0, 0.5), judged("ab", 1.5, 1.0, 0.25, kind="network")], blind=3.0
        )
    )
    assert html.count('role="listitem"') == 3  # a, b, end
    assert html.count('<span class="makemore-counts') == 3
    assert html.count("makemore-tile makemore-network") == 3
    assert re.findall(r"</b><span>([^<]+)</span>", html) == [
        "1.00", "1.50", "2.00", "1.00", "0.50", "0.25",
    ]  # fmt: skip


def test_bars_are_as_high_as_the_surprisal_and_a_blind_guess_is_a_line():
    """The top is 1.15 x 3 = 3.45: 1.5 is 43.5 % of it, 3 is 87.0 %."""
    html = body(letters([judged("a", 1.5, 3.0)], blind=3.0))
    assert re.findall(r'style="height: ([\d.]+)%"', html) == ["43.5", "87.0"]
    assert html.count("--blind: 87.0%") == 2
    assert "a blind guess: 3.00" in html


def test_the_impossible_is_marked_and_the_others_keep_their_height():
    html = body(letters([judged("jq", 1.5, math.inf, 3.0)], blind=3.0))
    assert re.findall(r'class="makemore-counts( impossible)?" style="height: ([\d.]+)%"', html) == [
        ("", "43.5"), (" impossible", "100.0"), ("", "87.0"),
    ]  # fmt: skip
    assert "<span>∞</span>" in html
    assert "nan" not in html


def test_a_hostile_name_stays_text():
    name = "<img src=x onerror=alert(1)>\"'&"
    html = letters([judged(name, *[1.0] * (len(name) + 1))], blind=3.0)
    assert "<img" not in html
    assert 'onerror"' not in html
    assert "Model &lt;counts&gt;" in html
    assert "<b>&lt;</b>" in html
    assert "after &quot; comes &#x27;" in html  # in a title
    table = scores_table(["<b>", "x"], [name, "<i>"], ["<u>", ""], boundary=".")
    assert not re.search("<img|<i>|<u>|<b><b>", body(table))
    assert "<img" not in sums_table([judged(name, *[1.0] * (len(name) + 1))], ["<img>"] * 27)
    assert "<img" not in extremes_table([(name, 1.0)], [(name, 2.0)])


def test_a_models_title_stays_text():
    one = judged("a", 1.0, 2.0)
    pictures = [letters([one], blind=3.0), sums_table([one], ["", ""])]
    for html in [*pictures, scores_table([[one]], ["a"], [""], boundary=".")]:
        assert ">Model &lt;counts&gt;<" in body(html)  # beside its dot, not in a hint
        assert "<counts>" not in body(html)


# -- words and tables ------------------------------------------------------------------------------


def test_pairs_in_signs_and_words():
    assert pair_sign("emma", 0, ".") == ".e"
    assert pair_sign("emma", 1, ".") == "em"
    assert pair_sign("emma", 4, ".") == "a."
    assert pair_sign("a b", 2, ".") == "␣b"
    assert pair_words("emma", 0) == "a name begins with e"
    assert pair_words("emma", 1) == "after e comes m"
    assert pair_words("emma", 4) == "after a a name ends"
    assert pair_words("", 0) == "a name has no character at all"


def test_longer_contexts_in_signs_and_words():
    """The start is one sign, however many boundaries a model sees there."""
    assert pair_sign("emma", 0, ".", 2) == ".e"
    assert pair_sign("emma", 1, ".", 2) == ".em"
    assert pair_sign("emma", 2, ".", 2) == "emm"
    assert pair_sign("emma", 4, ".", 2) == "ma."
    assert pair_sign("emma", 4, ".", 8) == ".emma."
    assert pair_words("emma", 0, 3) == "a name begins with e"
    assert pair_words("emma", 1, 3) == "after e comes m"
    assert pair_words("emma", 4, 3) == "after mma a name ends"
    assert pair_words("a b", 2, 2) == "after a␣ comes b"


def test_three_models_share_the_room_and_each_says_what_it_saw():
    three = [
        judged("ab", 1.0, 2.0, 0.5, kind=kind, context_size=size)
        for kind, size in (("counts", 1), ("network", 1), ("kneser-ney", 5))
    ]
    html = body(letters(three, blind=3.0))
    assert "--models: 3" in html
    assert html.count("makemore-tile makemore-kneser-ney") == 3
    assert "Model &lt;kneser-ney&gt;: after ab a name ends" in html
    assert "Model &lt;counts&gt;: after b a name ends" in html
    table = body(scores_table([three], ["ab"], [""], boundary="."))
    assert re.findall("<bdi>(.*?)</bdi>", table) == ["ab", "ab", ".ab"]


@pytest.mark.parametrize(
    ("below", "above", "text"),
    [
        (0.17, 0.83, "less surprising than 83\N{NO-BREAK SPACE}%"),
        (0.62, 0.38, "more surprising than 62\N{NO-BREAK SPACE}%"),
        (1.0, 0.0, "more surprising than all"),
        (0.0, 1.0, "less surprising than all"),
        (0.0, 0.0, "as surprising as all"),
    ],
)
def test_a_rank_in_words(below, above, text):
    assert rank_text(below, above) == text


def test_a_perplexity_in_few_signs():
    """exp(ln 8) = 8; exp(20) = 4.9e8; above 709 a float has no room."""
    assert perplexity_text(math.log(8)) == "8.00"
    assert perplexity_text(20.0) == "4.9e+08"
    assert perplexity_text(math.inf) == perplexity_text(800.0) == "∞"


def test_the_table_has_a_line_for_each_model_and_says_why_one_is_missing():
    """Nll 3 over 2 tokens: 1.5 each, perplexity exp(1.5) = 4.48."""
    rows = [
        [judged("a", 1.0, 2.0), judged("a", 1.0, math.inf, kind="network")],
        "No such character.",
    ]
    html = body(scores_table(rows, ["a", "ž"], ["in the list", ""], boundary="."))
    assert html.count("<tr>") == 6  # titles, two names, two models, one reason
    assert "3.0000</td>" in html
    assert "1.5000</td>" in html
    assert "4.48</td>" in html
    assert html.count("<bdi>a.</bdi>") == 2
    assert html.count("∞") == 3
    assert "No such character." in html


def test_one_name_alone_is_not_named_in_the_table():
    html = body(scores_table([[judged("a", 1.0, 2.0)]], ["a"], ["in the list"], boundary="."))
    assert "in the list" not in html
    assert html.count("<tr>") == 2


def test_the_sum_shows_each_pair_and_the_total():
    """Exp(-ln 4) is 25 %, and ln 4 + ln 2 = ln 8 = 2.0794."""
    html = body(sums_table([judged("a", math.log(4), math.log(2))], ["1 of 4", "1 of 2"]))
    assert "a name begins with a" in html
    assert "1 of 4" in html
    assert "25\N{NO-BREAK SPACE}%" in html
    assert "<b>2.0794</b>" in html


def test_the_extremes_stand_side_by_side():
    html = body(extremes_table([("ann", 1.0)], [("qx", math.inf)]))
    assert re.findall("<bdi>(.*?)</bdi>", html) == ["ann", "qx"]
    assert re.findall(r'"number">([\d.∞]+)<', html) == ["1.00", "∞"]
