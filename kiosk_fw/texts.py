"""Words that a board says by itself, in GB2312 as the screen's font wants them.

MicroPython has no codec for GB2312: the bytes stand here, the text beside them, and a test
decodes the one and compares it with the other. A Chinese character begins at an even column.
"""

OUT_OF_SERVICE = (
    b"    \xd4\xdd\xcd\xa3\xb7\xfe\xce\xf1    ",  # "    暂停服务    "
    b"  \xc7\xeb\xd7\xc9\xd1\xaf\xb5\xbc\xcb\xb0\xd4\xb1  ",  # "  请咨询导税员  "
    b" Out of service ",  # " Out of service "
    b"Please ask staff",  # "Please ask staff"
)

INVITATION = (
    b"  \xc7\xeb\xb0\xb4\xbc\xfc\xc8\xa1\xba\xc5    ",  # "  请按键取号    "
    b"  Press a key   ",  # "  Press a key   "
    b" for a ticket   ",  # " for a ticket   "
)

WAITING = (
    b"                ",  # "                "
    b"    \xc7\xeb\xc9\xd4\xba\xf2      ",  # "    请稍候      "
    b" Please wait    ",  # " Please wait    "
)

BAD_CODE = (
    b"    \xce\xde\xd0\xa7\xb5\xc4\xc2\xeb    ",  # "    无效的码    "
    b"  \xc7\xeb\xd7\xc9\xd1\xaf\xb5\xbc\xcb\xb0\xd4\xb1  ",  # "  请咨询导税员  "
    b" Not valid here ",  # " Not valid here "
)

IDENTIFIED = (
    b"    \xd2\xd1\xb6\xc1\xd6\xa4\xbc\xfe    ",  # "    已读证件    "
    b"  \xc7\xeb\xb0\xb4\xd2\xb5\xce\xf1\xbc\xfc    ",  # "  请按业务键    "
    b"Now press a key ",  # "Now press a key "
)

NO_NUMBER = b"----"  # "----"
