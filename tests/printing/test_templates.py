"""Templates: a hall replaces ours, and every mistake is one sentence with file, element, remedy."""

import re
from pathlib import Path
from typing import Any

import pytest

from gateway.printing.blocks import ROLL_58, ROLL_80, Feed, Line, Qr
from gateway.printing.layout import FOLDER, Papers, templates
from gateway.printing.reading import listed, parse
from gateway.printing.shapes import SHAPES
from gateway.printing.slips import KINDS, ChecklistSlip, DeviceLabelSlip, Named, TicketSlip
from gateway.printing.template import TemplateError
from tests.printing.desk import slip

NUMBER = '{ text = "{number}" }'


def ticket(*elements: str) -> str:
    return "paper = [\n" + ",\n".join((NUMBER, *elements)) + "\n]\n"


def sentence(*elements: str) -> str:
    with pytest.raises(TemplateError) as told:
        parse(ticket(*elements), TicketSlip, "papers/ticket.toml")
    return str(told.value)


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ('{ txt = "x" }', "it needs one of text, pair, rule, gap, qr, each, ruler: it has none"),
        ('{ text = "{code}", gap = 3 }', "it has 2"),
        (
            '{ text = "{nmber}" }',
            "(text): there is no value 'nmber' on this paper; perhaps number is meant",
        ),
        ('{ text = "{zzz}" }', "there is no value 'zzz' on this paper; there are ahead, "),
        (
            '{ text = "Welcome" }',
            "'Welcome' is none of our messages; write it in your languages: {",
        ),
        ('{ text = "欢迎" }', "'欢迎' is none of our messages"),
        ('{ text = { xx = "a" } }', "xx is no language; use zh, en, ko"),
        ("{ text = 3 }", "text is not usable (write a text, or one for each language"),
        ('{ text = "" }', "its text is empty: write one, or use gap for blank paper"),
        ('{ text = "{number" }', "has a brace too many or too few"),
        ('{ text = "{number!r}" }', "write {number} plainly, without ! or :"),
        ('{ text = "{number:>9}" }', "write {number} plainly, without ! or :"),
        ('{ text = "{number.__class__}" }', "there is no value 'number.__class__'"),
        (
            '{ text = "{large}" }',
            "large is a flag and cannot be printed; use it with when or unless",
        ),
        (
            '{ text = "{code}", size = "big" }',
            "size is not usable (use small, normal, tall, large,",
        ),
        ('{ text = "{code}", size = 9 }', "or a number from 1 to 8); correct its value 9"),
        ('{ text = "{code}", size = true }', "size is not usable"),
        (
            '{ text = "{code}", align = "middle" }',
            'align is not usable (use "left", "center", "right")',
        ),
        ('{ text = "{code}", bold = 1 }', "bold is not usable"),
        ('{ text = "{code}", colour = "red" }', "colour is not a known key here; remove it"),
        ('{ text = { zh = "税\\u001b" } }', "holds a control character; remove it"),
        (
            f'{{ text = {{ en = "{"W" * 33}" }} }}',
            "is wider than a line of 32 letters (58 mm); use a shorter one",
        ),
        (
            f'{{ text = {{ en = "{"W" * 49}" }}, only = [80] }}',
            "is wider than a line of 48 letters (80 mm)",
        ),
        (f'{{ text = {{ en = "{"W" * 17}" }}, size = 2 }}', "is wider than a line of 16 letters"),
        ('{ pair = ["{code}"] }', "pair"),
        (
            '{ pair = ["{code}", "{ahead}"], leader = "~" }',
            'leader is not usable (use ".", " ", "_", "-")',
        ),
        (
            '{ text = "{number}", mark = "{code}" }',
            "code is no count, and a mark is short; put it into the text",
        ),
        (
            '{ text = "{number}", mark = "{ahead}.", size = 8 }',
            "its mark leaves no room for the text; use a shorter one",
        ),
        (f'{{ text = {{ zh = "{"税" * 401}" }} }}', "has 401 letters: use at most 400"),
        (
            f'{{ qr = {{ zh = "{"x" * 214}" }} }}',
            "has 214 bytes, and no phone reads more",
        ),
        (
            f'{{ qr = {{ zh = "{"税" * 72}" }} }}',
            "has 216 bytes, and no phone reads more",
        ),
        ('{ qr = "" }', "its text is empty: write one, or use gap for blank paper"),
        ("{ rule = true }", 'rule is not usable (use "-", "=", ".")'),
        ("{ gap = 0 }", "gap is not usable"),
        ("{ gap = 256 }", "gap is not usable"),
        ('{ ruler = "inches" }', 'ruler is not usable (use "cells")'),
        ('{ each = "ahead", of = [{ gap = 3 }] }', "ahead is no list; this paper has none"),
        ('{ each = "number" }', "of is missing; add it"),
        ('{ gap = 3, when = "nobody" }', "there is no value 'nobody'"),
        ("{ gap = 3, when = 7 }", "when is not usable (name a value, or what it must be"),
        ('{ gap = 3, when = { ahead = "1" } }', "ahead can never be '1': it is a count"),
        (
            '{ gap = 3, unless = { missed = "never" } }',
            "missed can never be 'never': it is one of void, tail,",
        ),
        (
            "{ gap = 3, only = [72] }",
            "only is not usable (give the widths of the rolls: [58], [80] or [58, 80])",
        ),
    ],
)
def test_a_mistake_is_told_with_file_element_and_remedy(element: str, said: str) -> None:
    told = sentence(element)
    assert told.startswith("papers/ticket.toml, element 2"), told
    assert said in told, told
    assert "\n" not in told


