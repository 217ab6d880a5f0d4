"""Ties a process to the life of the one that started it, so that even kill -9 leaves no orphan.

Run as a program it becomes a child: it drops to a user, asks the kernel for a signal when its parent dies, and turns
into the command. A program rather than `preexec_fn`, because that may deadlock in a parent that has threads.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def tie_to_parent(parent: int, with_signal: int = signal.SIGKILL) -> None:
    """Have the kernel send the signal to this process as soon as its parent dies.

    The wish is lost at every fork and at every change of user, so it is made after both.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def main() -> None:
    """leash.py PARENT SIGNAL USER:GROUP|- COMMAND..."""
    parent, with_signal, account, *command = sys.argv[1:]
    if account != "-":
        user, group = map(int, account.split(":"))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    tie_to_parent(int(parent), int(with_signal))
    os.execvp(command[0], command)  # noqa: S606 -- becoming the command is the purpose


if __name__ == "__main__":
    main()
