"""docs/paper.md: what each paper is for, and all that a template may have, as the code has it."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from typing import Final

from gateway.printing.fitting import LARGE, USUAL, Steps
from gateway.printing.shapes import SHAPES, Shape
from gateway.printing.slips import KINDS, Copied, Slip
from gateway.printing.template import SIZES
from gateway.printing.values import Value, values_of

FOR: Final[Mapping[str, str]] = {
    "ticket": "What a person holds while they wait. Its number is what the hall owes them.",
    "booking": "For who has booked: when to come, where, with what, and how to cancel.",
    "checklist": "At the window, when papers are missing: all of them, told once. The number of"
    " that visit goes first next time, where the clerk gave a card with it.",
    "card": "The same as a paper of its own. The blank one lies in the drawer for the day on which"
    " the system stands; who brings it is served by hand.",
    "staff_day": "For a clerk who asks for it. Counts only, and no percent of a few ratings.",
    "self_test": "After a printer was connected or its profile changed: the ruler shows the"
    " margins, the texts are those that heads get wrong, each in plain and in bold.",
    "device_label": "To stick on a board, so that the one in the hand is the one in hall.toml.",
}
"""Why there is each paper."""

PICTURES: Final = (
    "ticket.zh-en.80",
    "ticket.zh-en.58",
    "ticket.zh-en.80.large",
    "ticket.zh-en.58.large",
    "ticket-again.zh-en.58",
    "ticket-booked.en.80",
    "ticket.ko.80",
    "booking.zh-en.80",
    "booking.en.58",
    "booking.zh-en.58.large",
    "booking.ko.80",
    "checklist.zh-en.80",
    "checklist.zh-en.58",
    "checklist.zh-en.80.large",
    "checklist.en.58",
    "checklist.ko.80",
    "card.zh-en.80",
    "card.en.58",
    "card.zh-en.58.large",
    "card-blank.zh-en.80",
    "card-blank.zh-en.58",
    "staff_day.zh-en.58",
    "staff_day.en.80",
    "self_test.zh-en.80",
    "self_test.zh-en.58",
    "device_label.zh-en.80",
    "device_label.zh-en.58",
)
"""Of docs/paper: the paper, its languages, its roll, and whether it is in large type."""

_HEAD: Final = """# Papers 纸质凭条

<!-- Written by `taxhall papers gallery` from gateway/printing; change it there. -->

Every paper of a hall is set by a template: a list of elements from top to bottom. The first
language of a paper is set in the element's size, the second small beneath it; what says the same in
both stands once. A line whose value is not there is left out. No paper has a person's name or ID
number. A second paper of a number begins with 补打, whatever its template says.

每种凭条由一个模板排版，自上而下列出各个元素。第一种语言按所列字号，第二种语言小字排在下面；两种语言相同的内容只印一次。
没有值的行整行不印。任何凭条都不印姓名和证件号。补打的凭条总以“补打”开头，模板去不掉。

## In hall.toml 大厅设置

```toml
[papers]
languages = ["zh", "en"]            # the first one large, the others small beneath it; also "ko"
large_type = false                  # every paper in large type, with fewer words
large_for_special = true            # for people who need help, without asking
phone = "0311-12366"                # whom to call with a question; left out: no such line
notice = { zh = "17:00 停止取号", en = "No numbers after 17:00" }
folder = "papers"                   # templates of the hall's own, beside hall.toml
font = "own.ttf"                    # for signs that no head knows, before the fonts of the system
```

Who has chosen a language of their own gets their papers in it, with Chinese beneath for whoever
helps them.

## A template of the hall's own 自定义模板

Copy one of `gateway/printing/templates` into that folder and change it; a file `ticket.toml` there
replaces ours, the other papers stay as they are. `taxhall papers preview --config hall.toml` shows
the hall's papers as pictures, without a printer and without a start of the gateway. Whatever is
wrong with a template is said when hall.toml is read, in one sentence with file and element.

```toml
paper = [
  { text = "{hall_name}", size = "large" },
  { rule = "=" },
  { text = "{business_name}", size = "large" },
  { text = "{number}", size = "number" },
  { text = "{ahead} people ahead of you", size = "large", unless = { ahead = 0 } },
  { text = { zh = "请直接到窗口", en = "Go to the window" }, size = "large", when = { ahead = 0 } },
  { pair = [{ zh = "取号时间", en = "Issued" }, "{issued_at}"] },
  { qr = "{code}" },
  { text = { zh = "一楼有开水和雨伞", en = "Water and umbrellas on floor 1" }, only = [80] },
]
```

