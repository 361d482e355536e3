"""What hall.toml says of the hall board and its voice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Annotated, ClassVar, Final, Literal

from pydantic import ConfigDict, Field

from gateway.hall.booking_rules import TimeOfDay
from gateway.hall.bounds import whole
from protocol.settings import Text

Tongue = Literal["zh", "en", "ko"]
"""A language by its catalogue."""

Tongues = Annotated[tuple[Tongue, ...], Field(min_length=1, max_length=3)]

Percent = Annotated[int, whole(1, 100)]


@dataclass(frozen=True)
class BoardNotice:
    """[[hall_board.notice]] of hall.toml: a sentence for everybody. A language that it lacks is
    shown in English, or else in Chinese."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    zh: Annotated[Text, Field(min_length=1, max_length=60)]
    en: Annotated[Text, Field(max_length=120)] = ""
    ko: Annotated[Text, Field(max_length=60)] = ""


@dataclass(frozen=True)
class BoardRules:
    """[hall_board] of hall.toml; `[[board]]` are the circuit boards of the lines."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    languages: Tongues = ("zh", "en")
    """The first one is shown large, the second small below it; one alone: no second."""
    notice: Annotated[tuple[BoardNotice, ...], Field(max_length=12)] = ()

    def fault(self) -> str | None:
        """What does not fit together, in a sentence; None: all does."""
        return _twice("hall_board", self.languages)


@dataclass(frozen=True)
class Spell:
    """A time of day. `ends` is no part of it."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    starts: TimeOfDay
    ends: TimeOfDay

    def holds_at(self, at: time) -> bool:
        """Whether this time of day is in it."""
        return time.fromisoformat(self.starts) <= at < time.fromisoformat(self.ends)


@dataclass(frozen=True)
class Loudness(Spell):
    """[[voice.level]] of hall.toml: another volume at a time of day."""

    volume: Percent = 80


@dataclass(frozen=True)
class VoiceRules:
    """[voice] of hall.toml."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    by: Literal["any", "browser", "espeak", "clips"] = "any"
    """Who speaks. Any: the clips where there are some, else the browser where it has the voices,
    else espeak-ng."""
    languages: Tongues = ("zh",)
    """Each call is said in each of these, one after the other."""
    repeat: Annotated[int, whole(1, 5)] = 2
    """So often a call is said."""
    chime: Annotated[bool, Field(strict=True)] = True
    """Before each call."""
    at_most_late_s: Annotated[int, whole(5, 600)] = 60
    """What could not be said for so long, is not said any more: the screen has shown it."""
    volume: Percent = 80
    words_a_minute: Annotated[int, whole(80, 300)] = 150
    """Of espeak-ng."""
    clips: Annotated[Text, Field(max_length=400)] = ""
    """A folder of recorded WAV files, relative to hall.toml; empty: none."""
    quiet: Annotated[tuple[Spell, ...], Field(max_length=12)] = ()
    """[[voice.quiet]]: nothing is said in these."""
    level: Annotated[tuple[Loudness, ...], Field(max_length=24)] = ()
    """The first one that holds is in force."""

    def is_quiet(self, at: time) -> bool:
        """Whether nothing is said at this time of day."""
        return any(spell.holds_at(at) for spell in self.quiet)

    def volume_at(self, at: time) -> int:
        """Percent of what the loudspeakers give, 1 to 100."""
        return next((one.volume for one in self.level if one.holds_at(at)), self.volume)

    def fault(self) -> str | None:
        """What does not fit together, in a sentence; None: all does."""
        for table, spells in (("quiet", self.quiet), ("level", self.level)):
            for spell in spells:
                if spell.starts >= spell.ends:
                    return (
                        f"[[voice.{table}]] starts at {spell.starts} and ends at {spell.ends};"
                        " give it an end later on the same day"
                    )
        if self.by == "clips" and not self.clips:
            return 'by = "clips" of [voice] needs a folder: add clips = "…" to [voice]'
        return _twice("voice", self.languages)


def _twice(table: str, tongues: Sequence[str]) -> str | None:
    if len(set(tongues)) == len(tongues):
        return None
    return f"languages of [{table}] names one twice: name each once"


USUAL_BOARD: Final = BoardRules()
USUAL_VOICE: Final = VoiceRules()
"""What holds where a hall sets nothing."""
