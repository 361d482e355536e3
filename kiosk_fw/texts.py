"""Words that a board says by itself, in GB2312 as the screen's font wants them.

MicroPython has no codec for GB2312: the bytes stand here, the text beside them, and a test
decodes the one and compares it with the other. A Chinese character begins at an even column.
"""

OUT_OF_SERVICE = (
    b"    \xd4\xdd\xcd\xa3\xb7\xfe\xce\xf1    ",  # "    暂停服务    "
    b"  \xc7\xeb\xd5\xd2\xb5\xbc\xcb\xb0\xd4\xb1    ",  # "  请找导税员    "
    b" Out of service ",  # " Out of service "
    b"Please ask guide",  # "Please ask guide"
)

WAIT = b"\xc7\xeb\xc9\xd4\xba\xf2 One sec."  # "请稍候 One sec."

NO_NUMBER = b"----"  # "----"
