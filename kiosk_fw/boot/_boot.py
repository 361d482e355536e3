"""Frozen into the image in place of MicroPython's own: the file system ends where the journal
begins. The stock start-up would spread the file system over all of the storage.
"""

import rp2
import vfs

from kiosk_fw import board

storage = rp2.Flash(start=0, len=board.JOURNAL_START)
try:
    files = vfs.VfsLfs2(storage, progsize=256)
except OSError:
    vfs.VfsLfs2.mkfs(storage, progsize=256)
    files = vfs.VfsLfs2(storage, progsize=256)
vfs.mount(files, "/")
