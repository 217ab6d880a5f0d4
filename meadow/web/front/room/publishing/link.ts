// The WebSocket over which a browser publishes, as `meadow/engines/media/doors/framing.py` describes it: it asks the room
// for an entry, says hello, counts what has not arrived yet, and comes back when the connection is lost.

export interface Hello {
  mode: "packets" | "mp4";
  video: boolean;
  audio: boolean;
}

export interface Hears {
  /** The engine takes the stream from here on: descriptions first, then a keyframe. */
  opened(): void;
  /** The connection is gone and will be tried again. */
  lost(): void;
  /** It is over; the word is one of the sentences on the page. */
  ended(word: "stopped" | "refused" | "live" | "nothing"): void;
}

export interface Entry {
  ws_url: string;
  whip_url: string;
  whip_token: string;
}

interface Said {
  type: string;
  reason?: string;
  bytes?: number;
}

const PAUSES = [500, 1_000, 2_000, 3_000, 5_000];
const MOST_TRIES = 30;
const REFUSED = 4003;
const ENDED = 4000;
// The engine lets go of a publisher who said nothing for some seconds; it may be us, a moment ago.
const OURSELVES = "already live";
const HOPELESS = new Set(["wrong key", "the room is over", "not allowed"]);
const FINAL = new Set(["cut off by the host", "ended by the host", "the show is over", "this room does not take streams now"]);

/** Ask the room for a way in, good for two minutes; null when it says no, an exception when nobody answers. */
export async function askForEntry(door: string): Promise<Entry | null> {
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(door, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token } });
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  return answer.ok ? ((await answer.json()) as Entry) : null;
}

export class Link {
  readonly #door: string;
  readonly #hello: Hello;
  readonly #hears: Hears;
  #socket: WebSocket | null = null;
  #isOpen = false;
  #isOver = false;
  #wasOpen = false;
  #tries = 0;
  #sent = 0;
  #arrived = 0;
  #timer = 0;

  constructor(door: string, hello: Hello, hears: Hears) {
    this.#door = door;
    this.#hello = hello;
    this.#hears = hears;
    void this.#connect();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Bytes that were sent and have not arrived, as far as the engine has said. */
  get onTheirWay(): number {
    return this.#sent - this.#arrived;
  }

  send(data: Uint8Array<ArrayBuffer> | Blob): void {
    if (!this.#isOpen || !this.#socket) return;
    this.#sent += data instanceof Blob ? data.size : data.byteLength;
    this.#socket.send(data);
  }

  describe(told: Record<string, unknown>): void {
    if (this.#isOpen) this.#socket?.send(JSON.stringify(told));
  }

  close(): void {
    this.#isOver = true;
    window.clearTimeout(this.#timer);
    this.describe({ type: "bye" });
    this.#isOpen = false;
    this.#socket?.close();
  }

  async #connect(): Promise<void> {
    let entry: Entry | null;
    try {
      entry = await askForEntry(this.#door);
    } catch {
      return this.#again();
    }
    if (this.#isOver) return;
    if (!entry?.ws_url) return this.#end(this.#wasOpen ? "stopped" : "refused"); // the show is over, or the door was shut
    const socket = new WebSocket(entry.ws_url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    let reason = "";
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", version: 1, ...this.#hello })));
    socket.addEventListener("message", ({ data }) => {
      const said = typeof data === "string" ? (JSON.parse(data) as Said) : null;
      if (said?.type === "welcome") {
        this.#isOpen = this.#wasOpen = true;
        this.#tries = this.#sent = this.#arrived = 0;
        this.#hears.opened();
      } else if (said?.type === "ack") this.#arrived = said.bytes ?? 0;
      else if (said?.reason) reason = said.reason;
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket !== socket || this.#isOver) return;
      this.#isOpen = false;
      if (code === REFUSED && reason === OURSELVES && !this.#wasOpen) return this.#end("live");
      if (code === REFUSED && HOPELESS.has(reason)) return this.#end("refused");
      if (code === ENDED && FINAL.has(reason)) return this.#end("stopped");
      this.#again();
    });
  }

  #again(): void {
    if (this.#isOver) return;
    if (this.#tries >= MOST_TRIES) return this.#end("nothing");
    this.#hears.lost();
    const pause = PAUSES[Math.min(this.#tries++, PAUSES.length - 1)]!;
    this.#timer = window.setTimeout(() => void this.#connect(), pause);
  }

  #end(word: "stopped" | "refused" | "live" | "nothing"): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isOpen = false;
    this.#hears.ended(word);
  }
}
