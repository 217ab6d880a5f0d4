"""The worker as encoders, viewers and the application meet it, in a process of its own."""

import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from meadow.engines.media import places
from meadow.engines.media.adapter import HookKind, MediaUnreachable, SessionState, SourceKind
from meadow.engines.media.adapters.embedded import Embedded
from meadow.engines.media.client import MediaClient
from meadow.engines.media.signatures import api_token
from meadow.engines.media.tests.application import KEY, application
from meadow.engines.media.tests.conftest import Studio, fetch, new_place, refusal, studio_at
from meadow.engines.media.tests.encoder import Encoder
from meadow.engines.media.tests.footage import AAC, LARGE, SMALL, show
from meadow.engines.tests.conftest import until

pytestmark = pytest.mark.xdist_group("media")


def hooks(studio: Studio, path: str) -> list[tuple[HookKind, bool]]:
    return [(it.kind, it.final) for it in studio.application.of(path)]


def test_what_is_published_is_shown_and_kept(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(3.5))
        until(lambda: studio.shows(path, "2.m4s"))
        text = studio.playlist(path)
        state = studio.engine.state()[path]

        assert "#EXT-X-PART:DURATION=0.33300" in text
        assert state.state is SessionState.LIVE
        assert (state.protocol, state.ip) == ("rtmp", "127.0.0.1")
        health = state.health
        assert (health.width, health.height) == (640, 360)
        assert (health.video_codec, health.audio_codec) == ("avc1.42C01E", "mp4a.40.2")
        assert (health.keyframe_seconds, health.keyframe_seconds_max) == (1, 1)
        assert (health.late, health.dropped) == (0, 0)
        assert health.kbps
        assert health.packet_age is not None
        (unfinished,) = studio.engine.recordings(path)
        assert (unfinished.finished, unfinished.name) == (False, state.recording)
        assert unfinished.bytes > 5000
        encoder.stop()
        until(lambda: studio.engine.state()[path].state is SessionState.RECONNECTING)

    until(lambda: HookKind.RECORD_READY in [it.kind for it in studio.application.of(path)])
    assert hooks(studio, path) == [
        (HookKind.PUBLISH_REQUEST, False),
        (HookKind.PUBLISH_START, False),
        (HookKind.PUBLISH_END, False),
        (HookKind.PUBLISH_END, True),
        (HookKind.RECORD_READY, False),
    ]
    told = studio.application.of(path)
    assert {it.session for it in told} == {state.session}
    assert len({it.id for it in told}) == 5
    assert told[0].secret == KEY
    assert set(studio.application.hosts) == {"meadow.example"}
    (recording,) = studio.engine.recordings(path)
    assert recording.name == told[-1].recording
    assert recording.seconds == told[-1].seconds == pytest.approx(3.5, abs=0.1)
    assert recording.bytes == len(fetch(studio.recording_address(recording.name)))


def test_a_playlist_leads_to_everything_in_it(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(2.5))
        until(lambda: studio.shows(path, "1.m4s"))
        text, base = studio.playlist(path), studio.address(path).rpartition("/")[0]
        addresses = [f"{base}/{it}" for it in re.findall(r'[0-9a-f]{16}/[^"\s]+', text)]
        hint = addresses.pop()
        found = {it: fetch(it) for it in addresses}

        assert len(found) == 1 + 6 + 2 + 1  # the initialisation, parts, segments, and the part of the third
        assert all(f"?token={studio.address(path).partition('?token=')[2]}" in it for it in found)
        kinds = {urlsplit(it).path.rpartition("/")[2]: body[4:8] for it, body in found.items()}
        assert kinds.pop("init1.mp4") == b"ftyp"
        assert set(kinds.values()) == {b"moof"}
        parts = [body for it, body in found.items() if re.search(r"/0\.\d\.m4s", it)]
        assert b"".join(parts) == next(body for it, body in found.items() if "/0.m4s" in it)

        with ThreadPoolExecutor() as pool:  # what is hinted at is waited for
            waiting = pool.submit(fetch, hint)
            time.sleep(0.2)
            assert not waiting.done()
            encoder.play(show(0.5, start=2500))
            assert waiting.result(5)[4:8] == b"moof"


def test_a_playlist_waits_for_the_part_that_is_asked_for(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(2.1))
        until(lambda: studio.shows(path, "1.m4s"))
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(studio.playlist, path, "&_HLS_msn=2&_HLS_part=1")
            time.sleep(0.3)
            assert not waiting.done()
            encoder.play(show(0.7, start=2100))
            assert "/2.1.m4s" in waiting.result(5)

            gone = pool.submit(studio.playlist, path, "&_HLS_msn=3&_HLS_part=2")
            time.sleep(0.2)
            begun = time.monotonic()
            encoder.socket.close()
            assert gone.result(5).endswith("#EXT-X-DISCONTINUITY\n")
            assert time.monotonic() - begun < 1

        begun = time.monotonic()
        assert "#EXT-X-DISCONTINUITY" in studio.playlist(path, "&_HLS_msn=4&_HLS_part=0")
        assert 1 < time.monotonic() - begun < 2.2

        for words in ("&_HLS_msn=99", "&_HLS_msn=x", "&_HLS_part=1", "&_HLS_msn=1&_HLS_part=-1"):
            assert refusal(studio.address(path) + words)[0] == 400


