// The picture of a room: it asks where the stream is, plays it, says why there is none, and begins anew whatever happens.

import { play, playable, type Playback, type Source } from "./playback";

type State = "waiting" | "starting" | "on" | "lost" | "paused" | "again" | "over" | "unable";

interface Answer {
  state: "waiting" | "on" | "lost" | "paused" | "over";
  sources: Source[];
  renew?: number;
}

const SELDOM = 20_000; // while nothing is to be seen, in case that nobody tells
const PAUSES = [300, 1_000, 2_000, 4_000, 8_000];
const STALLED = 10_000;

export function player(place: HTMLElement): void {
  new Player(place).begin();
}

class Player {
  readonly #place: HTMLElement;
  readonly #video: HTMLVideoElement;
  readonly #door: string;
  #playback: Playback | null = null;
  #answer: Answer | null = null;
  #tries = 0;
  #asking = 0; // only the newest answer counts
  #timer = 0;
  #moved = 0;
  #isWanted = true; // until somebody pauses

  constructor(place: HTMLElement) {
    this.#place = place;
    this.#video = place.querySelector("video")!;
    this.#door = place.dataset["player"]!;
  }

  begin(): void {
    this.#controls();
    const again = (): void => void this.#ask();
    document.addEventListener("meadow:room", (event) => {
      if (event.detail.kind === "stream" || event.detail.kind === "state") again();
    });
    document.addEventListener("meadow:room-again", (event) => {
      if (!event.detail.isFirst) again();
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#isWanted) this.#playback?.toLive();
    });
    window.addEventListener("online", again);
    window.setInterval(() => this.#watch(), 1_000);
    again();
  }

  // -- what is there ------------------------------------------------------------------------------

  async #ask(): Promise<void> {
    const asking = ++this.#asking;
    window.clearTimeout(this.#timer);
    let answer: Answer | null = null;
    let isShut = false;
    try {
      const said = await fetch(this.#door, { headers: { Accept: "application/json" }, cache: "no-store" });
      isShut = said.status === 404 || said.status === 403;
      if (said.ok) answer = (await said.json()) as Answer;
    } catch {
      // no connection; what plays goes on playing
    }
    if (asking !== this.#asking) return;
    if (isShut) return this.#stop("over");
    if (!answer) return this.#later(PAUSES[Math.min(this.#tries++, PAUSES.length - 1)]!);
    this.#answer = answer;
    await this.#take(answer);
    if (this.#answer === answer) this.#later((answer.renew ?? 0) * 1_000 || SELDOM);
  }

  async #take(answer: Answer): Promise<void> {
    const source = playable(answer.sources);
    if (!source) {
      if (answer.sources.length) return this.#stop("unable");
      return this.#stop(answer.state === "on" ? "again" : answer.state);
    }
    if (this.#playback) {
      this.#playback.renew(source.url);
      if (this.#moved && Date.now() - this.#moved < 2_000) this.#say("on");
      else this.#say(answer.state === "lost" ? "lost" : this.#moved ? "again" : "starting");
      return;
    }
    this.#say(answer.state === "lost" ? "lost" : this.#tries ? "again" : "starting");
    this.#moved = 0;
    const asking = this.#asking;
    const playback = await play(this.#video, source, { failed: () => this.#failed() });
    if (asking !== this.#asking && this.#playback) return playback?.end();
    if (!playback) return this.#stop("unable");
    this.#playback = playback;
    if (this.#isWanted) await this.#start();
  }

  /** Play, with sound if the browser lets us and without otherwise. */
  async #start(): Promise<void> {
    const begin = this.#place.querySelector<HTMLButtonElement>("[data-start]")!;
    try {
      await this.#video.play();
      begin.hidden = true;
    } catch (error) {
      // Browsers that save power play nothing by themselves; a new source, on the other hand, only breaks off the wish.
      if (error instanceof DOMException && error.name === "NotAllowedError") begin.hidden = false;
    }
    this.#sound();
  }

  #failed(): void {
    this.#playback = null;
    const pause = PAUSES[Math.min(this.#tries++, PAUSES.length - 1)]!;
    this.#say(this.#answer?.state === "lost" ? "lost" : "again");
    this.#later(pause);
  }

  #stop(state: State): void {
    this.#playback?.end();
    this.#playback = null;
    this.#moved = 0;
    this.#say(state);
  }

  #later(pause: number): void {
    window.clearTimeout(this.#timer);
    if (this.#answer?.state === "over") return;
    this.#timer = window.setTimeout(() => void this.#ask(), pause * (0.9 + Math.random() * 0.2));
  }

  // -- whether it moves ---------------------------------------------------------------------------

  #last = 0;

  #watch(): void {
    const now = this.#video.currentTime;
    if (now !== this.#last) {
      this.#last = now;
      this.#moved = Date.now();
      this.#tries = 0;
      if (this.#playback) this.#say("on");
      return;
    }
    if (!this.#playback || !this.#isWanted || this.#video.paused || !this.#moved) return;
    const still = Date.now() - this.#moved;
    if (still > 2_000) this.#say(this.#answer?.state === "lost" ? "lost" : "again");
    // A stream that stands although it is on air is loaded anew; one whose host is away is asked about.
    if (still > STALLED && still % STALLED < 1_000) {
      if (this.#answer?.state === "on") {
        this.#playback.end();
        this.#failed();
      } else void this.#ask();
    }
  }

  // -- what is said, and the buttons --------------------------------------------------------------

  #say(state: State): void {
    if (this.#place.dataset["state"] === state && this.#place.dataset["said"]) return;
    this.#place.dataset["state"] = state;
    this.#place.dataset["said"] = "yes";
    for (const sentence of this.#place.querySelectorAll<HTMLElement>("[data-say]")) {
      sentence.hidden = sentence.dataset["say"] !== state;
    }
    this.#sound();
  }

  #sound(): void {
    const unmute = this.#place.querySelector<HTMLButtonElement>("[data-unmute]")!;
    unmute.hidden = !(this.#video.muted && this.#place.dataset["state"] === "on") || this.#place.dataset["heard"] === "yes";
    this.#place.querySelector("[data-mute]")!.setAttribute("aria-pressed", String(this.#video.muted));
  }

  #mute(isMuted: boolean): void {
    this.#video.muted = isMuted;
    this.#place.dataset["heard"] = "yes"; // whoever mutes knows how to unmute
    this.#sound();
  }

  #toggle(): void {
    this.#isWanted = this.#video.paused;
    if (!this.#isWanted) return this.#video.pause();
    this.#playback?.toLive();
    void this.#start();
  }

  async #full(): Promise<void> {
    if (document.fullscreenElement) return document.exitFullscreen();
    if (this.#place.requestFullscreen) return this.#place.requestFullscreen();
    (this.#video as HTMLVideoElement & { webkitEnterFullscreen?: () => void }).webkitEnterFullscreen?.();
  }

  #controls(): void {
    const button = (name: string): HTMLButtonElement => this.#place.querySelector<HTMLButtonElement>(`[data-${name}]`)!;
    button("unmute").addEventListener("click", () => this.#mute(false));
    button("mute").addEventListener("click", () => this.#mute(!this.#video.muted));
    button("pause").addEventListener("click", () => this.#toggle());
    for (const name of ["play", "pause"]) {
      this.#video.addEventListener(name, () => button("pause").setAttribute("aria-pressed", String(!this.#isWanted)));
    }
    button("start").addEventListener("click", () => {
      this.#isWanted = true;
      void this.#start();
    });
    const full = button("full");
    full.hidden = !(document.fullscreenEnabled || "webkitEnterFullscreen" in this.#video);
    full.addEventListener("click", () => void this.#full());
    const window_ = button("window");
    window_.hidden = !document.pictureInPictureEnabled;
    window_.addEventListener("click", () => {
      const done = document.pictureInPictureElement
        ? document.exitPictureInPicture()
        : this.#video.requestPictureInPicture();
      void Promise.resolve(done).catch(() => undefined); // nothing to show yet
    });
    this.#video.addEventListener("volumechange", () => this.#sound());
    this.#video.addEventListener("click", () => {
      if (this.#video.muted && this.#place.dataset["heard"] !== "yes") this.#mute(false);
    });
    this.#video.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = { " ": () => this.#toggle(), k: () => this.#toggle(), m: () => this.#mute(!this.#video.muted), f: () => void this.#full() };
      const chosen = act[event.key as keyof typeof act];
      if (!chosen) return;
      event.preventDefault();
      chosen();
    });
  }
}
