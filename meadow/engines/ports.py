"""Ports of this machine: which are free, and whether somebody answers there."""

import socket

from meadow.engines.refusals import EngineRefused


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody uses now."""
    with socket.create_server((host, 0)) as it:
        return int(it.getsockname()[1])


def is_free(host: str, port: int) -> bool:
    """Whether one could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError:
        return False
    return True


def refuse_taken(host: str, port: int) -> None:
    """Refuse a port that another program has."""
    if not 0 < port < 65536:
        raise EngineRefused(f"{port} is not a port; choose one between 1 and 65535 with --port.")
    if not is_free(host, port):
        raise EngineRefused(f"Port {port} is taken by another program; choose another with --port.")


def answers(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
