"""The peer: nginx with its RTMP module, as Debian packages it, with keyframes and fragments of the same length."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from meadow.engines import ports

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")

_CONFIG = """
load_module {module};
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 1024; }}
rtmp {{ server {{ listen 127.0.0.1:{rtmp}; chunk_size 4096;
  application live {{ live on; record off;
    hls on; hls_path {folder}/hls; hls_fragment {gop}s; hls_playlist_length 12s; }}
}} }}
http {{ access_log off; types {{ application/vnd.apple.mpegurl m3u8; video/mp2t ts; }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{http}; location / {{ root {folder}/hls; add_header Access-Control-Allow-Origin *;
    add_header Cache-Control no-cache; }} }} }}
"""


def is_installed() -> bool:
    return shutil.which("nginx") is not None and MODULE.exists()


@contextlib.contextmanager
def nginx(folder: Path, gop: float) -> Iterator[tuple[str, str, list[int]]]:
    """Where it takes RTMP and hands out HLS, and its processes."""
    rtmp, http = ports.free_port(), ports.free_port()
    (folder / "hls").mkdir(parents=True)
    config = folder / "nginx.conf"
    user = "user root;" if Path("/root").owner() == "root" and folder.stat().st_uid == 0 else ""
    config.write_text(
        _CONFIG.format(module=MODULE, folder=folder, rtmp=rtmp, http=http, gop=int(gop), user=user).lstrip()
    )
    with subprocess.Popen(["nginx", "-p", str(folder), "-c", str(config)], stderr=subprocess.DEVNULL) as process:
        try:
            while not ports.answers("127.0.0.1", rtmp):
                if process.poll() is not None:
                    raise RuntimeError((folder / "error.log").read_text())
                time.sleep(0.05)
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            yield f"rtmp://127.0.0.1:{rtmp}/live", f"http://127.0.0.1:{http}", [process.pid, *map(int, children)]
        finally:
            process.terminate()
