"""The voice is a sound: as long as its words, heard, and joined without a seam."""

import array
import io
import math
import shutil
import subprocess
import wave
from pathlib import Path

import pytest

from gateway.board import sound
from gateway.board.call import Call
from gateway.board.rules import VoiceRules
from gateway.board.saying import clips, text
from gateway.board.speech import VOICES, Speech, SpeechError
from protocol.stamp import Moment
from screens.languages import EN, KO, ZH, Words

PACKAGE = "gateway.board"
CALL = Call(7, "A012", "3", Moment(0, "b", 0))

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="needs espeak-ng: apt install espeak-ng"
)


def loudness(frames: bytes) -> float:
    samples = array.array("h", frames)
    return math.sqrt(sum(one * one for one in samples) / max(1, len(samples)))


def samples_of(wav: bytes) -> tuple[int, bytes]:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), file.readframes(file.getnframes())


def test_the_words_are_those_of_a_tax_hall() -> None:
    assert text(Words(PACKAGE, ZH), CALL) == "请 A 0 1 2 号到 3 号窗口"
    assert text(Words(PACKAGE, EN), CALL) == "Ticket A 0 1 2, please go to window 3."
    assert text(Words(PACKAGE, KO), CALL) == "A 0 1 2번 고객님, 3번 창구로 오십시오."


@needs_espeak
def test_espeak_says_it_in_mandarin_digit_by_digit() -> None:
    """The plain voice `cmn` of some versions spells Hanzi as English words."""
    said = subprocess.run(
        ["espeak-ng", "-v", VOICES["zh"], "-x", "-q", "-b", "1", "--stdin"],
        input=text(Words(PACKAGE, ZH), CALL).encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert "(en)" not in said
    assert said.count("|") == 11  # qing A ling yi er hao dao san hao chuang kou


@needs_espeak
@pytest.mark.parametrize(
    ("languages", "least", "most"), [(("zh",), 2.5, 8.0), (("zh", "en", "ko"), 8.0, 22.0)]
)
def test_a_call_is_heard_for_as_long_as_its_words(
    languages: tuple[str, ...], least: float, most: float
) -> None:
    speech = Speech(VoiceRules(languages=languages), PACKAGE)  # type: ignore[arg-type]
    rate, frames = samples_of(speech.wav(CALL))
    seconds = len(frames) / 2 / rate
    assert least < seconds < most
    assert loudness(frames) > 500
    third = len(frames) // 6 * 2
    assert min(loudness(frames[i * third : (i + 1) * third]) for i in range(3)) > 300
    assert speech.wav(CALL) is speech.wav(CALL), "it is rendered once"
    assert speech.trouble is None


@needs_espeak
def test_many_calls_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.board.speech.KEPT", 2)
    speech = Speech(VoiceRules(), PACKAGE)
    calls = [Call(n, f"B{n:03d}", "1", CALL.at) for n in range(4)]
    for call in calls:
        speech.wav(call)
    assert len(speech._kept) == 2


def test_a_program_that_is_missing_is_told_in_the_words_of_technicians() -> None:
    speech = Speech(VoiceRules(), PACKAGE, "espeak-that-is-not-there")
    with pytest.raises(SpeechError, match="apt install"):
        speech.wav(CALL)
    assert speech.trouble is not None
    assert "没有语音" in speech.trouble.zh
    assert "not on the gateway" in speech.trouble.en


def test_a_program_that_fails_is_told_and_tried_again(tmp_path: Path) -> None:
    program = tmp_path / "espeak-broken"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    speech = Speech(VoiceRules(), PACKAGE, str(program))
    with pytest.raises(SpeechError, match="failed"):
        speech.wav(CALL)
    assert speech.trouble is not None
    tone = sound.chime().wav()
    (tmp_path / "tone.wav").write_bytes(tone)
    program.write_text(f"#!/bin/sh\ncat >/dev/null\ncat {tmp_path / 'tone.wav'}\n")
    assert samples_of(speech.wav(CALL)) == samples_of(tone)
    assert speech.trouble is None


def record(folder: Path, name: str, level: int, rate: int = 16_000) -> None:
    """A clip of 100 ms that is known by its level."""
    folder.mkdir(exist_ok=True)
    frames = array.array("h", [level] * (rate // 10)).tobytes()
    (folder / f"{name}.wav").write_bytes(sound.Sound(rate, frames).wav())


def levels(wav: bytes) -> list[int]:
    rate, frames = samples_of(wav)
    samples = array.array("h", frames)
    assert len(samples) % (rate // 10) == 0
    return [samples[i + 50] for i in range(0, len(samples), rate // 10)]


def test_clips_are_joined_in_the_order_of_the_sentence(tmp_path: Path) -> None:
    names = ["please", "A", "0", "1", "2", "to", "3", "window"]
    for level, name in enumerate(names, 1):
        record(tmp_path / "zh", name, level)
    speech = Speech(VoiceRules(clips=str(tmp_path)), PACKAGE)
    assert clips("zh", CALL, whole=False) == names
    assert levels(speech.wav(CALL)) == [1, 2, 3, 4, 5, 6, 7, 8]
    again = Call(8, "A011", "3", CALL.at)
    assert levels(speech.wav(again)) == [1, 2, 3, 4, 4, 6, 7, 8]


def test_a_window_of_two_digits_has_a_clip_of_its_own_where_there_is_one(tmp_path: Path) -> None:
    call = Call(9, "A1", "12", CALL.at)
    for level, name in enumerate(["please", "A", "1", "to", "2", "window"], 1):
        record(tmp_path / "zh", name, level)
    voice = VoiceRules(clips=str(tmp_path))
    assert levels(Speech(voice, PACKAGE).wav(call)) == [1, 2, 3, 4, 3, 5, 6]
    record(tmp_path / "zh", "window-12", 12)
    assert levels(Speech(voice, PACKAGE).wav(call)) == [1, 2, 3, 4, 12, 6]


@pytest.mark.parametrize("fault", ["missing", "rate", "no wav", "stereo"])
def test_a_clip_that_cannot_be_used_is_named_and_nothing_half_is_said(
    tmp_path: Path, fault: str
) -> None:
    folder = tmp_path / "zh"
    for name in ("please", "A", "0", "1", "2", "to", "3", "window"):
        record(folder, name, 5)
    broken = folder / "to.wav"
    if fault == "missing":
        broken.unlink()
    elif fault == "rate":
        record(folder, "to", 5, rate=8_000)
    elif fault == "no wav":
        broken.write_bytes(b"ID3 this is an MP3")
    else:
        with wave.open(str(broken), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(bytes(400))
    speech = Speech(VoiceRules(clips=str(tmp_path)), PACKAGE)
    with pytest.raises(SpeechError) as told:
        speech.wav(CALL)
    assert ("rate" if fault == "rate" else "to.wav") in told.value.en
    assert speech.trouble is told.value


def test_the_chime_is_heard_and_fades() -> None:
    chime = sound.chime()
    assert 0.5 < chime.seconds < 1.5
    assert loudness(chime.frames[:8000]) > 3 * loudness(chime.frames[-8000:]) > 0
    assert loudness(sound.silence(0.2).frames) == 0
    assert sound.read(chime.wav()) == chime