def test_a_mistake_inside_a_list_says_where() -> None:
    text = 'paper = [{ each = "papers", of = [{ text = "{name}" }, { text = "{nam}" }] }]'
    with pytest.raises(
        TemplateError, match=r"element 2 in element 1 \(each\) \(text\): .*perhaps name"
    ):
        parse(text, ChecklistSlip, "checklist.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("paper = [", "is not TOML"),
        ("papers = []", "papers is not a known key"),
        ("paper = []", "has no elements"),
        ("paper = 3", "has no elements"),
        ("", "has no elements"),
        ('paper = [{ text = "{hall_name}" }]', "does not always show the value number on 80 mm"),
        (
            'paper = [{ text = "{number}", only = [80] }]',
            "does not always show the value number on 58 mm",
        ),
        ('paper = [{ text = "{number}", when = "eta" }]', "does not always show the value number"),
        ('paper = [{ text = "{number} {eta}" }]', "does not always show the value number"),
        ('paper = [{ qr = "{number}" }]', "does not always show the value number"),
        ('paper = [{ pair = ["{number}", "{eta}"] }]', "does not always show the value number"),
        ('paper = [{ pair = ["{eta}", "{number}"] }]', "does not always show the value number"),
        ('paper = [{ pair = ["", "{number}"] }]', "does not always show the value number"),
        ('paper = [{ text = { zh = "号", en = "{number}" } }]', "does not always show the value"),
        (
            f"paper = [{'{ gap = 255 }, ' * 201}]",
            "element 201: the template has more than 200 elements",
        ),
    ],
)
def test_a_file_that_is_no_template_is_refused(text: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        parse(text, TicketSlip, "ticket.toml")


@pytest.mark.parametrize(
    "paper",
    [
        '{ pair = ["{number}", ""] }',
        '{ pair = [{ zh = "号" }, "{number}"] }',
        '{ text = { zh = "{number}号", en = "No. {number}" } }',
    ],
)
def test_a_number_is_shown_in_whatever_way_a_person_can_read(paper: str) -> None:
    template = parse(f"paper = [{paper}]", TicketSlip, "ticket.toml")
    for language in ("zh", "en", "ko"):
        blocks = Papers({**templates(), "ticket": template}).lay_out(slip(language=language))
        assert any("A001" in one.text for one in blocks if isinstance(one, Line))


def test_a_list_that_must_be_shown_is_shown_by_its_names() -> None:
    with pytest.raises(TemplateError, match="does not always show the value papers"):
        parse('paper = [{ each = "papers", of = [{ gap = 3 }] }]', ChecklistSlip, "checklist.toml")
    named = 'paper = [{ each = "papers", of = [{ text = "{n}. {name}" }] }]'
    assert parse(named, ChecklistSlip, "checklist.toml")


def test_a_label_may_be_a_code_alone_and_a_code_may_be_a_long_address() -> None:
    assert parse('paper = [{ qr = "{uid}" }]', DeviceLabelSlip, "device_label.toml")
    address = "https://tax.example/survey/of/the/hall/" + "x" * 60
    template = parse(ticket(f'{{ qr = {{ zh = "{address}" }} }}'), TicketSlip, "ticket.toml")
    blocks = Papers({**templates(), "ticket": template}).lay_out(slip(), ROLL_58)
    assert [one.data for one in blocks if isinstance(one, Qr)] == [address]


def test_a_code_that_its_values_make_too_long_is_left_out(tmp_path: Path) -> None:
    address = "https://tax.example/?" + "x" * 180
    papers = hall(tmp_path, ticket=ticket(f'{{ qr = {{ zh = "{address}{{business_name}}" }} }}'))
    for name, codes in (("税务", 1), ("税" * 40, 0)):
        blocks = papers.lay_out(slip(business_name=name), ROLL_58)
        assert sum(isinstance(one, Qr) for one in blocks) == codes


def hall(tmp_path: Path, **files: str) -> Papers:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return Papers(templates(tmp_path))


def shown(papers: Papers, **changes: Any) -> list[str]:
    return [one.text for one in papers.lay_out(slip(**changes)) if isinstance(one, Line)]


def test_a_halls_own_template_replaces_ours_and_no_other(tmp_path: Path) -> None:
    own = '{ text = { zh = "请直接到窗口", en = "Go to the window" }, when = { ahead = 0 } }'
    papers = hall(tmp_path, ticket=ticket(own, '{ text = "Please watch for your number" }'))
    watch = ["请留意叫号，听从现场引导", "Please watch for your number"]
    assert shown(papers) == ["A001", *watch]
    assert shown(papers, ahead=0) == ["A001", "请直接到窗口", "Go to the window", *watch]
    label = KINDS[-1](hall_name="厅", uid="e6614c311b7e8a01", role="call_pad")  # type: ignore[call-arg]
    assert papers.lay_out(label) == Papers(templates()).lay_out(label)


def test_no_template_leaves_out_that_it_is_a_second_paper(tmp_path: Path) -> None:
    assert shown(hall(tmp_path, ticket=ticket()), reprint=True)[:2] == ["【补打】", "REPRINT"]


def test_a_value_is_printed_as_it_is_and_never_read_as_a_template(tmp_path: Path) -> None:
    papers = hall(tmp_path, ticket=ticket('{ text = "{business_name}" }'))
    name = "{number} {0} %s {x!r}"
    assert shown(papers, business_name=name, business_name_en="") == ["A001", name]


def test_an_element_may_stand_on_one_roll_alone(tmp_path: Path) -> None:
    papers = hall(tmp_path, ticket=ticket("{ gap = 99, only = [58] }"))
    assert Feed(99) in papers.lay_out(slip(), ROLL_58)
    assert Feed(99) not in papers.lay_out(slip(), ROLL_80)


def test_a_text_in_one_language_alone_is_said_in_all(tmp_path: Path) -> None:
    papers = hall(tmp_path, ticket=ticket('{ text = { zh = "欢迎" } }'))
    assert shown(papers) == ["A001", "欢迎"]
    assert shown(papers, language="ko") == ["A001", "欢迎"]


def test_a_mark_hangs_before_its_text_and_every_line_stands_beneath() -> None:
    entry = Named("增值税专用发票最高开票限额变更申请表一式两份", "ID card")
    one = ChecklistSlip(hall_name="厅", business_name="x", papers=(entry,), told_at="", code="C")
    lines = [b.text for b in Papers(templates()).lay_out(one, ROLL_58) if isinstance(b, Line)]
    at = next(at for at, line in enumerate(lines) if line.startswith("□ 1. 增"))
    assert lines[at + 1].startswith("      ")
    assert lines[at + 2] == "      ID card"


def test_a_file_of_an_unknown_paper_in_the_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"tickets\.toml is the template of no paper: name it"):
        hall(tmp_path, tickets=ticket())
    with pytest.raises(TemplateError, match="there is no folder"):
        templates(tmp_path / "nowhere")


def test_a_template_that_is_not_utf8_or_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "ticket.toml").write_bytes("# 号票\n".encode("gbk"))
    with pytest.raises(TemplateError, match=r"ticket\.toml: line 1 is not UTF-8"):
        templates(tmp_path)
    (tmp_path / "ticket.toml").unlink()
    (tmp_path / "ticket.toml").mkdir()
    with pytest.raises(TemplateError, match=r"ticket\.toml cannot be read"):
        templates(tmp_path)


def test_our_templates_use_every_element_there_is() -> None:
    """So that the gallery shows each of them at work."""
    used: set[str] = set()
    for file in FOLDER.glob("*.toml"):
        used |= {key for one in listed(file.read_text("utf-8"), file.name) for key in one}
    assert set(SHAPES) <= used


def test_the_template_on_the_page_is_a_good_one() -> None:
    _, example, *_ = re.findall(
        r"```toml\n(.*?)```", Path("docs/paper.md").read_text("utf-8"), re.S
    )
    assert parse(example, TicketSlip, "ticket.toml").kind == "ticket"
