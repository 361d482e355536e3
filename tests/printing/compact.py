"""Papers as compact text: what the golden files hold. `python -m tests.printing.compact` writes
them anew, for whoever has changed a template and has looked at the pictures."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from gateway.printing.blocks import ROLL_58, ROLL_80, Block, Cut, Feed, Line, Qr
from gateway.printing.layout import Habits, Papers, templates
from tools.papers.samples import Sample, samples

GOLDEN = Path(__file__).with_name("golden")
HABITS = Habits(phone="0311-12366", notice={"zh": "17:00 停止取号", "en": "No numbers after 17:00"})
WAYS = (
    (("zh", "en"), ROLL_80, False),
    (("zh", "en"), ROLL_58, False),
    (("en",), ROLL_58, False),
    (("ko", "zh"), ROLL_80, False),
    (("zh", "en"), ROLL_80, True),
    (("zh", "en"), ROLL_58, True),
)


def compact(blocks: Iterable[Block]) -> Iterator[str]:
    """A line for each block: how large, bold or not, where, and what."""
    for block in blocks:
        match block:
            case Line(text, align, width, height, bold):
                yield f"{width}x{height}{'b' if bold else ' '} {align.value[0]} {text}"
            case Qr(data, size):
                yield f"qr{size} {data}"
            case Feed(dots):
                yield f"+{dots}"
            case Cut():
                yield "cut"


def paper(sample: Sample) -> str:
    """The sample in each way."""
    shown = []
    for languages, roll, large in WAYS:
        papers = Papers(templates(), replace(HABITS, languages=languages))
        blocks = papers.lay_out(replace(sample.slip, large=large), roll)
        shown.append(f"== {'+'.join(languages)} {roll.mm}{' large' if large else ''}")
        shown += compact(blocks)
    return "\n".join(shown) + "\n"


if __name__ == "__main__":
    for one in samples():
        (GOLDEN / f"{one.name}.txt").write_text(paper(one), "utf-8")