def test_a_wrong_key_is_refused_by_name(studio: Studio) -> None:
    path = studio.path()
    ingest = studio.engine.provision(path, "guess")
    with Encoder(ingest.rtmp_url) as encoder:
        assert encoder.publish(ingest.stream_key) == ("NetStream.Publish.BadName", "wrong key")
        assert encoder.is_cut()

    assert path not in studio.engine.state()
    assert refusal(studio.address(path)) == (404, "Nothing is shown here.")
    assert hooks(studio, path) == [(HookKind.PUBLISH_REQUEST, False)]


@pytest.mark.parametrize("name", ["", "../etc", "a b", "a" * 65, "path:1"])
def test_names_that_are_none_are_refused(studio: Studio, name: str) -> None:
    with Encoder(places.rtmp_url()) as encoder:
        code, words = encoder.publish(f"{name}?key={KEY}")
    assert (code, words) == ("NetStream.Publish.BadName", "this is not the name of a stream")


def test_another_application_name_is_refused(studio: Studio) -> None:
    with Encoder(places.rtmp_url().replace("/live", "/vod")) as encoder:
        code, words = encoder.publish(f"x?key={KEY}")
    assert code == "NetConnection.Connect.Rejected"
    assert "publish to /live" in words


def test_nobody_publishes_while_the_application_is_away(studio: Studio) -> None:
    path = studio.path()
    studio.application.is_down = True
    ingest = studio.engine.provision(path, KEY)
    with Encoder(ingest.rtmp_url) as encoder:
        code, _ = encoder.publish(ingest.stream_key)
    assert code == "NetStream.Publish.BadName"
    assert path not in studio.engine.state()