A text is one of our messages, which the catalogues know in every language, or the hall's own in
each of its languages. A line with a sign that the printer's head does not know is drawn as a
picture, with a font of the machine or the `font` of `[papers]`; what no font has comes out as 〓.
A text has at most 400 letters, a template 200 elements. What a paper is for stands on it as text,
in every language and under no condition: nobody can read a number that is in a QR code alone.
"""


def page() -> str:
    """Text of docs/paper.md."""
    return "\n".join([_HEAD, *_papers(), *_elements(), *_sizes(), *_values(), ""])


def _papers() -> Iterator[str]:
    yield "## The papers 凭条"
    for kind in KINDS:
        yield f"\n### {_title(kind)}\n"
        yield f"`{kind.KIND}.toml`. {FOR[kind.KIND]}\n"
        yield "| " + " | ".join(f"`{name}`" for name in _pictures(kind)) + " |"
        yield "|" + "---|" * len(_pictures(kind))
        shown = (f'<img src="paper/{n}.png" alt="{n}" width="{_wide(n)}">' for n in _pictures(kind))
        yield "| " + " | ".join(shown) + " |"
    yield ""


def _title(kind: type[Slip]) -> str:
    """The first sentence of what it is, such as `A number (号票)`."""
    return (inspect.getdoc(kind) or "").partition("\n")[0].partition(".")[0].partition(":")[0]


def _pictures(kind: type[Slip]) -> list[str]:
    return [name for name in PICTURES if name.partition(".")[0].partition("-")[0] == kind.KIND]


def _wide(name: str) -> int:
    """Pixels on the page, in the proportion of the rolls."""
    return 232 if ".58" in name else 320


def _elements() -> Iterator[str]:
    yield "## Elements 元素\n"
    yield "| element | key | default | meaning |"
    yield "|---|---|---|---|"
    for key, shape in SHAPES.items():
        what = inspect.getdoc(shape) or ""
        yield f"| **`{key}`** | | | {_cell(what)} |"
        yield from _keys(shape, {*Shape.model_fields})
    yield "| **any** | | | |"
    yield from _keys(Shape, set())
    yield ""


def _keys(shape: type[Shape], without: set[str]) -> Iterator[str]:
    for name, field in shape.model_fields.items():
        if name in without:
            continue
        default = "needed" if field.is_required() else ""
        if field.default:
            default = default or f"`{field.default}`"
        yield f"| | `{name}` | {default} | {_cell(field.description or '')} |"


def _sizes() -> Iterator[str]:
    yield "## Sizes 字号\n"
    yield "Times wide × times high. The first that fits is taken: the others are for longer texts."
    yield "On 58 mm paper a number starts at 4 × 4.\n"
    yield "| size | usual | large type |"
    yield "|---|---|---|"
    for size in SIZES:
        yield f"| `{size}` | {_steps(USUAL[size])} | {_steps(LARGE[size])} |"
    yield ""


def _steps(steps: Steps) -> str:
    *first, last = steps
    told = [
        f"{step.width} × {step.height}" + (f" in {step.most_lines} lines" * (step.most_lines > 1))
        for step in first
    ]
    return ", ".join([*told, f"{last.width} × {last.height}"])


def _values() -> Iterator[str]:
    yield "## Values 可用的值\n"
    yield "`{name}` in a text; by name in `when`, `unless` and `each`. Flags and choices are for"
    yield "conditions only.\n"
    yield "Every paper has these; `reprint` those of which there may be a second one."
    shared = values_of(Copied)
    yield from _table(list(shared.values()), {**_OF_EVERY_PAPER, **documented(Copied)})
    for kind in KINDS:
        needed = ", ".join(f"`{name}`" for name in kind.MUST)
        yield f"### Values of {kind.KIND}\n"
        if needed:
            yield f"A template must show {needed}."
        own = [value for name, value in values_of(kind).items() if name not in shared]
        yield from _table(own, documented(kind))


_OF_EVERY_PAPER: Final = {
    "phone": "Of [papers].",
    "notice": "Of [papers].",
    "roll_mm": "Width of the roll.",
    "roll_cells": "Letters in a line.",
    "kind": "Which paper it is.",
}


def _table(values: list[Value], meaning: Mapping[str, str]) -> Iterator[str]:
    yield "\n| value | sort | meaning |"
    yield "|---|---|---|"
    for value in values:
        choices = ": " + ", ".join(f"`{one}`" for one in value.choices) if value.choices else ""
        yield f"| `{value.name}` | {value.sort}{choices} | {_cell(meaning[value.name])} |"
    yield ""


def documented(kind: type[Slip]) -> dict[str, str]:
    """What each field and property of a slip says of itself."""
    found: dict[str, str] = {}
    for one in (Slip, Copied, kind):
        if not issubclass(kind, one):
            continue
        body = ast.parse(inspect.getsource(one)).body[0]
        assert isinstance(body, ast.ClassDef)
        for node, after in zip(body.body, [*body.body[1:], None], strict=True):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                    found[node.target.id] = str(after.value.value)
            elif isinstance(node, ast.FunctionDef):
                found[node.name] = ast.get_docstring(node) or ""
    return found


def _cell(text: str) -> str:
    """On one line of a table."""
    return " ".join(text.split()).replace("|", "\\|")
