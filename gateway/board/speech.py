"""Calls as WAV: by espeak-ng, a program of its own, or from recorded clips. Never in the way of a
press: a loudspeaker asks for it after the call is committed."""

import shutil
import subprocess
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from gateway.board import saying, sound
from gateway.board.call import Call
from gateway.board.rules import VoiceRules
from gateway.board.sound import NotSoundError, Sound
from screens.languages import Words, language

PROGRAM: Final = "espeak-ng"

VOICES: Final = {"zh": "cmn-latn-pinyin", "en": "en", "ko": "ko"}
"""espeak-ng's plain `cmn` of Debian 12 turns Hanzi into pinyin and reads that as English."""

MOST_S: Final = 10.0
"""espeak-ng needs 30 ms for a call."""

MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a clip: a minute and a half."""

KEPT: Final = 32
"""Calls that stay rendered: some 8 MB."""

GAP_S: Final = 0.35
"""Between two languages."""


class SpeechError(Exception):
    """There is no voice; two sentences for technicians."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class Speech:
    """For any thread. One call is rendered at a time, and kept for whoever asks for it next."""

    def __init__(self, rules: VoiceRules, package: str, program: str = PROGRAM) -> None:
        """package: whose catalogues have the sentence."""
        self._rules = rules
        self._program = program
        self._words = {one: Words(package, language(one)) for one in rules.languages}
        self._gate = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._failed: SpeechError | None = None

    @property
    def from_clips(self) -> bool:
        """Whether calls are joined from recorded clips."""
        return self._rules.by in ("any", "clips") and bool(self._rules.clips)

    @property
    def trouble(self) -> SpeechError | None:
        """Why there is no WAV now, as far as it is known; None: there is."""
        if not self.from_clips and shutil.which(self._program) is None:
            return _missing(self._program)
        return self._failed

    def texts(self, call: Call) -> dict[str, str]:
        """Language by its catalogue → what a browser's own voice says."""
        return {one: saying.text(words, call) for one, words in self._words.items()}

    def wav(self, call: Call) -> bytes:
        """The call, once, in all languages. Raises SpeechError."""
        key = (call.label, call.window)
        with self._gate:
            if key not in self._kept:
                try:
                    self._kept[key] = self._rendered(call)
                except SpeechError as error:
                    self._failed = error
                    raise
                self._failed = None
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    def _rendered(self, call: Call) -> bytes:
        by_clips = self.from_clips
        each = [
            self._joined(one, call) if by_clips else self._spoken(one, saying.text(words, call))
            for one, words in self._words.items()
        ]
        try:
            return sound.joined(each, GAP_S).wav()
        except NotSoundError as error:
            raise _unlike(self._rules.clips, error) from error

    def _spoken(self, tongue: str, text: str) -> Sound:
        program = shutil.which(self._program)
        if program is None:
            raise _missing(self._program)
        speed = str(self._rules.words_a_minute)
        command = [program, "-v", VOICES[tongue], "-s", speed, "-b", "1", "--stdin", "--stdout"]
        try:
            done = subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=MOST_S, check=True
            )
            spoken = sound.read(done.stdout)
        except (OSError, subprocess.SubprocessError, NotSoundError) as error:
            raise SpeechError(
                f"语音程序 {self._program} 出错，本次叫号没有播报（{error}）。请在网关上试运行它。",
                f"{self._program} failed, so this call was not spoken ({error}). Try it by hand on"
                " the gateway.",
            ) from error
        return spoken

    def _joined(self, tongue: str, call: Call) -> Sound:
        folder = Path(self._rules.clips) / tongue
        whole = (folder / f"{saying.own_clip(call.window)}.wav").is_file()
        names = saying.clips(tongue, call, whole)
        read = {name: _clip(folder / f"{name}.wav") for name in dict.fromkeys(names)}
        try:
            return sound.joined([read[name] for name in names])
        except NotSoundError as error:
            raise _unlike(str(folder), error) from error


def _clip(path: Path) -> Sound:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NotSoundError(f"it has more than {MOST_BYTES // 1024 // 1024} MB")
        return sound.read(path.read_bytes())
    except (OSError, NotSoundError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SpeechError(
            f"录音 {path.parent.name}/{path.name} 用不了（{why}），没有播报。请补录。",
            f"The clip {path.parent.name}/{path.name} cannot be used ({why}), so nothing was"
            " spoken. Record it (WAV, one channel, 16 bits).",
        ) from error


def _missing(program: str) -> SpeechError:
    return SpeechError(
        f"没有语音：网关上没有 {program}。请安装（apt install {program}），或在 hall.toml 的"
        " [voice] 里设 clips。",
        f"No voice: {program} is not on the gateway. Install it (apt install {program}), or set"
        " clips in [voice] of hall.toml.",
    )


def _unlike(folder: str, error: NotSoundError) -> SpeechError:
    return SpeechError(
        f"{folder} 里的录音格式不一致（{error}），没有播报。请用同一采样率重录。",
        f"The clips in {folder} do not fit together ({error}), so nothing was spoken. Record all at"
        " one rate.",
    )
