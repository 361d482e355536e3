"""Words of the front panel, Chinese and English."""

TITLE = "taxhall 前面板"

HINTS = (
    ("按取号机上亮灯的键取票", "press a lit key of the dispenser"),
    ("在窗口按“下一位”叫号", "press next on a call pad"),
    ("人到了按“开始”", "the person is there: start"),
    ("办完按“结束”", "the matter is done: finish"),
    ("在评价器上选一档", "rate on the rating pad"),
)

SCREENS = (
    ("/board", "大厅叫号屏", "the hall board"),
    ("/", "手机页面", "pages for phones"),
    ("/console", "工作人员（窗口、导税、值班、设备）", "staff: window, guide, leader, devices"),
)
"""Of the gateway: path and words."""

NO_PADS_ZH = "这里没有终端：用窗口工作台叫号。"
NO_PADS_EN = "No pads here: call with the clerk's console."

TRY_ZH = "想自己动手？先关掉模拟人员，等在厅的人办完，大厅就归您。"
TRY_EN = "Want to try it yourself? Switch the simulated people off first."

CALL_KEYS = (
    ("next", "下一位", "next"),
    ("recall", "重呼", "recall"),
    ("no-show", "过号", "no-show"),
    ("start", "开始", "start"),
    ("finish", "结束", "finish"),
    ("hold", "挂起", "hold"),
    ("pause", "暂停", "pause"),
)

LEVELS = (
    (5, "非常满意", "very satisfied"),
    (4, "满意", "satisfied"),
    (3, "基本满意", "fairly satisfied"),
    (2, "不满意", "dissatisfied"),
    (1, "非常不满意", "very dissatisfied"),
)

WINDOW_STATES = {
    "idle": ("空闲", "idle"),
    "called": ("正在叫号", "called"),
    "serving": ("办理中", "serving"),
}
