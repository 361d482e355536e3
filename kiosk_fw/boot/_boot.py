"""Frozen into the image in place of MicroPython's own: the file system ends where the journal
begins. The stock start-up would spread the file system over all of the storage.

It imports nothing of kiosk_fw, else a firmware copied to the file system would never be found.
"""

import rp2
import vfs

JOURNAL_START = 1344 * 1024  # as in kiosk_fw/board.py

storage = rp2.Flash(start=0, len=JOURNAL_START)
try:
    files = vfs.VfsLfs2(storage, progsize=256)  # type: ignore[abstract]  # the stub errs
except OSError:
    vfs.VfsLfs2.mkfs(storage, progsize=256)
    files = vfs.VfsLfs2(storage, progsize=256)  # type: ignore[abstract]
vfs.mount(files, "/")
