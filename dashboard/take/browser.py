"""What the browser keeps of a session: the members of session files, one for each list.

    now.json                the list in use, the language, the lesson: its step, ticks and answers
    DIGEST/MEMBER           a member of the session file of a list; the list itself only if it is
                            a person's own

It comes back as strictly checked as a session file: anybody may have written it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated

import msgspec
import streamlit as st
from msgspec import Meta, Struct

from dashboard.contenders import learning
from dashboard.lesson import frame
from dashboard.lesson.steps import STEPS
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.state import kept as names
from dashboard.state import link, session, visits
from dashboard.state.shelf import LARGEST, Brought, Kept, Part
from dashboard.state.values import as_texts
from dashboard.take import pack, saved
from dashboard.take.pack import HISTORY, KEPT, LIST, NETWORK
from dashboard.take.session_file import Session, members_of, read_session
from dashboard.take.trained import ENDING
from dashboard.words import language
from makemore.errors import BrokenSessionError, MakemoreError

ROOM = {  # bytes of all that is kept together; browsers have room for 5 MB
    ".txt": 2_000_000,
    ".json": 500_000,
    ".safetensors": 1_000_000,
}
_MOST = 32 << 20  # bytes of one part, unpacked
_NOW = "now.json"
_ANSWERS = {  # the answers of the lesson by their keys; all else there is seen again at once
    re.compile(r"lesson_(name|surprising) [\da-f]{64}"): str,
    re.compile(r"lesson_(end|pairs|after \d{1,4}) [\da-f]{64}"): int,
    re.compile(r"lesson_(axis|empty)_[\da-f]{8}"): str,
}

Short = Annotated[str, Meta(max_length=200)]
Answer = Annotated[int, Meta(ge=0, le=10**6)] | Short
Record = dict[Short, Annotated[str, Meta(max_length=_MOST)]]
Records = Annotated[list[object], Meta(min_length=1, max_length=8)]


class _Now(Struct, forbid_unknown_fields=True):
    """What is kept besides lists and their session files."""

    source: Short
    language: Short = ""
    step: Short = ""
    done: Annotated[list[Short], Meta(max_length=100)] = []
    answers: Annotated[dict[Short, Answer], Meta(max_length=500)] = {}


def kept() -> Kept:
    """Return what the browser is to keep of the session of now: nothing where nothing was done.

    It is called on a copy of the session, which nobody sees again.
    """
    st.session_state.pop("to_train", None)  # a link trains when a page wants it, not for this
    whole = saved.to_save()()
    if not _has_work(whole):
        return Kept()
    if lent := session.lent():
        whole = replace(whole, kept=names.without(lent.title, whole.kept))
    over = len(whole.source.data) > LARGEST
    if over or session.is_lent(whole.source.digest):  # what does not hang on the list is kept
        whole = Session(_first(), whole.settings, kept=whole.kept)
    over = over or bool(learning.learned_lists() - {whole.source})  # of one list there are networks
    parts = {_NOW: _part(_NOW, msgspec.json.encode(_now(whole.source)))}
    room = dict(ROOM)
    for one in (whole, *_others(whole.source)):
        is_own = one.source.digest in session.own_lists()
        files = {name: data for name, data in members_of(one).items() if is_own or name != LIST}
        fitting = _fitting(files, room)
        over = over or fitting.keys() != files.keys()
        if LIST in files and LIST not in fitting:
            continue
        parts |= {
            f"{one.source.digest}/{name}": Part(one.source.digest, partial(bytes, data))
            if name == LIST
            else _part(name, data)
            for name, data in _readable(fitting).items()
        }
    return Kept(parts, over)


def _has_work(whole: Session) -> bool:
    """Tell whether a session is another one than a new one is."""
    texts = link.of_list(whole.source, session.bundled_name())
    return bool(
        session.own_lists()
        or whole.kept
        or whole.network
        or whole.others
        or as_texts(whole.settings)
        or st.session_state.get(frame.DONE)
        or texts != link.of_list(_first(), next(iter(bundled_lists())))
    )


def _first() -> Source:
    """Return the list that a new session starts on."""
    one = next(iter(bundled_lists().values()))
    return Source.of(one.title, one.read(), lower=one.lower)


def _others(now: Source) -> list[Session]:
    """Return a person's own lists but for the one in use, the newest first."""
    lists = session.own_lists().values()  # what a class has lent stays with it
    own = [one for one in lists if one.digest != now.digest and not session.is_lent(one.digest)]
    return [Session(one, way=session.ways().get(one.digest)) for one in reversed(own)]


def _fitting(files: Mapping[str, bytes], room: dict[str, int]) -> dict[str, bytes]:
    """Return the files that there is room for, and take their room."""
    found = {}
    for name, data in files.items():
        ending = name[name.index(".") :]
        if len(data) <= min(room[ending], LARGEST):
            room[ending] -= len(data)
            found[name] = data
    return found