def test_the_second_publisher_is_refused_and_the_first_goes_on(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as first:
        first.play(show(1.2))
        until(lambda: path in studio.engine.state())
        session = studio.engine.state()[path].session
        ingest = studio.engine.provision(path, KEY)
        with Encoder(ingest.rtmp_url) as second:
            assert second.publish(ingest.stream_key) == ("NetStream.Publish.BadName", "already live")
        first.play(show(2.2, start=1200))

        until(lambda: studio.shows(path, "/1.m4s"))
        state = studio.engine.state()[path]
        assert (state.session, state.state) == (session, SessionState.LIVE)
        assert (HookKind.PUBLISH_END, False) not in hooks(studio, path)


def test_who_comes_back_goes_on_where_the_picture_stopped(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(2.5))
        until(lambda: studio.shows(path, "/1.m4s"))
        session = studio.engine.state()[path].session
    until(lambda: studio.engine.state()[path].state is SessionState.RECONNECTING)
    assert studio.playlist(path).endswith("#EXT-X-DISCONTINUITY\n")

    with studio.live(path, LARGE) as encoder:
        encoder.play(show(1.5, start=7_000_000))
        until(lambda: studio.shows(path, "init2.mp4"))
        state = studio.engine.state()[path]
        assert (state.session, state.state) == (session, SessionState.LIVE)
        assert (state.health.width, state.health.height) == (1920, 1080)

    until(lambda: path not in studio.engine.state())
    assert studio.playlist(path).endswith("#EXT-X-ENDLIST\n")
    until(lambda: len(studio.engine.recordings(path)) == 2)
    kinds = [it for it, _ in hooks(studio, path)]
    assert kinds.count(HookKind.PUBLISH_START) == 2
    until(lambda: refusal_code(studio.address(path)) == 404)


def refusal_code(url: str) -> int:
    try:
        return refusal(url)[0]
    except pytest.fail.Exception:
        return 200


def test_silence_is_taken_for_absence(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(1.5))
        until(lambda: path in studio.engine.state())
        until(lambda: studio.engine.state()[path].state is SessionState.RECONNECTING, seconds=8)
        assert encoder.is_cut()
    assert "nothing has arrived" in studio.application.of(path, HookKind.PUBLISH_END)[0].reason


def test_who_never_sends_a_picture_is_not_live(studio: Studio) -> None:
    path = studio.path()
    with studio.encoder(path):
        assert studio.engine.state()[path].state is SessionState.CONNECTING
        assert refusal(studio.address(path)) == (404, "Nothing is shown yet.")
    until(lambda: path not in studio.engine.state(), seconds=8)
    assert HookKind.PUBLISH_START not in [it.kind for it in studio.application.of(path)]
    assert studio.engine.recordings(path) == []


def test_sound_alone_is_shown(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path, None, AAC) as encoder:
        encoder.play(show(5, video=False), pace=1.7)
        until(lambda: studio.shows(path, "#EXTINF"))
        health = studio.engine.state()[path].health
        assert (health.width, health.fps, health.video_codec) == (None, None, None)
        assert health.audio_kbps


def test_modern_codecs_are_refused_by_name(studio: Studio) -> None:
    path = studio.path()
    with studio.encoder(path) as encoder:
        encoder.send(6, 9, b"\x90hvc1" + bytes(40))
        code, words = encoder.status()
        assert code == "NetStream.Publish.Rejected"
        assert words == "Enhanced RTMP (hvc1) is not supported; set the encoder to H.264."
        assert encoder.is_cut()


def test_a_kick_ends_the_show_at_once(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(1.5))
        until(lambda: studio.shows(path, "#EXTINF"))
        session = studio.engine.state()[path].session

        assert not studio.engine.kick(path="another")
        assert not studio.engine.kick(session="0" * 16)
        assert studio.engine.kick(session=session, reason="time is up")

        assert encoder.status() == ("NetStream.Publish.Rejected", "time is up")
        assert encoder.is_cut()
    assert path not in studio.engine.state()
    assert studio.playlist(path).endswith("#EXT-X-ENDLIST\n")
    until(lambda: (HookKind.PUBLISH_END, True) in hooks(studio, path))
    assert studio.application.of(path, HookKind.PUBLISH_END)[0].reason == "time is up"


def test_a_rehearsal_is_recorded_from_the_moment_that_it_is_none(studio: Studio) -> None:
    path = studio.path()
    studio.application.records = False
    with studio.live(path) as encoder:
        encoder.play(show(2.5))
        until(lambda: studio.shows(path, "/1.m4s"))
        assert studio.engine.state()[path].recording == ""
        assert studio.engine.record(path, on=True)
        encoder.play(show(3, start=2500))
        until(lambda: studio.engine.state()[path].recording != "")
        assert studio.engine.record(path, on=False)
        encoder.play(show(2, start=5500))
        until(lambda: studio.engine.state()[path].recording == "")

    until(lambda: bool(studio.engine.recordings(path)))
    (recording,) = studio.engine.recordings(path)
    assert recording.seconds
    assert 1.9 < recording.seconds < 3.1
    assert not studio.engine.record("another", on=True)


# -- who may watch --------------------------------------------------------------------------------


def test_only_the_token_of_a_path_opens_it(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(2.5))
        until(lambda: studio.shows(path, "/1.m4s"))
        address = studio.address(path)
        text = studio.playlist(path)
    plain = address.partition("?")[0]
    segment = re.findall(r"[0-9a-f]{16}/0\.m4s", text)[0]
    another = studio.engine.viewer_token(path + "1", lifetime=timedelta(hours=1))
    late = studio.engine.viewer_token(path, lifetime=timedelta(seconds=-1))
    replay = studio.engine.replay_token(path, lifetime=timedelta(hours=1))

    for token in ("", "x", another, late, replay):
        for url in (plain, f"{plain.rpartition('/')[0]}/{segment}"):
            assert refusal(f"{url}?token={token}") == (403, "This token does not open this stream.")
    unknown = studio.address("no-such-path")
    assert refusal(unknown) == (404, "Nothing is shown here.")
    good = address.partition("?")[2]
    for wrong in ("0" * 16 + "/0.m4s", segment.replace("0.m4s", "99.m4s"), segment.replace("0.m4s", "init9.mp4"), "x"):
        assert refusal(f"{plain.rpartition('/')[0]}/{wrong}?{good}")[0] == 404


def test_a_recording_is_watched_whole_or_in_ranges_by_who_may(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(6.5))
        until(lambda: path in studio.engine.state())
        assert refusal(studio.recording_address(studio.engine.state()[path].recording))[0] == 404  # not finished
    until(lambda: [it.finished for it in studio.engine.recordings(path)] == [True])
    (recording,) = studio.engine.recordings(path)
    whole = fetch(studio.recording_address(recording.name))
    playlist = studio.recording_address(recording.name, SourceKind.HLS)
    text = fetch(playlist).decode()

    assert 1 < text.count("#EXTINF") < 6
    assert text.endswith("#EXT-X-ENDLIST\n")
    size, offset = map(int, re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)", text)[1])
    piece = fetch(studio.recording_address(recording.name), Range=f"bytes={offset}-{offset + size - 1}")
    assert piece == whole[offset : offset + size]
    assert piece[4:8] == b"prft"
    assert re.search(r"#EXT-X-PROGRAM-DATE-TIME:\d{4}-\d\d-\d\dT", text)

    plain, _, query = playlist.partition("?")
    live = studio.engine.viewer_token(recording.name, lifetime=timedelta(hours=1))
    for url in (plain, plain.replace(".m3u8", ".mp4")):
        assert refusal(f"{url}?token={live}") == (403, "This token does not open this recording.")
        assert refusal(url.replace(path, "../../keys/x") + "?" + query)[0] in {403, 404}

    assert studio.engine.delete_recording(recording.name)
    assert not studio.engine.delete_recording(recording.name)
    assert refusal(studio.recording_address(recording.name))[0] == 404
    assert studio.engine.recordings(path) == []


def test_pages_of_named_origins_may_read(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(1.5))
        until(lambda: path in studio.engine.state())
        until(lambda: studio.shows(path, "#EXTINF"))
        for origin, allowed in (("https://meadow.example", True), ("https://evil.example", False)):
            told = headers_of(studio.address(path), origin)
            assert ("access-control-allow-origin: " + origin in told) is allowed
            assert "vary: origin" in told
        assert "access-control-allow-origin: https://meadow.example" in headers_of(
            studio.address("nothing"), "https://meadow.example"
        )


def headers_of(url: str, origin: str) -> str:
    parts = urlsplit(url)
    assert parts.hostname
    with socket.create_connection((parts.hostname, parts.port or 80), timeout=5) as it:
        words = [f"GET {parts.path}?{parts.query} HTTP/1.1", "Host: x", f"Origin: {origin}", "Connection: close"]
        it.sendall("\r\n".join([*words, "", ""]).encode())
        data = b""
        while more := it.recv(65536):
            data += more
    return data.partition(b"\r\n\r\n")[0].decode().lower()


# -- the application's side -----------------------------------------------------------------------


def test_hooks_are_repeated_until_they_arrive(studio: Studio) -> None:
    path = studio.path()
    with studio.live(path) as encoder:
        studio.application.is_down = True
        encoder.play(show(1.5))
        until(lambda: studio.engine.state()[path].state is SessionState.LIVE)
        time.sleep(0.3)
        assert hooks(studio, path) == [(HookKind.PUBLISH_REQUEST, False)]
        studio.application.is_down = False
        until(lambda: len(hooks(studio, path)) == 2)
    assert hooks(studio, path)[1] == (HookKind.PUBLISH_START, False)


def test_the_application_alone_may_ask_and_command(studio: Studio) -> None:
    url = places.api_url()
    for path in ("/state", "/recordings", "/metrics"):
        assert refusal(url + path) == (401, "The application's token is missing.")
        assert refusal(url + path, Authorization="Bearer ü")[0] == 401
    with pytest.raises(MediaUnreachable, match="answers 401 to POST /kick"):
        MediaClient(url, "another secret").kick(path="x")
    headers = {"Authorization": f"Bearer {api_token(places.secret())}"}
    figures = fetch(url + "/metrics", **headers).decode()
    assert 'meadow_media_sessions{state="live"}' in figures
    assert "meadow_media_admitted_total" in figures


def test_an_engine_that_does_not_answer_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.API, "http://127.0.0.1:1")
    monkeypatch.setenv(places.SECRET, "any")
    with pytest.raises(MediaUnreachable, match=r"The media engine at http://127\.0\.0\.1:1 does not answer"):
        Embedded().state()


