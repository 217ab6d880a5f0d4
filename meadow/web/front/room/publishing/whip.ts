// Sending over WebRTC to engines that take it (RFC 9725): one offer, one answer, and a resource to delete at the end.

import { askForEntry } from "./link";
import type { Sender, Wishes } from "./sender";

const GATHERING = 2_000;
const MOST_TRIES = 10;

export class Whip implements Sender {
  readonly #door: string;
  readonly #wishes: Wishes;
  #stream: MediaStream;
  #peer: RTCPeerConnection | null = null;
  #resource = "";
  #token = "";
  #tries = 0;
  #isOver = false;

  constructor(door: string, stream: MediaStream, wishes: Wishes) {
    this.#door = door;
    this.#stream = stream;
    this.#wishes = wishes;
    void this.#connect();
  }

  change(stream: MediaStream): void {
    this.#stream = stream;
    for (const sender of this.#peer?.getSenders() ?? []) {
      const track = stream.getTracks().find(({ kind }) => kind === sender.track?.kind);
      if (track) void sender.replaceTrack(track);
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#leave();
  }

  async #connect(): Promise<void> {
    try {
      const entry = await askForEntry(this.#door);
      if (!entry) return this.#wishes.ended("refused");
      await this.#offer(entry.whip_url, (this.#token = entry.whip_token));
    } catch {
      this.#again();
    }
  }

  async #offer(url: string, token: string): Promise<void> {
    const peer = (this.#peer = new RTCPeerConnection());
    for (const track of this.#stream.getTracks()) {
      // Another size in the middle of a stream is another stream to players.
      if (track.kind === "video") track.contentHint = "detail";
      const transceiver = peer.addTransceiver(track, { direction: "sendonly", streams: [this.#stream] });
      const codecs = RTCRtpSender.getCapabilities(track.kind)?.codecs ?? [];
      const first = codecs.filter(({ mimeType }) => /\/(h264|opus)$/i.test(mimeType));
      if (first.length) transceiver.setCodecPreferences([...first, ...codecs.filter((codec) => !first.includes(codec))]);
    }
    await peer.setLocalDescription();
    await new Promise<void>((done) => {
      const timer = window.setTimeout(done, GATHERING);
      peer.addEventListener("icegatheringstatechange", () => {
        if (peer.iceGatheringState !== "complete") return;
        window.clearTimeout(timer);
        done();
      });
    });
    const headers = { "Content-Type": "application/sdp", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(url, { method: "POST", headers, body: peer.localDescription!.sdp });
    if (answer.status === 401 || answer.status === 403) return this.#end("refused");
    if (answer.status === 409) return this.#end("live");
    if (!answer.ok) throw new Error(String(answer.status));
    this.#resource = new URL(answer.headers.get("Location") ?? "", url).href;
    peer.addEventListener("connectionstatechange", () => {
      if (peer !== this.#peer) return;
      if (peer.connectionState === "connected") {
        this.#tries = 0;
        this.#wishes.opened();
      } else if (peer.connectionState === "failed") this.#again();
    });
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  }

  #again(): void {
    this.#leave();
    if (this.#isOver) return;
    if (++this.#tries > MOST_TRIES) return this.#end("nothing");
    this.#wishes.lost();
    window.setTimeout(() => void this.#connect(), 2_000);
  }

  #end(word: "refused" | "live" | "nothing"): void {
    this.#leave();
    this.#isOver = true;
    this.#wishes.ended(word);
  }

  #leave(): void {
    this.#peer?.close();
    this.#peer = null;
    if (!this.#resource) return;
    const headers: Record<string, string> = this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
    void fetch(this.#resource, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
    this.#resource = "";
  }
}
