// Sending with MediaRecorder, where WebCodecs are missing: fragmented MP4, a connection of which each begins a new file.

import { Link } from "./link";
import type { Sender, Wishes } from "./sender";

const KINDS = ["video/mp4;codecs=avc1.42E01F,mp4a.40.2", "video/mp4;codecs=avc1.42E01F,opus", "video/mp4"];
const SLICE = 200;

export class Recording implements Sender {
  readonly #link: Link;
  #stream: MediaStream;
  #recorder: MediaRecorder | null = null;

  static isPossible(): boolean {
    return "MediaRecorder" in window && KINDS.some((kind) => MediaRecorder.isTypeSupported(kind));
  }

  constructor(door: string, stream: MediaStream, wishes: Wishes) {
    this.#stream = stream;
    const hello = { mode: "mp4" as const, video: stream.getVideoTracks().length > 0, audio: stream.getAudioTracks().length > 0 };
    this.#link = new Link(door, hello, {
      ...wishes,
      opened: () => {
        this.#record();
        wishes.opened();
      },
    });
  }

  change(stream: MediaStream): void {
    this.#stream = stream;
    if (this.#link.isOpen) this.#record();
  }

  stop(): void {
    this.#end();
    this.#link.close();
  }

  #record(): void {
    this.#end();
    const wishes = {
      mimeType: KINDS.find((kind) => MediaRecorder.isTypeSupported(kind))!,
      videoBitsPerSecond: 2_000_000,
      audioBitsPerSecond: 96_000,
      videoKeyFrameIntervalDuration: 2_000,
    };
    const recorder = new MediaRecorder(this.#stream, wishes);
    recorder.addEventListener("dataavailable", ({ data }) => {
      if (this.#recorder === recorder && data.size) this.#link.send(data);
    });
    this.#recorder = recorder;
    recorder.start(SLICE);
  }

  #end(): void {
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder && recorder.state !== "inactive") recorder.stop();
  }
}
