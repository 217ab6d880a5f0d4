// Going live from a browser: which camera, what it sees, and what the page says about sending it.

import { send, type Sender } from "./publishing/sender";

type Say =
  | "off" | "looking" | "connecting" | "sending" | "again" | "stopped" | "live" | "refused" | "denied" | "missing"
  | "busy" | "insecure" | "unable" | "slow" | "nothing";

const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export function publisher(place: HTMLElement): void {
  new Publisher(place).begin();
}

class Publisher {
  readonly #place: HTMLElement;
  readonly #view: HTMLVideoElement;
  readonly #camera: HTMLSelectElement;
  readonly #microphone: HTMLSelectElement;
  #stream: MediaStream | null = null;
  #screen: MediaStream | null = null;
  #sender: Sender | null = null;
  #facing: "user" | "environment" = "user";
  #awake: WakeLockSentinel | null = null;

  constructor(place: HTMLElement) {
    this.#place = place;
    this.#view = place.querySelector<HTMLVideoElement>("[data-view]")!;
    this.#camera = place.querySelector<HTMLSelectElement>("[data-camera]")!;
    this.#microphone = place.querySelector<HTMLSelectElement>("[data-microphone]")!;
  }

  begin(): void {
    const press = (name: string, act: () => void | Promise<void>): void =>
      this.#button(name).addEventListener("click", () => void act());
    press("look", () => this.#look());
    press("send", () => this.#send());
    press("stop", () => this.#stop());
    press("sound", () => this.#switch("audio", "sound"));
    press("picture", () => this.#switch("video", "picture"));
    press("turn", () => this.#turn());
    press("screen", () => this.#share());
    this.#camera.addEventListener("change", () => void this.#look());
    this.#microphone.addEventListener("change", () => void this.#look());
    window.addEventListener("beforeunload", (event) => {
      if (this.#sender) event.preventDefault();
    });
    window.addEventListener("pagehide", () => this.#sender?.stop());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#sender) void this.#stayAwake();
    });
  }

  // -- camera and microphone ----------------------------------------------------------------------

  async #look(): Promise<void> {
    if (!navigator.mediaDevices) return this.#say("insecure");
    const stream = await this.#capture();
    if (!stream) return;
    const before = this.#stream;
    this.#stream = stream;
    this.#wear("audio", "sound");
    this.#wear("video", "picture");
    if (before) for (const track of before.getTracks()) track.stop();
    this.#show();
    if (!this.#sender) this.#say("looking");
    await this.#list();
  }

  /** Camera and microphone as they were chosen; whichever of the two is not there is done without. */
  async #capture(): Promise<MediaStream | null> {
    const video = this.#camera.value ? { deviceId: { exact: this.#camera.value } } : { facingMode: this.#facing };
    const audio = this.#microphone.value ? { deviceId: { exact: this.#microphone.value } } : {};
    const both = { video: { ...PICTURE, ...video }, audio: { ...SOUND, ...audio } };
    let why = "";
    for (const wish of [both, { video: both.video }, { audio: both.audio }]) {
      try {
        return await navigator.mediaDevices.getUserMedia(wish);
      } catch (error) {
        why = error instanceof DOMException ? error.name : "";
        if (why !== "NotFoundError" && why !== "OverconstrainedError") break;
      }
    }
    const words: Record<string, Say> = { NotAllowedError: "denied", SecurityError: "denied", NotReadableError: "busy", AbortError: "busy" };
    this.#say(words[why] ?? "missing");
    return null;
  }

  async #list(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const fill = (select: HTMLSelectElement, kind: MediaDeviceKind, used?: MediaStreamTrack): number => {
      const found = devices.filter((device) => device.kind === kind && device.deviceId);
      select.replaceChildren(...found.map(({ label, deviceId }, n) => new Option(label || String(n + 1), deviceId)));
      const now = used?.getSettings().deviceId;
      if (now) select.value = now;
      return found.length;
    };
    const cameras = fill(this.#camera, "videoinput", this.#stream?.getVideoTracks()[0]);
    fill(this.#microphone, "audioinput", this.#stream?.getAudioTracks()[0]);
    this.#place.querySelector<HTMLElement>("[data-choices]")!.hidden = false;
    this.#button("turn").hidden = cameras < 2 || !matchMedia("(pointer: coarse)").matches;
    this.#button("screen").hidden = !("getDisplayMedia" in navigator.mediaDevices) || !Boolean(this.#stream?.getAudioTracks().length);
    this.#button("sound").hidden = !this.#stream?.getAudioTracks().length;
    this.#button("picture").hidden = !this.#stream?.getVideoTracks().length;
  }

  async #turn(): Promise<void> {
    this.#facing = this.#facing === "user" ? "environment" : "user";
    this.#camera.value = "";
    await this.#look();
  }

  async #share(): Promise<void> {
    if (this.#screen) return this.#unshare();
    try {
      this.#screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } } });
    } catch {
      return; // thought better of it
    }
    this.#screen.getVideoTracks()[0]?.addEventListener("ended", () => this.#unshare());
    this.#button("screen").setAttribute("aria-pressed", "true");
    this.#show();
  }

  #unshare(): void {
    for (const track of this.#screen?.getTracks() ?? []) track.stop();
    this.#screen = null;
    this.#button("screen").setAttribute("aria-pressed", "false");
    this.#show();
  }

  /** What is sent: the screen in place of the camera, with the microphone in either case. */
  #chosen(): MediaStream {
    const [picture] = (this.#screen ?? this.#stream!).getVideoTracks();
    return new MediaStream([...(picture ? [picture] : []), ...this.#stream!.getAudioTracks()]);
  }

  #show(): void {
    if (!this.#stream) return;
    const chosen = this.#chosen();
    this.#view.hidden = !chosen.getVideoTracks().length;
    this.#view.srcObject = chosen;
    void this.#view.play().catch(() => undefined);
    this.#view.classList.toggle("is-mirrored", !this.#screen && this.#facing === "user");
    this.#sender?.change(chosen);
    this.#button("look").hidden = true;
    this.#button("send").hidden = Boolean(this.#sender);
  }

  #switch(kind: "audio" | "video", name: string): void {
    const isOff = this.#button(name).getAttribute("aria-pressed") !== "true";
    this.#button(name).setAttribute("aria-pressed", String(isOff));
    this.#wear(kind, name);
  }

  /** A track that was switched off stays off when another device takes its place. */
  #wear(kind: "audio" | "video", name: string): void {
    const isOn = this.#button(name).getAttribute("aria-pressed") !== "true";
    for (const track of this.#stream?.getTracks() ?? []) if (track.kind === kind) track.enabled = isOn;
  }

  // -- sending ------------------------------------------------------------------------------------

  async #send(): Promise<void> {
    if (!this.#stream || this.#sender) return;
    this.#button("send").hidden = true;
    this.#button("stop").hidden = false;
    this.#say("connecting");
    const sender = await send(this.#place.dataset["publisher"]!, this.#chosen(), {
      opened: () => this.#say("sending"),
      lost: () => this.#say("again"),
      slow: (isSlow) => this.#say(isSlow ? "slow" : "sending"),
      ended: (word) => {
        this.#over();
        this.#say(word);
      },
    });
    if (!sender) {
      this.#over();
      return this.#say("unable");
    }
    if (this.#button("send").hidden) this.#sender = sender;
    else sender.stop(); // it was stopped, or refused, before it had begun
    await this.#stayAwake();
  }

  #stop(): void {
    this.#over();
    this.#say("stopped");
  }

  #over(): void {
    this.#sender?.stop();
    this.#sender = null;
    this.#button("send").hidden = false;
    this.#button("stop").hidden = true;
    void this.#awake?.release();
    this.#awake = null;
  }

  /** A phone that falls asleep takes the camera with it. */
  async #stayAwake(): Promise<void> {
    if (!this.#sender || !("wakeLock" in navigator)) return;
    this.#awake = await navigator.wakeLock.request("screen").catch(() => null);
  }

  #say(word: Say): void {
    this.#place.dataset["state"] = word;
    for (const sentence of this.#place.querySelectorAll<HTMLElement>("[data-status] [data-say]")) {
      sentence.hidden = sentence.dataset["say"] !== word;
    }
  }

  #button(name: string): HTMLButtonElement {
    return this.#place.querySelector<HTMLButtonElement>(`button[data-${name}]`)!;
  }
}
