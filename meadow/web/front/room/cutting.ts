// Cutting a clip out of a replay: where it begins and ends is taken from the picture, which becomes the note's photo.

import { play, type Playback } from "./playback";

export interface Watched {
  video: HTMLVideoElement;
  /** The part that is shown, with its addresses. */
  part(): { number: number; recording: string; hls: string; mp4: string };
  parts(): { number: number; recording: string; hls: string; mp4: string }[];
  show(number: number, second: number, isPlaying: boolean): void;
}

interface Chapter {
  product: number;
  part: number;
  begins: number;
  ends: number;
}

const LEAST = 5;
const MOST = 90;
const WIDEST = 1920;
const PATIENCE = 15_000;

export function cutting(place: HTMLDetailsElement, watched: Watched): void {
  new Cutting(place, watched).begin();
}

class Cutting {
  readonly #place: HTMLDetailsElement;
  readonly #watched: Watched;
  readonly #form: HTMLFormElement;
  readonly #begins: HTMLInputElement;
  readonly #ends: HTMLInputElement;
  readonly #photo: HTMLInputElement;
  readonly #eye: Eye;
  #stop = Number.POSITIVE_INFINITY;
  #timer = 0;

  constructor(place: HTMLDetailsElement, watched: Watched) {
    this.#place = place;
    this.#watched = watched;
    this.#form = place.querySelector("form")!;
    const field = (name: string): HTMLInputElement => this.#form.elements.namedItem(name) as HTMLInputElement;
    [this.#begins, this.#ends, this.#photo] = [field("begins"), field("ends"), field("photo")];
    this.#eye = new Eye(place.querySelector<HTMLElement>("[data-still]")!);
  }

  begin(): void {
    const { video } = this.#watched;
    for (const hidden of this.#place.querySelectorAll<HTMLElement>("[data-scripted]")) hidden.hidden = false;
    for (const button of this.#place.querySelectorAll<HTMLElement>("[data-cut]")) {
      button.addEventListener("click", () => this.#take(button.dataset["cut"]!));
    }
    for (const input of [this.#begins, this.#ends]) {
      input.addEventListener("keydown", (event) => this.#nudge(event, input));
      input.addEventListener("input", () => this.#changed());
    }
    const product = this.#form.elements.namedItem("product") as HTMLSelectElement;
    product.addEventListener("change", () => this.#choose(product.value));
    this.#place.querySelector("[data-try]")!.addEventListener("click", () => this.#try());
    this.#place.addEventListener("toggle", () => this.#changed());
    document.addEventListener("keydown", (event) => this.#key(event));
    video.addEventListener("timeupdate", () => {
      if (video.currentTime < this.#stop) return;
      this.#stop = Number.POSITIVE_INFINITY;
      video.pause();
    });
    this.#form.addEventListener("submit", (event) => this.#send(event));
    this.#changed();
  }

  #key(event: KeyboardEvent): void {
    if (!this.#place.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.target as Element).closest("input:not([type=range]), textarea, select, [contenteditable]")) return;
    const name = { i: "begins", o: "ends" }[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    this.#take(name);
  }

  #take(name: string): void {
    this.#onPart(this.#watched.part().recording);
    (name === "begins" ? this.#begins : this.#ends).value = written(this.#watched.video.currentTime);
    const { begins, ends } = this.#stretch();
    // What was chosen last counts: the other end follows where the two do not go together.
    if (name === "begins" && !(ends >= begins + LEAST && ends <= begins + MOST)) this.#ends.value = written(begins + 30);
    if (name === "ends" && !(ends >= begins + LEAST && ends <= begins + MOST)) this.#begins.value = written(Math.max(ends - 30, 0));
    this.#changed();
  }

  #nudge(event: KeyboardEvent, input: HTMLInputElement): void {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const second = read(input.value);
    if (!way || Number.isNaN(second)) return;
    event.preventDefault();
    input.value = written(Math.max(second + way * (event.shiftKey ? 0.1 : 1), 0));
    this.#changed();
  }

  #choose(product: string): void {
    const chapters = JSON.parse(this.#place.dataset["chapters"] ?? "[]") as Chapter[];
    const found = chapters.find((it) => String(it.product) === product);
    const part = this.#watched.parts().find(({ number }) => number === found?.part);
    if (!found || !part) return;
    this.#onPart(part.recording);
    this.#begins.value = written(found.begins);
    this.#ends.value = written(found.ends);
    this.#changed();
  }

  #onPart(recording: string): void {
    const chosen = this.#form.elements.namedItem("recording") as HTMLInputElement | HTMLSelectElement;
    if (chosen instanceof HTMLInputElement || [...chosen.options].some(({ value }) => value === recording)) chosen.value = recording;
  }

  #stretch(): { begins: number; ends: number } {
    return { begins: read(this.#begins.value), ends: read(this.#ends.value) };
  }

  /** Say how long it is, and a moment later show with which picture it begins. */
  #changed(): void {
    const { begins, ends } = this.#stretch();
    const said = this.#place.querySelector<HTMLElement>("[data-long]")!;
    const isFine = ends - begins >= LEAST && ends - begins <= MOST;
    const words = this.#place.dataset[isFine ? "wordLong" : "wordWrong"] ?? "";
    said.textContent = words.replace("%s", (ends - begins).toFixed(1));
    window.clearTimeout(this.#timer);
    if (!this.#place.open || Number.isNaN(begins)) return;
    this.#timer = window.setTimeout(() => void this.#eye.see(this.#source(), begins), 400);
  }

  #source(): { hls: string; mp4: string } {
    const chosen = (this.#form.elements.namedItem("recording") as HTMLInputElement).value;
    return this.#watched.parts().find(({ recording }) => recording === chosen) ?? this.#watched.part();
  }

  #try(): void {
    const { begins, ends } = this.#stretch();
    const chosen = (this.#form.elements.namedItem("recording") as HTMLInputElement).value;
    const part = this.#watched.parts().find(({ recording }) => recording === chosen);
    if (!part || !(ends > begins)) return;
    this.#watched.show(part.number, begins, true);
    this.#watched.video.scrollIntoView({ block: "nearest" });
    // The picture is still where it was for a moment.
    this.#watched.video.addEventListener("seeked", () => (this.#stop = ends), { once: true });
  }

  /** The picture goes up before the form does; without it the note begins without a photo. */
  #send(event: SubmitEvent): void {
    if (this.#form.dataset["ready"] !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    void (async () => {
      const picture = await this.#eye.see(this.#source(), this.#stretch().begins).catch(() => null);
      const photo = picture && (await this.#upload(picture).catch(() => null));
      this.#photo.value = photo ? String(photo) : "";
      if (!photo) this.#place.querySelector<HTMLElement>("[data-long]")!.textContent = this.#place.dataset["wordNoPicture"] ?? "";
      this.#form.dataset["ready"] = "";
      button?.removeAttribute("aria-busy");
      this.#form.requestSubmit(button);
    })();
  }

  async #upload(picture: Blob): Promise<number> {
    const body = new FormData();
    body.append("photo", picture, "clip.jpg");
    const token = (this.#form.elements.namedItem("csrfmiddlewaretoken") as HTMLInputElement).value;
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const response = await fetch(this.#place.dataset["photos"]!, { method: "POST", headers, body });
    if (response.status !== 201) throw new Error(String(response.status));
    return ((await response.json()) as { id: number }).id;
  }
}

/** Sees single pictures of a recording, with a player of its own, so that the one on the page goes on undisturbed. */
class Eye {
  readonly #frame: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #video = document.createElement("video");
  #playback: Playback | null = null;
  #url = "";
  #turn: Promise<unknown> = Promise.resolve();

  constructor(frame: HTMLElement) {
    this.#frame = frame;
    this.#canvas = frame.querySelector("canvas")!;
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.crossOrigin = "anonymous"; // a canvas that has seen another origin's picture does not hand it out
    this.#video.preload = "auto";
  }

  /** The picture at this second; null where there is none. One after another. */
  see(source: { hls: string; mp4: string }, second: number): Promise<Blob | null> {
    const next = this.#turn.catch(() => undefined).then(() => this.#see(source, second));
    this.#turn = next;
    return next;
  }

  async #see({ hls, mp4 }: { hls: string; mp4: string }, second: number): Promise<Blob | null> {
    if (Number.isNaN(second)) return null;
    const url = hls || mp4;
    const video = this.#video;
    if (this.#url !== url || !this.#playback) {
      this.#playback?.end();
      this.#url = url;
      const wishes = { start: second, failed: () => (this.#playback = null) };
      this.#playback = await play(video, { kind: hls ? "hls" : "mp4", url }, wishes);
      if (!this.#playback) return null;
    }
    await heard(video, () => video.readyState >= HTMLMediaElement.HAVE_METADATA, "loadedmetadata");
    if (Math.abs(video.currentTime - second) > 0.02) video.currentTime = second;
    await heard(video, () => !video.seeking && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA, "seeked", "loadeddata", "canplay");
    if (!video.videoWidth) return null;
    const size = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
    this.#canvas.width = Math.round(video.videoWidth * size);
    this.#canvas.height = Math.round(video.videoHeight * size);
    this.#canvas.getContext("2d")!.drawImage(video, 0, 0, this.#canvas.width, this.#canvas.height);
    this.#frame.hidden = false;
    return new Promise((resolve) => this.#canvas.toBlob(resolve, "image/jpeg", 0.92));
  }
}

/** Wait until something is so, looking again whenever one of these is heard. */
function heard(video: HTMLVideoElement, isSo: () => boolean, ...kinds: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    const timer = window.setTimeout(() => {
      end.abort();
      reject(new Error("No picture came."));
    }, PATIENCE);
    const look = (): void => {
      if (!isSo()) return;
      end.abort();
      window.clearTimeout(timer);
      resolve();
    };
    for (const kind of kinds) video.addEventListener(kind, look, { signal: end.signal });
    look();
  });
}

/** Seconds out of 1:02:03.4, 1:15 or 75. */
function read(text: string): number {
  const parts = text.trim().replaceAll("：", ":").replace(",", ".").split(":");
  if (!text.trim() || parts.length > 3 || parts.some((part) => !/^\d+(\.\d+)?$/.test(part))) return Number.NaN;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

function written(second: number): string {
  const tenths = Math.round(second * 10);
  const [hours, minutes, rest] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10];
  const seconds = rest.toFixed(1).padStart(4, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
