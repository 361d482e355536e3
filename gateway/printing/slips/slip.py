"""What all slips have in common. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import ClassVar, Final

from screens.languages import LANGUAGES

MOST_QR_BYTES: Final = 213
"""Of a code of 57 modules, which a phone still reads off thermal paper of 58 mm."""


@dataclass(frozen=True, kw_only=True)
class Slip:
    """Any paper. Raises ValueError for what cannot be one; text may be any length."""

    KIND: ClassVar[str]
    """Its template is `KIND.toml`."""
    MUST: ClassVar[tuple[str, ...]] = ()
    """Values without which it is worthless: a template that does not show all is refused."""
    BY_CODE: ClassVar[bool] = False
    """Whether a QR code alone shows them: who reads this paper has a scanner."""

    language: str | None = None
    """The language that its owner has chosen (`zh`, `en`, `ko`), if any."""
    large: bool = False
    """In large type, for eyes that are old."""

    def __post_init__(self) -> None:
        codes = [known.catalogue for known in LANGUAGES]
        if self.language is not None and self.language not in codes:
            raise ValueError(f"a paper in {self.language!r}: the languages are {', '.join(codes)}")

    def texts(self) -> Iterator[str]:
        """Every text that it brings along."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                yield value
            elif isinstance(value, tuple):
                for one in value:
                    yield from vars(one).values() if isinstance(one, Named) else ()

    def _needs(self, *names: str) -> None:
        for name in names:
            if not getattr(self, name):
                raise ValueError(f"a {self.KIND.replace('_', ' ')} needs a {name.split('_')[0]}")
        for name in ("code", "code_url"):
            said = getattr(self, name, "")
            if len(said.encode()) > MOST_QR_BYTES:
                raise ValueError(f"the {name} has over {MOST_QR_BYTES} bytes: no phone reads that")


@dataclass(frozen=True, kw_only=True)
class Copied(Slip):
    """A paper of which there may be a second one."""

    KIND: ClassVar[str] = "reprint"
    """Of the mark alone; each paper has its own."""

    reprint: bool = False
    """True for a second paper of the same: 补打 stands above it, whatever the template."""


@dataclass(frozen=True)
class Named:
    """An entry of a list on paper."""

    name: str
    name_en: str = ""


def grouped(code: str, between: str = "-") -> str:
    """A code in fours; one that has other signs than letters and digits as it is."""
    if not code.isalnum():
        return code
    return between.join(code[at : at + 4] for at in range(0, len(code), 4))
