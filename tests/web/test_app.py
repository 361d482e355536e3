"""The hall as JSON, metrics and the opening of a day, over real HTTP semantics."""

from collections.abc import Iterator
from datetime import date

import httpx
import pytest

from gateway.web import DayNotOpenedError, create_app
from gateway.web.body import MOST_BYTES
from gateway.web.opening import DayWanted, NotNowError
from gateway.web.view import Health, PartView
from tests.web.halls import ASKER, TOKEN, Hall, deeds, served

KEY = {"Authorization": f"Bearer {TOKEN}"}


class Opener:
    def __init__(self) -> None:
        self.opened: list[DayWanted] = []
        self.refusal = ""

    def __call__(self, wanted: DayWanted) -> date:
        if self.refusal:
            raise DayNotOpenedError(self.refusal)
        self.opened.append(wanted)
        return wanted.day or date(2026, 11, 22)


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def opener() -> Opener:
    return Opener()


@pytest.fixture
def browser(hall: Hall, opener: Opener) -> Iterator[httpx.Client]:
    with served(hall, deeds(opener)) as client:
        yield client


def test_the_json_tells_ages_not_moments_of_a_private_clock(
    browser: httpx.Client, hall: Hall
) -> None:
    hall.now += 1.25
    body = browser.get("/api/v1/live").json()
    assert body["age_ms"] == 1250
    assert body["businesses"][0] == {
        "code": "A", "name": "综合服务", "name_en": "General", "waiting": 3,
    }  # fmt: skip
    assert body["devices"][0]["since_s"] == 720
    assert body["devices"][0]["journal"] == "0000beef"
    assert body["printer"]["health"] == "fault"
    assert [one["name"] for one in body["printers"]] == ["门口", "中间"]
    assert body["printers"][0]["prints"][0]["count"] == 41
    assert body["alarms"][0]["since_s"] == 720
    assert [one["severity"] for one in body["alarms"]] == [3, 2]
    assert "mono" not in str(body)


@pytest.mark.parametrize("fault", ["stands still", "cannot be read"])
def test_a_fault_is_told_and_never_shown_as_nobody_waiting(
    browser: httpx.Client, hall: Hall, fault: str
) -> None:
    if fault == "stands still":
        hall.now += 4
    else:
        hall.broken = True
    answer = browser.get("/api/v1/live")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "waiting" not in answer.text
    assert browser.get("/healthz").status_code == 503

    metrics = browser.get("/metrics").text
    assert "taxhall_live_up 0.0" in metrics
    assert "taxhall_waiting" not in metrics


def test_a_disk_that_fails_is_told_to_programs(browser: httpx.Client, hall: Hall) -> None:
    assert browser.get("/healthz").status_code == 200
    hall.change(
        store=PartView(Health.FAULT, "数据写不进磁盘。", "The disk takes no writes."),
        failed_groups=3,
        counted={"records_of_unknown_kind": 7},
    )
    health = browser.get("/healthz")
    assert health.status_code == 503
    assert "The disk takes no writes." in health.json()["detail"]
    assert browser.get("/api/v1/live").json()["store"]["health"] == "fault"
    metrics = browser.get("/metrics").text
    assert "taxhall_store_up 0.0" in metrics
    assert "taxhall_store_failed_groups_total 3.0" in metrics
    assert 'taxhall_counted_total{what="records_of_unknown_kind"} 7.0' in metrics


def test_what_somebody_must_see_to_is_told(browser: httpx.Client) -> None:
    assert browser.get("/api/v1/live").json()["notices"] == [
        {"zh": "C007 在等业务 C。", "en": "C007 waits for business C."}
    ]


def test_before_a_day_is_open_nobody_is_counted_as_waiting(
    browser: httpx.Client, hall: Hall
) -> None:
    hall.change(day=None)
    assert "taxhall_waiting{" not in browser.get("/metrics").text


def test_prometheus_reads_every_figure(browser: httpx.Client) -> None:
    metrics = browser.get("/metrics").text
    for line in (
        "taxhall_live_up 1.0",
        'taxhall_facts_total{type="ticket.issued"} 4.0',
        "taxhall_tickets 4.0",
        'taxhall_waiting{business="A"} 3.0',
        'taxhall_device_up{role="dispenser",uid="00000000000000d1",window=""} 1.0',
        'taxhall_device_up{role="call_pad",uid="00000000000000c1",window="1"} 0.0',
        'taxhall_repeats_total{port="line-1"} 2.0',
        'taxhall_bad_frames_total{port="line-1"} 1.0',
        'taxhall_noise_bytes_total{port="line-1"} 7.0',
        'taxhall_printer_state{state="fault"} 1.0',
        'taxhall_printer_condition{condition="paper_end",printer="门口"} 1.0',
        'taxhall_printer_paper_low{printer="门口"} 0.0',
        'taxhall_printer_paper_low{printer="中间"} 1.0',
        'taxhall_prints_total{outcome="failed",printer="门口",reason="paper_end"} 2.0',
        'taxhall_reprints_total{printer="门口"} 3.0',
        'taxhall_papers_substituted_total{printer="中间"} 1.0',
        'taxhall_uplink_state{state="ok"} 1.0',
        "taxhall_store_commits_total 12.0",
        "taxhall_outbox 5.0",
        "taxhall_store_up 1.0",
        "taxhall_store_failed_groups_total 0.0",
        "taxhall_notices 1.0",
    ):
        assert line in metrics


