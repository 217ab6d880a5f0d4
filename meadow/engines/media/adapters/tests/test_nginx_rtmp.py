"""A real nginx with the RTMP module, a real ffmpeg, and an application that answers the hooks."""

import contextlib
import os
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from meadow.engines import ports
from meadow.engines.media.adapter import HookEvent, HookForged, HookKind, MediaUnreachable, SessionState, SourceKind
from meadow.engines.media.adapters.nginx_rtmp import NginxRtmp
from meadow.engines.media.adapters.tests.conftest import HOOK_SECRET
from meadow.engines.media.adapters.tests.nginx import CONFIG, MODULE

pytestmark = [
    pytest.mark.xdist_group("nginx"),
    pytest.mark.skipif(not shutil.which("nginx") or not MODULE.exists(), reason="needs nginx with its RTMP module"),
    pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg, which publishes"),
]
KEY, SECRET = "correct-horse", "what signs the links of viewers"
HOUR = timedelta(hours=1)


class Studio:
    """nginx and the application that it asks."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.rtmp, self.http = folder, ports.free_port(), ports.free_port()
        self.told: list[HookEvent] = []
        self.forged: list[str] = []
        self.config = folder / "nginx.conf"
        words = {
            "MODULE": MODULE,
            "FOLDER": folder,
            "USER": "user root;" if os.geteuid() == 0 else "",
            "RTMP": self.rtmp,
            "HTTP": self.http,
            "HOOK": f"http://127.0.0.1:{port}/hooks/media/nginx-rtmp/?{urlencode({'token': HOOK_SECRET})}",
            "SECRET": SECRET,
        }
        text = CONFIG
        for word, value in words.items():
            text = text.replace(f"%{word}%", str(value))
        self.config.write_text(text)
        for name in ("hls", "recordings", "temporary"):
            (folder / name).mkdir()

    @property
    def engine(self) -> NginxRtmp:
        return NginxRtmp()

    @contextlib.contextmanager
    def nginx(self) -> Iterator[None]:
        """nginx, as long as this lasts."""
        log = self.folder / "error.log"
        argv = ["nginx", "-e", str(log), "-p", str(self.folder), "-c", str(self.config)]
        with (self.folder / "output").open("w") as output:
            running = subprocess.Popen(argv, stdout=output, stderr=subprocess.STDOUT)
        try:
            eventually(lambda: ports.answers("127.0.0.1", self.rtmp))
            yield
        finally:
            running.terminate()
            running.wait(10)

    @contextlib.contextmanager
    def publisher(self, path: str, key: str = KEY) -> Iterator["subprocess.Popen[str]"]:
        """ffmpeg, which sends a small picture and a tone for as long as it may."""
        picture, tone = "testsrc=size=160x90:rate=10", "sine=frequency=440"
        argv = ["ffmpeg", "-loglevel", "error", "-re", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone]
        argv += ["-t", "30", "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-c:a", "aac", "-f", "flv"]
        argv += ["-rtmp_app", "live", "-rtmp_playpath", f"{path}?key={key}", f"rtmp://127.0.0.1:{self.rtmp}/"]
        sending = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
        try:
            yield sending
        finally:
            sending.terminate()
            sending.communicate(timeout=10)

    def of(self, path: str, kind: HookKind) -> list[HookEvent]:
        return [it for it in list(self.told) if it.path == path and it.kind is kind]

    def hear(self, body: bytes, query: str) -> int:
        """Answer one hook as the application does."""
        engine = self.engine
        try:
            event = engine.parse_hook({}, body, dict(parse_qsl(query)))
        except HookForged as forged:
            self.forged.append(str(forged))
            return 403
        except MediaUnreachable:
            return 503
        if event:
            self.told.append(event)
        return engine.hook_reply(
            event, event is None or event.kind != HookKind.PUBLISH_REQUEST or event.secret == KEY
        ).status


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(mine.hear(body, urlsplit(self.path).query))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    mine = Studio(tmp_path_factory.mktemp("nginx"), server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    with pytest.MonkeyPatch.context() as settings:
        for name in [name for name in os.environ if name.startswith("MEADOW_MEDIA_")]:
            settings.delenv(name)
        http = f"http://127.0.0.1:{mine.http}"
        settings.setenv("MEADOW_MEDIA_RTMP_URL", f"rtmp://127.0.0.1:{mine.rtmp}/live")
        settings.setenv("MEADOW_MEDIA_API_URL", http)
        settings.setenv("MEADOW_MEDIA_HOOK_SECRET", HOOK_SECRET)
        settings.setenv("MEADOW_MEDIA_SECRET", SECRET)
        settings.setenv("MEADOW_MEDIA_HLS_URL", http + "/watch/{path}.m3u8?token={token}")
        settings.setenv("MEADOW_MEDIA_REPLAY_URL", http + "/replay/{recording}?token={token}")
        settings.setenv("MEADOW_MEDIA_RECORDINGS_URL", http + "/recordings")
        try:
            with mine.nginx():
                yield mine
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def eventually(look: Callable[[], Any], seconds: float = 10) -> Any:
    """What this shows as soon as it shows something."""
    until = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)
    return seen


def fetch(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, b""


def test_a_publisher_with_the_right_key_is_live_and_can_be_watched(studio: Studio) -> None:
    engine = studio.engine
    ingest = engine.provision("room-5", KEY)
    assert (ingest.rtmp_url, ingest.stream_key) == (f"rtmp://127.0.0.1:{studio.rtmp}/live", f"room-5?key={KEY}")

    with studio.publisher("room-5"):
        live = eventually(lambda: next(iter(s for s in engine.state().values() if s.health.width), None))
        [asked] = studio.of("room-5", HookKind.PUBLISH_REQUEST)
        assert live.path == "room-5"
        assert live.session == asked.session
        assert (live.state, live.ip, live.protocol) == (SessionState.LIVE, "127.0.0.1", "rtmp")
        assert (live.health.width, live.health.fps) == (160, 10)
        assert live.started_at
        assert abs((datetime.now(UTC) - live.started_at).total_seconds()) < 15

        token = engine.viewer_token("room-5", lifetime=HOUR)
        [source] = engine.playback("room-5", token=token)
        assert source.kind == SourceKind.HLS
        playlist = eventually(lambda: text if ".ts" in (text := fetch(source.url)[1].decode()) else "")
        segment = next(line for line in playlist.splitlines() if ".ts" in line)
        status, body = fetch(source.url.rpartition("/")[0] + "/" + segment)
        assert (status, body[:1]) == (200, b"\x47")

        assert fetch((source.url.rpartition("/")[0] + "/" + segment).partition("?")[0])[0] == 403
        assert eventually(lambda: studio.of("room-5", HookKind.PUBLISH_START))[0].session == live.session

        late = engine.viewer_token("room-5", lifetime=timedelta(seconds=-5))
        others = engine.viewer_token("room-6", lifetime=HOUR)
        replay = engine.replay_token("room-5", lifetime=HOUR)
        forged = "A" * 22 + "." + token.partition(".")[2]
        for wrong, status in ((late, 410), (others, 403), (replay, 403), (forged, 403)):
            [refused] = engine.playback("room-5", token=wrong)
            assert fetch(refused.url)[0] == status

    eventually(lambda: not engine.state())
    [over] = eventually(lambda: studio.of("room-5", HookKind.PUBLISH_END))
    assert (over.session, over.final) == (asked.session, True)


def test_a_wrong_key_is_refused(studio: Studio) -> None:
    with studio.publisher("room-6", key="wrong") as sending:
        assert sending.wait(10) != 0

    [asked] = studio.of("room-6", HookKind.PUBLISH_REQUEST)
    assert asked.secret == "wrong"
    assert studio.engine.state() == {}


def test_a_second_publisher_is_refused_and_its_end_is_not_the_end_of_the_first(studio: Studio) -> None:
    engine = studio.engine
    with studio.publisher("room-7"):
        live = eventually(lambda: engine.state().get("room-7"))

        with studio.publisher("room-7") as second:
            assert second.wait(10) != 0

        first, asked = studio.of("room-7", HookKind.PUBLISH_REQUEST)
        [over] = eventually(lambda: studio.of("room-7", HookKind.PUBLISH_END))
        assert first.session == live.session != asked.session
        assert over.session == asked.session
        assert engine.state()["room-7"].session == live.session


def test_a_kick_ends_only_the_session_that_was_meant(studio: Studio) -> None:
    engine = studio.engine
    with studio.publisher("room-8") as sending:
        live = eventually(lambda: engine.state().get("room-8"))
        run, _, number = live.session.partition(".")

        assert not engine.kick(path="room-8", session=f"{run}.{int(number) + 1}")
        assert not engine.kick(path="room-8", session=f"{int(run) - 1}.{number}")
        assert not engine.kick(path="room-9")
        assert engine.state()["room-8"].session == live.session

        assert engine.kick(path="room-8", session=live.session)
        assert sending.wait(10) != 0
    assert "room-8" not in engine.state()
    [over] = eventually(lambda: studio.of("room-8", HookKind.PUBLISH_END))
    assert over.session == live.session


def test_what_was_recorded_is_told_and_listed_and_can_be_watched_again(studio: Studio) -> None:
    engine = studio.engine
    with studio.publisher("room-10"):
        [written] = eventually(lambda: engine.recordings("room-10"))
        assert not written.finished
        time.sleep(1.5)

    [ready] = eventually(lambda: studio.of("room-10", HookKind.RECORD_READY))
    [recording] = engine.recordings("room-10")
    assert recording.name == ready.recording
    assert (recording.path, recording.finished) == ("room-10", True)
    assert recording.bytes > 1000
    assert recording.seconds is not None
    assert 0 < recording.seconds < 20
    assert {"record", "replay"} <= engine.capabilities

    [source] = engine.replay(recording.name, token=engine.replay_token(recording.name, lifetime=HOUR))
    assert source.kind == SourceKind.FLV
    status, body = fetch(source.url)
    assert (status, body[:3]) == (200, b"FLV")
    [other] = engine.replay(recording.name, token=engine.viewer_token(recording.name, lifetime=HOUR))
    assert fetch(other.url)[0] == 403


def test_words_smuggled_in_with_the_key_are_refused(studio: Studio) -> None:
    with studio.publisher("room-11", key="wrong&call=publish_done") as sending:
        assert sending.wait(10) != 0

    assert studio.forged == ["The hook says a word twice."]

    assert studio.of("room-11", HookKind.PUBLISH_END) == []
    assert studio.engine.state() == {}


def test_a_word_that_is_said_twice_is_forged(studio: Studio) -> None:
    body = b"app=live&clientid=1&call=publish_done&call=publish&name=room-5&key=x"

    with pytest.raises(HookForged, match="says a word twice"):
        studio.engine.parse_hook({}, body, {"token": HOOK_SECRET})


def test_connections_are_numbered_anew_after_a_restart_and_sessions_are_not(studio: Studio, tmp_path: Path) -> None:
    other = Studio(tmp_path, 1)  # nobody answers its hooks: nothing would be published
    other.config.write_text(other.config.read_text().replace("on_publish ", "#on_publish "))
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("MEADOW_MEDIA_API_URL", f"http://127.0.0.1:{other.http}")
        sessions = []
        for _ in range(2):
            with other.nginx(), other.publisher("room-12"):
                sessions.append(eventually(lambda: other.engine.state().get("room-12")).session)
            time.sleep(1)

    assert sessions[0] != sessions[1]


def test_an_application_that_does_not_answer_lets_nobody_publish(studio: Studio, tmp_path: Path) -> None:
    other = Studio(tmp_path, ports.free_port())
    with other.nginx(), other.publisher("room-13") as sending:
        assert sending.wait(10) != 0
