// Sending with WebCodecs: H.264 and Opus, one packet after another, a keyframe every two seconds, and less where less arrives.

import { Link } from "./link";
import type { Sender, Wishes } from "./sender";
import { frames } from "./tracks";

const KEYFRAME = 2_000_000; // microseconds
const PROFILES = ["avc1.64001F", "avc1.4D401F", "avc1.42E01F"]; // high, main, baseline, each of level 3.1
const MOST = 2_500_000; // bit/s for 1280 x 720; in proportion for others
const LEAST = 250_000;
const AUDIO = 96_000;
const BUSY = 4; // pictures that wait for the encoder
const LOOK_AGAIN = 2_000;
const JUMP = 400_000; // microseconds by which a track's clock may drift from ours

export class Encoding implements Sender {
  readonly #link: Link;
  readonly #wishes: Wishes;
  #video: VideoEncoder | null = null;
  #audio: AudioEncoder | null = null;
  #config: VideoEncoderConfig | null = null;
  #profile = "";
  #looking: Promise<unknown> | null = null;
  #tracks = new AbortController();
  #descriptions = new Map<string, string>();
  #told = new Set<string>();
  #keyAt = -Infinity;
  #wantsKey = true;
  #bitrate = MOST;
  #calm = 0;
  #isSlow = false;
  #timer: number;

  static async isPossible(stream: MediaStream): Promise<boolean> {
    if (!("VideoEncoder" in window && "AudioEncoder" in window && "MediaStreamTrackProcessor" in window)) return false;
    return !stream.getVideoTracks().length || (await profileFor(1280, 720)) !== "";
  }