def _readable(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files with what no session can be read without, where there was no room for it."""
    lost = NETWORK if HISTORY not in files else None  # a network comes with its history
    return {KEPT: b"[]", **{name: data for name, data in files.items() if name != lost}}


def _part(name: str, data: bytes) -> Part:
    same = _in_order(data) if name.endswith(ENDING) else data
    return Part(hashlib.blake2b(same, digest_size=8).hexdigest(), partial(bytes, data))


def _in_order(data: bytes) -> bytes:
    """Return safetensors with the fields of their header in order: each time it is another one."""
    begin = 8 + int.from_bytes(data[:8], "little")
    return json.dumps(json.loads(data[8:begin]), sort_keys=True).encode() + data[begin:]


def _now(source: Source) -> _Now:
    state, lent = session.everything(), session.lent()
    answers = {
        name: value
        for name, value in state.items()
        if value and _is_answer(name, value) and not (lent and session.mentions(name, lent))
    }
    done = sorted(state.get(frame.DONE, ()))
    step, spoken = state.get(frame.STEP, ""), state.get(language.NAME) or ""
    return _Now(source.digest, str(spoken), step, done, answers)


def bring_back(records: object) -> Brought:
    """Go on where some records stood, the last of them before all; own lists stay at hand.

    A record that cannot be read changes nothing, and stops no other. One whose lists are not all
    at hand in the end, as others came after them, has not come back whole either.
    """
    try:
        found = msgspec.convert(records, Records)
    except msgspec.ValidationError:
        return Brought(error=BrokenSessionError())
    lists: dict[int, set[str]] = {}  # the digests of own lists, by the places of records
    error: MakemoreError | None = None
    for place, one in enumerate(found):
        try:
            lists[place] = _bring_back(one)
        except MakemoreError as found_wrong:
            error = found_wrong
    own = session.own_lists().keys()
    return Brought([place for place, needed in lists.items() if needed <= own], error)


def _bring_back(record: object) -> set[str]:
    """Take up a record, and return the digests of its own lists.

    Raises BrokenSessionError and what `read_session` and the room of the server raise.
    """
    try:
        files = msgspec.convert(record, Record)
    except msgspec.ValidationError:
        raise BrokenSessionError from None
    with visits.reading(sum(map(len, files.values()))):
        _restore(*_read(files))  # all is read before any of it is used
    lists = {name.removesuffix(f"/{LIST}") for name in files if name.endswith(f"/{LIST}")}
    return lists & session.own_lists().keys()


def _read(record: Mapping[str, str]) -> tuple[_Now, list[Session]]:
    """Return what a record holds, the list in use last."""
    files = {name: _bytes(text) for name, text in record.items()}
    try:
        now = msgspec.json.decode(files.pop(_NOW, b""), type=_Now)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BrokenSessionError from None
    members: dict[str, dict[str, bytes]] = {}
    for name, data in files.items():
        digest, _slash, member = name.partition("/")
        members.setdefault(digest, {})[member] = data
    if now.source not in members or len(members) > session.KEPT_LISTS + 1:
        raise BrokenSessionError
    digests = [*(one for one in reversed(members) if one != now.source), now.source]
    return now, [read_session(pack.packed(_with_list(one, members[one]))) for one in digests]


def _with_list(digest: str, members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the members of a session file, with a list that came with makemore put back."""
    if LIST in members:
        return dict(members)
    bundled = (one.read() for one in bundled_lists().values())
    data = next((one for one in bundled if hashlib.sha256(one).hexdigest() == digest), None)
    return {**members, **({} if data is None else {LIST: data})}


def _bytes(text: str) -> bytes:
    """Return the bytes of a part, never more than it may have."""
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(base64.b64decode(text, validate=True), _MOST)
    except (binascii.Error, ValueError, zlib.error):
        raise BrokenSessionError from None
    if not unpacking.eof:
        raise BrokenSessionError
    return data


def _restore(now: _Now, sessions: list[Session]) -> None:
    """Take up what a record holds; in a class its list stays in use."""
    lent = session.source() if session.lent() else None
    for one in sessions[:-1]:
        session.use_own(one.source.whole)
        if one.way is not None:
            session.ways()[one.source.digest] = one.way
    saved.restore(sessions[-1])
    if lent is not None:
        session.use(lent)
    state, keys = st.session_state, {step.key for step in STEPS}
    frame.done().update(keys.intersection(now.done))
    if now.step in keys:
        state[frame.STEP] = now.step
    if language.NAME not in state and language.known(now.language):
        state[language.NAME] = now.language
    for name, value in now.answers.items():
        if _is_answer(name, value):
            state[name] = value


def _is_answer(name: str, value: object) -> bool:
    if not any(key.fullmatch(name) and type(value) is kind for key, kind in _ANSWERS.items()):
        return False
    try:
        msgspec.convert(value, Answer)
    except msgspec.ValidationError:  # too long: with it nothing would come back
        return False
    return True
