"""What people write over the columns of a table of names, in the languages of many countries.

It knows words, and nothing of what stands below them.
"""

from __future__ import annotations

import re

_GIVEN = """
first name | given name | forename | baby name | child name | christian name | fname | firstname
prénom | prenom | nombre de pila | nombre propio | vorname | rufname | nome próprio
nome proprio | primeiro nome | prenome | voornaam | roepnaam | förnamn | tilltalsnamn | fornavn
etunimi | eiginnafn | imię | imie | křestní jméno | jméno | jmeno | krstné meno | meno | utónév
keresztnév | prenume | ime | osobno ime | име | ім'я | имя | личное имя | имена | όνομα | ad
adı | isim | vardas | vārds | vards | eesnimi | tên | שם פרטי | الاسم الأول | الاسم الشخصي
نام | पहला नाम | ชื่อ | ชื่อจริง | nama depan | 名 | 名字 | 人名 | 名前 | 下の名前 | お名前
ファーストネーム | 이름 | 성명
"""
_WHOLE = """
name | names | full name | person | title of name | nom | noms | nom complet | nombre | nombres
nombre completo | name der person | namen | nome | nomes | nome completo | nomi | naam
volledige naam | namn | navn | nimi | nafn | nazwa | nazwisko i imię | imię i nazwisko | název
nazev | názov | név | nev | teljes név | nume | nume complet | naziv | назва | название
наименование | имя и фамилия | фио | ф.и.о. | піб | ονοματεπώνυμο | ονομα | adı soyadı
ad soyad | pavadinimas | nosaukums | họ và tên | họ tên | שם | שם מלא | اسم | الاسم
الاسم الكامل | नाम | ชื่อ-สกุล | ชื่อ-นามสกุล | nama | nama lengkap | 姓名 | 名称 | 名稱 | 氏名
名前（全角） | 姓名（中文） | 이름(한글) | 명칭
"""
_FAMILY = """
last name | surname | family name | lname | lastname | nom de famille | apellido | apellidos
nachname | familienname | zuname | sobrenome | apelido | cognome | cognomi | achternaam
familienaam | efternamn | efternavn | etternavn | sukunimi | nazwisko | nazwiska | příjmení
prijmeni | priezvisko | vezetéknév | családnév | nume de familie | prezime | презиме | фамилия
прізвище | επώνυμο | επίθετο | soyad | soyadı | soyisim | pavardė | uzvārds | perekonnanimi | họ
שם משפחה | اسم العائلة | اللقب | نام خانوادگی | उपनाम | นามสกุล | nama belakang | nama keluarga
姓 | 姓氏 | 苗字 | 名字（姓） | 성 | 성씨
"""
_PLACE = """
place name | town name | city name | company name | product name | place | town | city | village
municipality | settlement | brand | species | ville | commune | ciudad | pueblo | municipio
ort | ortsname | stadt | gemeinde | cidade | città | comune | plaats | stad | gemeente
kaupunki | miasto | miejscowość | město | obec | mesto | város | település | oraș | oras
localitate | grad | град | город | місто | πόλη | şehir | ilçe | miestas | pilsēta | linn
thành phố | עיר | ישוב | مدينة | शहर | เมือง | kota | 地名 | 城市 | 市町村 | 도시 | 지명
"""
_OTHER = """
id | no | nr | n° | # | number | rank | code | key | index | year | years | sex | gender | count
counts | births | frequency | freq | total | share | percent | % | prop | proportion | age
date | email | e-mail | mail | phone | url | link | website | address | state | country | region
county | category | type | note | notes | comment | comments | description | status | language
lat | lon | latitude | longitude | population | birth date | date of birth | anno | sesso
numero | année | annee | sexe | nombre de naissances | effectif | rang | año | sexo | frecuencia
cantidad | jahr | geschlecht | anzahl | häufigkeit | ano | quantidade | frequência | jaar
geslacht | aantal | år | kön | antal | køn | kjønn | antall | vuosi | sukupuoli | lukumäärä
rok | płeć | liczba | pohlaví | počet | év | nem | darab | sex/gender | număr | godina
spol | broj | год | брой | пол | количество | число | рік | стать | кількість | έτος | φύλο | yıl
cinsiyet | sayı | metai | lytis | skaičius | gads | dzimums | skaits | aasta | sugu | arv | năm
giới tính | số lượng | שנה | מין | מספר | السنة | الجنس | العدد | वर्ष | लिंग | संख्या | ปี
เพศ | จำนวน | tahun | jenis kelamin | jumlah | 年 | 年份 | 性别 | 性別 | 人数 | 人數 | 数量
數量 | 次数 | 排名 | 编号 | 序号 | 拼音 | 邮箱 | 年度 | 番号 | 順位 | 人口 | 读音 | 読み
ふりがな | 연도 | 성별 | 인원 | 수 | 순위 | pinyin | province | 省 | 市 | 省份
"""
_SHORT = 4  # letters: of such, many are names somewhere
_SHORT_TITLES = {"nom", "noms", "navn", "namn"}
_APART = re.compile(r"[\s_\-]+")
_AROUND = " \t*#:：.\"'“”[]()"


def _of(words: str) -> frozenset[str]:
    return frozenset(
        _plain(word) for line in words.strip().splitlines() for word in line.split("|")
    )


def _plain(text: str) -> str:
    """Return a title without what it is written with. Example: " First_Name:" -> "firstname"."""
    return _APART.sub("", text.replace("(s)", "s").strip(_AROUND).casefold())


# How much a title speaks for its column, from 1; the first that has it counts.
_WEIGHTS = {_of(_GIVEN): 1.0, _of(_WHOLE): 0.9, _of(_FAMILY): 0.7, _of(_PLACE): 0.5}
_OTHERS = _of(_OTHER) - frozenset().union(*_WEIGHTS)
_WITH_PLURAL = re.compile(r"(boy|girl|men|women|male|female|unisex)s?(name)?s?")


def weight(title: str) -> float:
    """Return how much a title says that names stand below it, 0 to 1; below 0: that none do.

    >>> weight("Vorname"), weight("Town"), weight("x"), weight("Year")
    (1.0, 0.5, 0.0, -1.0)
    """
    plain = _plain(title)
    if not plain or len(title) > 60:
        return 0.0
    for words, one in _WEIGHTS.items():
        if plain in words or (plain.endswith("s") and plain[:-1] in words):
            return one
    if _WITH_PLURAL.fullmatch(plain):
        return 0.8
    return -1.0 if plain in _OTHERS or (plain.endswith("s") and plain[:-1] in _OTHERS) else 0.0


def is_title(text: str) -> bool:
    """Tell whether a text is what one writes over a list of names, and is no name itself.

    "Linn" is one: it is Estonian for a town, too.

    >>> is_title("First name"), is_title("Linn")
    (True, False)
    """
    plain = _plain(text)
    surely = not plain.isascii() or len(plain) > _SHORT or plain in _SHORT_TITLES or "name" in plain
    return weight(text) >= (0.5 if "name" in plain else 0.7) and surely