def test_an_outbox_of_unknown_depth_is_left_out(browser: httpx.Client, hall: Hall) -> None:
    hall.change(outbox=None)
    assert "taxhall_outbox" not in browser.get("/metrics").text


def test_the_duty_leader_opens_a_day_with_the_token(browser: httpx.Client, opener: Opener) -> None:
    answer = browser.post("/api/v1/day", json={"day": "2026-11-23"}, headers=KEY)
    assert (answer.status_code, answer.json()) == (201, {"day": "2026-11-23"})
    assert opener.opened == [DayWanted(date(2026, 11, 23))]
    body = {"day": "2026-11-24", "after": {"A": 57, "B": 0}, "from_one": True}
    assert browser.post("/api/v1/day", json=body, headers=KEY).status_code == 201
    assert opener.opened[1] == DayWanted(date(2026, 11, 24), {"A": 57, "B": 0}, from_one=True)


@pytest.mark.parametrize(
    "header",
    [None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer 中文"],
)
def test_nobody_opens_a_day_without_the_token(
    browser: httpx.Client, opener: Opener, header: str | None
) -> None:
    headers = {} if header is None else {b"Authorization": header.encode()}
    answer = browser.post("/api/v1/day", json={"day": "2026-11-23"}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert opener.opened == []


def test_a_refused_day_is_a_sentence(browser: httpx.Client, opener: Opener) -> None:
    opener.refusal = "The day 2026-11-20 is before the open day 2026-11-22."
    answer = browser.post("/api/v1/day", json={"day": "2026-11-20"}, headers=KEY)
    assert answer.status_code == 409
    assert answer.json()["detail"] == opener.refusal


def test_a_day_that_could_not_be_written_may_be_asked_for_again(hall: Hall) -> None:
    def full(_: DayWanted) -> date:
        raise NotNowError("The database did not take this; ask again when it does.")

    with served(hall, deeds(full)) as client:
        answer = client.post("/api/v1/day", json={"day": "2026-11-23"}, headers=KEY)
    assert answer.status_code == 503
    assert "ask again" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"day": "tomorrow"},
        {"day": "2026-11-23", "force": True},
        {"day": "2026-11-23", "from_one": 1},
        {"day": "2026-11-23", "after": {"A": -1}},
        {"day": "2026-11-23", "after": {"A": "57"}},
        {"day": "2026-11-23", "after": {"A": 100000}},
        {"day": "2026-11-23", "after": {"a b": 1}},
        {"day": "1893456000"},
        {"day": 1893456000},
        {"day": "20261123"},
        {"day": "2026-W48-1"},
        {"day": "2026-11-23T00:00:00"},
        {"day": " 2026-11-23"},
        {"day": "2026-11-31"},
        {"day": "２０２６-11-23"},
        {"day": None},
        [],
        "2026-11-23",
    ],
)
def test_a_day_that_cannot_be_read_opens_nothing(
    browser: httpx.Client, opener: Opener, body: object
) -> None:
    answer = browser.post("/api/v1/day", json=body, headers=KEY)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert opener.opened == []


def test_a_body_that_is_no_json_opens_nothing(browser: httpx.Client, opener: Opener) -> None:
    answer = browser.post("/api/v1/day", content=b"day=2026-11-23", headers=KEY)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert opener.opened == []


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_long_is_refused_unread(
    browser: httpx.Client, opener: Opener, announced: bool
) -> None:
    pieces = [b'{"day": "2026-11-23"', *[b" " * 1024] * (MOST_BYTES // 1024), b"}"]
    content = b"".join(pieces) if announced else iter(pieces)
    answer = browser.post("/api/v1/day", content=content, headers=KEY)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert str(MOST_BYTES) in answer.json()["detail"]
    assert opener.opened == []


def test_a_body_without_the_token_is_not_looked_at(browser: httpx.Client) -> None:
    for content in (b"no json", b" " * (MOST_BYTES + 1)):
        assert browser.post("/api/v1/day", content=content).status_code == 401


def test_the_api_says_what_a_day_looks_like(hall: Hall, opener: Opener) -> None:
    described = create_app(hall.live, deeds(opener), ASKER, hall.clock).openapi()
    body = described["paths"]["/api/v1/day"]["post"]["requestBody"]
    day = body["content"]["application/json"]["schema"]["properties"]["day"]
    assert [one.get("format", one.get("const")) for one in day["anyOf"]] == ["date", "today"]


def test_an_unexpected_fault_is_a_problem_document_too(hall: Hall) -> None:
    def fails(_: DayWanted) -> date:
        raise OSError("disk")

    with served(hall, deeds(fails)) as client:
        answer = client.post("/api/v1/day", json={"day": "2026-11-23"}, headers=KEY)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "disk" not in answer.text


def test_a_day_and_a_boards_place_are_all_that_may_be_written(hall: Hall, opener: Opener) -> None:
    app = create_app(hall.live, deeds(opener), ASKER, hall.clock)
    paths = app.openapi()["paths"]
    writing = {
        (path, verb) for path, verbs in paths.items() for verb in verbs if verb not in ("get",)
    }
    assert writing == {("/api/v1/day", "post"), ("/api/v1/boards/{uid}/adopt", "post")}


def test_an_unknown_page_is_a_problem_document(browser: httpx.Client) -> None:
    answer = browser.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("没有这个地址")
    assert "/openapi.json has them all" in answer.json()["detail"]


def test_a_wrong_method_is_told_the_right_one_in_both_languages(browser: httpx.Client) -> None:
    answer = browser.get("/api/v1/day")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["detail"] == "此地址只接受 POST。 This path takes POST alone."
