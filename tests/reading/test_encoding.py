"""Old encodings are guessed from a few names, any can be chosen, and near ones are said."""

from __future__ import annotations

import codecs
import random
import time
import tracemalloc
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makemore import errors
from makemore.reading.encoding import ENCODINGS, guessed, read_text
from makemore.reading.likelihood import surprise


def in_vietnamese(text: str) -> str:
    """Return a text as Windows writes it in cp1258: the five tones are signs of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    found = ""
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(sign for sign in apart if sign in tones)
        plain = "".join(sign for sign in apart if sign not in tones)
        found += unicodedata.normalize("NFC", plain) + tone
    return found


# First names and towns that anyone of the country knows; a dozen of each.
LISTS = {
    "Polish": "Łukasz Żaneta Grażyna Paweł Michał Małgorzata Bożena Ścibor Łucja Kraków Łódź",
    "Czech": "Jiří Tomáš Lukáš Matěj Ondřej Růžena Žofie Kateřina Šimon Plzeň Děčín Třebíč",
    "Hungarian": "István Győző Zsófia Ödön Ágnes Ernő Jenő Győr Szeged Pécs Kőszeg",
    "Croatian": "Željko Đurđica Šime Anđela Božidar Zoran Čakovec Šibenik Požega Đakovo",
    "Romanian": "Ştefan Ioana Bogdan Câtălin Anghel Bucureşti Timişoara Iaşi Brăila Galaţi",
    "Turkish": "Işıl Ayşe Gökçe Çağla İbrahim Süleyman Yiğit Doğan Barış Tuğba Özgür Ümit",
    "Lithuanian": "Žydrūnas Šarūnas Eglė Jūratė Živilė Šiauliai Panevėžys Mažeikiai Telšiai",
    "Latvian": "Jānis Pēteris Līga Kārlis Ģirts Ieva Rīga Jelgava Liepāja Jūrmala Rēzekne Cēsis",
    "German": "Jürgen Björn Günther Jörg Sören Köln München Düsseldorf Nürnberg Würzburg Gießen",
    "French": "François Hélène Chloé Zoé Théo Anaïs Jérôme Maëlle Orléans Nîmes Besançon Mâcon",
    "Spanish": "José María Iñigo Íñaki Begoña Andrés Sebastián Ángela León Cádiz Logroño Ávila",
    "Swedish": "Åsa Göran Märta Björn Sören Örjan Malmö Västerås Örebro Jönköping Umeå Gävle",
    "Russian": "Иван Мария Ольга Сергей Дмитрий Екатерина Владимир Москва Тверь Казань Самара",
    "Ukrainian": "Андрій Наталія Ірина Юрій Олексій Ганна Київ Харків Житомир Чернігів Рівне Суми",
    "Greek": "Γιώργος Μαρία Ελένη Νίκος Κώστας Δημήτρης Αθήνα Πάτρα Λάρισα Βόλος Ιωάννινα Χανιά",
    "Hebrew": "אברהם שרה יצחק רבקה יעקב רחל דוד מרים ירושלים חיפה אשדוד נתניה",
    "Arabic": "محمد فاطمة أحمد عائشة يوسف مريم خالد ليلى القاهرة بغداد دمشق بيروت",
    "Thai": "สมชาย สมหญิง ประเสริฐ มาลี วิชัย สุดา กรุงเทพ เชียงใหม่ ภูเก็ต ขอนแก่น สงขลา ระยอง",
    "Vietnamese": "Hương Nguyệt Dương Phượng Quân Tuân Hưng Hoàng Đông Dũng Cường Trâm",
    "simplified": "王伟 李娜 张敏 刘洋 陈静 杨帆 赵磊 黄丽 北京 上海 广州 深圳",
    "traditional": "陳怡君 林志豪 黃淑芬 張家豪 李雅婷 王建宏 臺北 高雄 臺中 新竹 花蓮 嘉義",
    "kana": "さくら ひろし ヨコハマ かおり たけし みさき ゆうこ けんた アキラ なおみ まさる ちえ",
    "kanji": "佐藤 鈴木 高橋 田中 渡辺 伊藤 東京 大阪 札幌 横浜 名古屋 福岡",
    "half width": "ﾀｶﾊｼ ｻﾄｳ ｽｽﾞｷ ﾀﾅｶ ﾜﾀﾅﾍﾞ ｲﾄｳ ﾄｳｷｮｳ ｵｵｻｶ ｻｯﾎﾟﾛ ﾖｺﾊﾏ ﾅｺﾞﾔ ﾌｸｵｶ",
    "Korean": "김민준 이서연 박지훈 최수빈 정예은 강도윤 서울 부산 대구 인천 광주 대전",
}  # fmt: skip
OLD = {
    "Polish": "cp1250 iso8859-2 cp852 mac-latin2",
    "Czech": "cp1250 iso8859-2 cp852 mac-latin2",
    "Hungarian": "cp1250 cp852",
    "Croatian": "cp1250 iso8859-2",
    "Romanian": "cp1250 iso8859-2",
    "Turkish": "cp1254 iso8859-9 cp857 mac-turkish",
    "Lithuanian": "cp1257 iso8859-13",
    "Latvian": "cp1257 iso8859-13",
    "German": "cp1252 latin-1 mac-roman cp850",
    "French": "cp1252 latin-1 mac-roman cp850",
    "Spanish": "cp1252 mac-roman cp850",
    "Swedish": "cp1252 mac-roman cp850",
    "Russian": "cp1251 koi8-r iso8859-5 cp866 mac-cyrillic",
    "Ukrainian": "cp1251 koi8-u",
    "Greek": "cp1253 iso8859-7 cp737 mac-greek",
    "Hebrew": "cp1255 iso8859-8 cp862",
    "Arabic": "cp1256 iso8859-6",
    "Thai": "cp874 tis-620",
    "Vietnamese": "cp1258",
    "simplified": "gb18030 gb2312 hz",
    "traditional": "big5",
    "kana": "shift_jis euc-jp iso2022_jp",
    "kanji": "shift_jis euc-jp iso2022_jp",
    "half width": "shift_jis",
    "Korean": "euc-kr cp949 iso2022_kr",
}
LISTS["Vietnamese"] = in_vietnamese(LISTS["Vietnamese"])
CASES = [(of, one) for of, encodings in OLD.items() for one in encodings.split()]
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def lines(of: str) -> str:
    return LISTS[of].replace(" ", "\n") + "\n"


@pytest.mark.parametrize(("of", "encoding"), CASES)
def test_twelve_names_in_an_old_encoding_have_the_right_letters(of, encoding):
    text, guess = read_text(lines(of).encode(encoding))
    assert text == lines(of)
    assert lines(of).encode(guess.best) == lines(of).encode(encoding)


@pytest.mark.parametrize("of", LISTS)
@pytest.mark.parametrize("encoding", WIDE)
def test_unicode_in_two_or_four_bytes_needs_no_mark(of, encoding):
    text, guess = read_text(lines(of).encode(encoding))
    assert (text, guess.best, guess.sure) == (lines(of), encoding, True)


@pytest.mark.parametrize("end", ["\r\n", "\r", ", "])
@pytest.mark.parametrize(("of", "encoding"), CASES)
def test_the_names_that_tell_may_stand_far_below_or_all_on_one_line(of, encoding, end):
    text = end.join([*["Emma", "Ava"] * (3000 if end != ", " else 0), *LISTS[of].split(" ")])
    assert read_text(text.encode(encoding))[0] == text


def test_a_line_of_megabytes_is_guessed_at_once():
    line = b"a" * (8 << 20) + "\u00eb".encode("latin-1") + b"b" * (8 << 20)
    begin = time.process_time()
    assert read_text(line)[1].best == "cp1252"
    assert time.process_time() - begin < 6  # seconds; to look back from each letter took 15


def test_of_a_long_list_only_a_sample_is_held():
    data = "".join(f"Zoë{at}\n" for at in range(100_000)).encode("latin-1")
    tracemalloc.start()
    guessed(data)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 3 * len(data)  # all lines as texts of their own would take six times as much


@pytest.mark.parametrize("of", ["Romanian", "French", "German"])
def test_two_readings_that_are_near_are_both_offered(of):
    name = {"Romanian": "Iaşi", "French": "Zoé", "German": "Jörg"}[of]
    text, guess = read_text(f"{name}\n".encode(OLD[of].split()[0]))
    assert text == f"{name}\n"
    assert guess.sure == (not guess.others)
    read = {text, *(text.encode(guess.best).decode(other) for other in guess.others)}
    assert len(read) == 1 + len(guess.others)  # readings that come to the same are no choice


def test_a_near_reading_is_no_sure_one():
    data = "Mötley Crüe".encode("cp1257")
    assert not read_text(data)[1].sure


@pytest.mark.parametrize(
    "encoding", ["cp037", "cp500", "utf-7", "koi8-t", "mac-iceland", "hp-roman8", "johab"]
)
def test_any_encoding_that_python_knows_can_be_chosen(encoding):
    assert codecs.lookup(encoding).name in ENCODINGS
    assert read_text("Emma\n".encode(encoding), encoding)[0] == "Emma\n"


def test_the_encodings_are_those_of_text_each_once_and_the_likeliest_first():
    assert len(ENCODINGS) == len(set(ENCODINGS)) > 90
    assert ENCODINGS[0] == "utf-8"
    assert not {"zlib", "base64", "rot13", "idna", "unicode-escape"} & set(ENCODINGS)


@pytest.mark.parametrize("encoding", ["zlib", "rot13", "no such", "a\0b", "idna"])
def test_what_is_no_encoding_of_these_bytes_is_refused(encoding):
    with pytest.raises(errors.UnreadableEncodingError):
        read_text(b"\xff\xfe\xfd", encoding)


@pytest.mark.parametrize(("of", "encoding"), [("kanji", "shift_jis"), ("Polish", "cp1250")])
def test_one_damaged_character_does_not_cost_the_list(of, encoding):
    whole = lines(of) * 5
    data = whole.encode(encoding) + b"\x81\n"
    assert read_text(data)[0] == whole + "\ufffd\n"
    assert read_text(data, encoding)[0] == whole + "\ufffd\n"


def test_bytes_that_are_no_text_in_any_encoding_are_refused():
    noise = random.Random(1)
    for size in (300, 5000):
        with pytest.raises(errors.NotTextError):
            read_text(noise.randbytes(size))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, *ENCODINGS]))
def test_any_bytes_in_any_encoding_end_in_a_text_or_a_sentence(data, encoding):
    try:
        text, guess = read_text(data, encoding)
    except errors.MakemoreError:
        return
    assert isinstance(text, str)
    assert guess.best


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("Łódź", "£ódŸ"), ("Зоя", "Çîÿ"), ("さくら", "ｳｵｸ"), ("Ávila", "Áv‹la"), ("王伟", "ÍõÎ°")],
)
def test_what_a_language_writes_surprises_less(right, wrong):
    assert surprise(right) < surprise(wrong)