def test_one_address_opens_so_many_connections_and_no_more(studio: Studio) -> None:
    encoders = [socket.create_connection(("127.0.0.1", urlsplit(places.rtmp_url()).port or 0)) for _ in range(16)]
    try:
        with pytest.raises((ConnectionError, TimeoutError)):
            Encoder(places.rtmp_url())
    finally:
        for it in encoders:
            it.close()
    with Encoder(places.rtmp_url()) as encoder:
        assert encoder.publish(f"{studio.path()}?key=guess")[1] == "wrong key"


def test_a_killed_worker_leaves_recordings_and_goes_on() -> None:
    with new_place() as place, application() as mine:
        with studio_at(place, mine) as studio:
            path = "evening"
            with studio.live(path) as encoder:
                encoder.play(show(4.2))
                until(lambda: studio.shows(path, "/3.m4s"))
                name = studio.engine.state()[path].recording
                time.sleep(0.2)
                os.kill(studio.pid, signal.SIGKILL)
                assert encoder.is_cut()
        with studio_at(place, mine) as studio:
            until(lambda: bool(mine.of(path, HookKind.RECORD_READY)))
            (recording,) = studio.engine.recordings(path)
            assert recording.name == name
            assert recording.seconds == pytest.approx(4, abs=0.35)
            assert len(fetch(studio.recording_address(name))) == recording.bytes
            with studio.live(path, SMALL) as encoder:
                encoder.play(show(1.5))
                until(lambda: studio.shows(path, "/0.m4s"))
