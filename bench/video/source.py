"""A publisher whose every picture shows the moment in which it was made; runs as a process of its own.

`python -m bench.video.source RTMP-ADDRESS SECONDS GOP`: frames are made at their own speed, encoded by ffmpeg (x264,
without delay) and sent with a tone.
"""

import random
import subprocess
import sys
import time

from bench.video.barcode import FPS, HEIGHT, ROWS, WIDTH, rows

_SCENES = 60


def scenes() -> list[bytes]:
    """What is under the barcode: a pattern that moves, so that there is something to encode, and its colours."""
    chance = random.Random(5)
    noise = bytes(chance.randrange(60, 200) for _ in range(WIDTH // 8))
    found = []
    for scene in range(_SCENES):
        lines = []
        for block in range((HEIGHT - ROWS) // 8):
            at = (scene + block * 3) % len(noise)
            lines.append(b"".join(bytes([it]) * 8 for it in noise[at:] + noise[:at]) * 8)
        found.append(b"".join(lines) + b"\x80" * (WIDTH * HEIGHT // 2))
    return found


def encoder(address: str, gop: float) -> list[str]:
    """ffmpeg's command line."""
    picture = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-"]
    tone = ["-f", "lavfi", "-i", "sine=440:sample_rate=48000"]
    h264 = ["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-threads", "1", "-b:v", "800k"]
    keys = ["-g", str(round(FPS * gop)), "-sc_threshold", "0"]
    return ["ffmpeg", "-v", "error", *picture, *tone, *h264, *keys, "-c:a", "aac", "-shortest", "-f", "flv", address]


def main() -> None:
    address, seconds, gop = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    below = scenes()
    with subprocess.Popen(encoder(address, gop), stdin=subprocess.PIPE) as process:
        assert process.stdin
        begun = time.monotonic()
        for frame in range(round(seconds * FPS)):
            time.sleep(max(0.0, begun + frame / FPS - time.monotonic()))
            try:
                process.stdin.write(rows(int(time.time() * 1000)) + below[frame % _SCENES])
                process.stdin.flush()
            except BrokenPipeError:
                break


if __name__ == "__main__":
    main()