  constructor(door: string, stream: MediaStream, wishes: Wishes) {
    this.#wishes = wishes;
    const hello = { mode: "packets" as const, video: hasPicture(stream), audio: stream.getAudioTracks().length > 0 };
    this.#link = new Link(door, hello, {
      ...wishes,
      opened: () => {
        this.#told.clear();
        this.#wantsKey = true;
        wishes.opened();
      },
    });
    this.change(stream);
    this.#timer = window.setInterval(() => this.#adapt(), 500);
  }

  change(stream: MediaStream): void {
    this.#tracks.abort();
    this.#tracks = new AbortController();
    const { signal } = this.#tracks;
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    if (video) void this.#pictures(video, signal);
    if (audio) void this.#sounds(audio, signal);
  }

  stop(): void {
    window.clearInterval(this.#timer);
    this.#tracks.abort();
    // What waits in an encoder is given up first: `reset` closes its frames.
    for (const encoder of [this.#video, this.#audio]) {
      if (!encoder || encoder.state === "closed") continue;
      encoder.reset();
      encoder.close();
    }
    this.#link.close();
  }

  // -- pictures -----------------------------------------------------------------------------------

  async #pictures(track: MediaStreamTrack, signal: AbortSignal): Promise<void> {
    const clock = new Clock();
    this.#wantsKey = true;
    await frames<VideoFrame>(track, signal, (frame) => {
      const at = clock.of(frame.timestamp);
      if (this.#link.isOpen) this.#encode(frame, at);
    });
  }

  #encode(frame: VideoFrame, at: number): void {
    const width = frame.displayWidth & ~1;
    const height = frame.displayHeight & ~1;
    if (this.#config?.width !== width || this.#config.height !== height) this.#configure(width, height);
    const encoder = this.#video;
    // What would only wait is left out: the next picture is newer.
    if (!encoder || encoder.state !== "configured" || encoder.encodeQueueSize > BUSY || this.#isChoked()) return;
    const picture = new VideoFrame(frame, { timestamp: at });
    const keyFrame = this.#wantsKey || at - this.#keyAt >= KEYFRAME;
    if (keyFrame) {
      this.#keyAt = at;
      this.#wantsKey = false;
    }
    try {
      encoder.encode(picture, { keyFrame });
    } finally {
      picture.close();
    }
  }

  /** Have an encoder for pictures of this size. Nothing waits while a picture is held: until it is known which profile
   * there is, pictures pass by. */
  #configure(width: number, height: number): void {
    if (!this.#profile) return this.#look(width, height);
    if (!this.#video || this.#video.state === "closed") {
      this.#video = new VideoEncoder({
        output: (chunk, about) => this.#packet(1, chunk, about),
        error: () => (this.#config = null), // the next picture makes a new one
      });
    }
    this.#bitrate = Math.min(this.#bitrate, mostFor(width, height));
    this.#config = {
      ...configuration(this.#profile, width, height),
      bitrate: this.#bitrate,
    };
    this.#video.configure(this.#config);
    this.#wantsKey = true;
  }

  #look(width: number, height: number): void {
    this.#looking ??= profileFor(width, height).then(
      (profile) => {
        this.#profile = profile;
        if (!profile) window.setTimeout(() => (this.#looking = null), LOOK_AGAIN);
      },
      () => (this.#looking = null),
    );
  }

  // -- sound --------------------------------------------------------------------------------------

  async #sounds(track: MediaStreamTrack, signal: AbortSignal): Promise<void> {
    const clock = new Clock();
    await frames<AudioData>(track, signal, (data) => {
      const at = clock.of(data.timestamp);
      if (this.#link.isOpen) this.#sound(data, at);
    });
  }

  #shape = "";

  #sound(data: AudioData, at: number): void {
    const { sampleRate, numberOfChannels } = data;
    const shape = `${sampleRate}/${numberOfChannels}`;
    if (!this.#audio || this.#audio.state === "closed" || shape !== this.#shape) {
      if (this.#audio && this.#audio.state !== "closed") this.#audio.close();
      this.#shape = shape;
      const channels = Math.min(numberOfChannels, 2);
      this.#audio = new AudioEncoder({
        output: (chunk, about) => this.#packet(2, chunk, about, channels),
        error: () => (this.#shape = ""),
      });
      this.#audio.configure({ codec: "opus", sampleRate, numberOfChannels: channels, bitrate: AUDIO });
    }
    const format = data.format ?? "f32-planar";
    // Under the clock that pictures have, too.
    const planes = format.endsWith("planar") ? numberOfChannels : 1;
    const sizes = Array.from({ length: planes }, (_, planeIndex) => data.allocationSize({ planeIndex }));
    const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    let place = 0;
    sizes.forEach((size, planeIndex) => {
      data.copyTo(bytes.subarray(place, place + size), { planeIndex });
      place += size;
    });
    const again = new AudioData({ format, sampleRate, numberOfChannels, numberOfFrames: data.numberOfFrames, timestamp: at, data: bytes });
    try {
      this.#audio.encode(again);
    } finally {
      again.close();
    }
  }

  // -- packets ------------------------------------------------------------------------------------

  #packet(
    kind: 1 | 2,
    chunk: EncodedVideoChunk | EncodedAudioChunk,
    about?: EncodedVideoChunkMetadata | EncodedAudioChunkMetadata,
    channels = 2,
  ): void {
    const given = about?.decoderConfig?.description;
    const track = kind === 1 ? "video" : "audio";
    if (about?.decoderConfig) {
      const description = given ? base64(given) : "";
      if (this.#descriptions.get(track) !== description) this.#told.delete(track);
      this.#descriptions.set(track, description);
    }
    if (!this.#link.isOpen) return;
    const isKey = chunk.type === "key";
    if (!this.#told.has(track)) {
      const description = this.#descriptions.get(track);
      if (description === undefined || !isKey) return;
      this.#link.describe(kind === 1 ? { type: "video", description } : { type: "audio", codec: "opus", channels, description });
      this.#told.add(track);
    }
    const message = new Uint8Array(12 + chunk.byteLength);
    const view = new DataView(message.buffer);
    view.setUint8(0, kind);
    view.setUint8(1, isKey ? 1 : 0);
    view.setBigInt64(4, BigInt(Math.round(chunk.timestamp)));
    chunk.copyTo(message.subarray(12));
    this.#link.send(message);
  }

  // -- how much -----------------------------------------------------------------------------------

  /** More than two seconds' worth is on its way: pictures wait for the next keyframe, sound goes on. */
  #isChoked(): boolean {
    if (this.#link.onTheirWay * 8 < this.#bitrate * 2 + AUDIO) return false;
    this.#wantsKey = true;
    return true;
  }

  /** Twice a second: send less when more than a second's worth is on its way, more when all arrives at once. */
  #adapt(): void {
    if (!this.#link.isOpen || !this.#config) return;
    const waiting = (this.#link.onTheirWay * 8) / this.#bitrate;
    const most = mostFor(this.#config.width, this.#config.height);
    if (waiting > 1) {
      this.#calm = 0;
      this.#send(Math.max(this.#bitrate * 0.7, LEAST));
    } else if (waiting < 0.7 && ++this.#calm >= 10 && this.#bitrate < most) {
      this.#calm = 0;
      this.#send(Math.min(this.#bitrate * 1.2, most));
    }
    const isSlow = this.#bitrate < most / 2;
    if (isSlow !== this.#isSlow) this.#wishes.slow((this.#isSlow = isSlow));
  }

  #send(bitrate: number): void {
    if (bitrate === this.#bitrate || !this.#config || this.#video?.state !== "configured") return;
    this.#bitrate = bitrate;
    this.#config = { ...this.#config, bitrate };
    this.#video.configure(this.#config);
  }
}

/** Brings a track's clock onto the page's, so that pictures and sound of whatever origin go together. */
class Clock {
  #ahead = Number.NaN;
  #last = -Infinity;

  of(timestamp: number): number {
    const now = performance.now() * 1_000;
    if (!(Math.abs(timestamp + this.#ahead - now) < JUMP)) this.#ahead = now - timestamp;
    this.#last = Math.max(timestamp + this.#ahead, this.#last + 1);
    return Math.round(this.#last);
  }
}

function hasPicture(stream: MediaStream): boolean {
  return stream.getVideoTracks().length > 0;
}

function mostFor(width: number, height: number): number {
  return Math.max(Math.min(MOST * ((width * height) / (1280 * 720)) ** 0.75, 2 * MOST), 600_000);
}

function configuration(codec: string, width: number, height: number): VideoEncoderConfig {
  return { codec, width, height, bitrate: MOST, framerate: 30, latencyMode: "realtime", avc: { format: "avc" } };
}

async function profileFor(width: number, height: number): Promise<string> {
  for (const level of ["1F", "28"]) {
    for (const profile of PROFILES) {
      const codec = profile.slice(0, -2) + level;
      const { supported } = await VideoEncoder.isConfigSupported(configuration(codec, width, height));
      if (supported) return codec;
    }
  }
  return "";
}

function base64(given: AllowSharedBufferSource): string {
  const bytes = ArrayBuffer.isView(given) ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : new Uint8Array(given);
  return btoa(String.fromCharCode(...bytes));
}
