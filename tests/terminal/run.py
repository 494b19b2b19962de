"""Runs a program at a terminal of its own, as somebody who sits there: `run.py ROWS COLUMNS PROGRAM ARGUMENT…`.

What the program draws goes to standard output, what comes in on standard input are keys. On standard error: `pid N` when it has
started, and when it has ended `code N` (negative: the signal), with `changed` behind it if it left the terminal in another mode. It ends with
that code itself.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios


def main():
    rows, columns, *command = sys.argv[1:]
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
    before = termios.tcgetattr(slave)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        # From here on Ctrl-C is a signal to it.
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for stream in (0, 1, 2):
            os.dup2(slave, stream)
        os.closerange(3, max(master, slave) + 1)
        os.execv(command[0], command)
    print(f"pid {pid}", file=sys.stderr, flush=True)
    status = watch(pid, master)
    code = os.waitstatus_to_exitcode(status)
    changed = "" if termios.tcgetattr(slave) == before else " changed"
    print(f"code {code}{changed}", file=sys.stderr, flush=True)
    sys.exit(code if code >= 0 else 128 - code)


def watch(pid, master):
    """Passes on both ways until it has ended and all that it drew has come."""
    sources, status = [master, 0], None
    while True:
        ready, _, _ = select.select(sources, [], [], 0.05)
        if master in ready:
            os.write(1, os.read(master, 65536))
        elif status is not None:
            return status
        if 0 in ready:
            keys = os.read(0, 1024)
            os.write(master, keys)
            if not keys:
                sources.remove(0)
        if status is None:
            ended, code = os.waitpid(pid, os.WNOHANG)
            status = code if ended else None


main()
