"""What is in the hall before its pictures are taken, so that no page of it is empty."""

import json
import urllib.request
from http.cookiejar import CookieJar
from typing import Final

_ENTRIES: Final = (
    ("suggestion", "conduct", "叫号屏的字很大，看得清楚。希望等候区多放几把椅子。"),
    ("complaint", "quality", "排了很久，到窗口才知道缺一份材料。"),
)
_ADVICE: Final = (
    ("more_seats", "等候区再放十把椅子：下午三点前后常有人站着等。"),
    ("paper_list", "在取号机旁贴一份材料清单，少让人白跑一趟。"),
)


def furnish(gateway: str, password: str) -> None:
    """Write entries of the comment book and recommendations, as the leader would."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def post(path: str, body: dict[str, str], key: str = "") -> None:
        headers = {"Content-Type": "application/json", "Origin": gateway}
        if key:
            headers["Idempotency-Key"] = key
        data = json.dumps(body).encode()
        opener.open(urllib.request.Request(f"{gateway}/api/v1{path}", data, headers), timeout=10)

    post("/session", {"name": "leader", "password": password})
    for kind, topic, words in _ENTRIES:
        entry = {"channel": "staff_note", "kind": kind, "topic": topic, "words": words}
        post("/opinions", entry, f"tour-{kind}")
    for rule, words in _ADVICE:
        post("/recommendations", {"rule": rule, "words": words}, f"tour-{rule}")
