// A room's one WebSocket: a pass for exactly this room, `meadow:room` for everything it tells, and a way to say two things back.
//
//   meadow:room        detail {kind, ...} of `room.<id>.<kind>` or `console.<id>.<kind>`; `from` says which of the two;
//                      of `messages` each by itself, as `message`
//   meadow:room-again  what was told meanwhile is lost: catch up over HTTP. detail {isFirst}: the page was just loaded
//   meadow:room-away   no connection right now
//   meadow:room-shut   this visitor may not be here any more; no connection will come back

import { jwtAuthenticator, wsconnect, type NatsConnection } from "@nats-io/nats-core";

interface Pass {
  jwt: string;
  url: string;
  subjects: string[];
  expires_at: string;
}

export interface Told {
  kind: string;
  from: "room" | "console";
  [field: string]: unknown;
}

export interface ConnectedRoom {
  id: number;
  /** The key of this page's visit; the server's own, once `renew` made another. */
  readonly visit: string;
  readonly isConnected: boolean;
  /** Say that one is here, or how many likes: {} or {count}. Nothing is kept for later. */
  publish(kind: "beat" | "like", said: Record<string, unknown>): void;
  /** Begin a visit of a new key, with a pass for it; the old one has ended. */
  renew(): Promise<string>;
}

declare global {
  interface DocumentEventMap {
    "meadow:room": CustomEvent<Told>;
    "meadow:room-again": CustomEvent<{ isFirst: boolean }>;
    "meadow:room-away": CustomEvent;
    "meadow:room-shut": CustomEvent;
  }
}

const EARLY = 60_000;
const RETRY = 3_000;

let room: ConnectedRoom | null = null;

/** The room that this page shows; only where `[data-room-pass]` stands. */
export function roomOf(): ConnectedRoom | null {
  return room;
}

/** A random key: `crypto.randomUUID` is kept from pages without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What is told, one by one: messages that came together stand in one word. */
function read(subject: string, payload: Uint8Array): Told[] {
  const [place, , kind] = subject.split(".");
  const from = place === "console" ? "console" : "room";
  try {
    const said = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
    if (kind !== "messages") return [{ ...said, kind: kind ?? "", from }];
    return (said["messages"] as Record<string, unknown>[]).map((message) => ({ ...message, kind: "message", from }));
  } catch {
    return []; // not ours to read; the next one may be
  }
}

function tell(name: "meadow:room-away" | "meadow:room-shut"): void {
  document.dispatchEvent(new CustomEvent(name));
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => window.setTimeout(done, milliseconds));

class Connection implements ConnectedRoom {
  readonly id: number;
  visit = newKey();
  private pass: Pass | null = null;
  private nats: NatsConnection | null = null;
  private isAway = true;
  private isPlanned = false;
  private renewal = 0;

  constructor(
    element: HTMLElement,
    private readonly door: string,
  ) {
    this.id = Number(element.dataset["room"]);
  }

  get isConnected(): boolean {
    return !this.isAway;
  }

  publish(kind: "beat" | "like", said: Record<string, unknown>): void {
    if (this.nats && !this.isAway) this.nats.publish(`${kind}.${this.id}.${this.visit}`, JSON.stringify(said));
  }

  async renew(): Promise<string> {
    this.visit = newKey();
    await this.showNewPass();
    return this.visit;
  }

  async open(): Promise<void> {
    if (!(await this.fetchPass())) return;
    this.nats = await wsconnect({
      servers: this.pass!.url,
      // Asked again at every connection, so that a renewed pass is the one that is shown.
      authenticator: (nonce) => jwtAuthenticator(this.pass?.jwt ?? "")(nonce),
      ignoreAuthErrorAbort: true,
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
      pingInterval: 20_000,
      maxPingOut: 2,
      reconnectDelayHandler: () => 500 + Math.random() * 4_500,
    });
    for (const subject of this.pass!.subjects) void this.listen(this.nats, subject);
    void this.watch(this.nats);
    await this.nats.flush(); // from here on nothing is missed
    this.isAway = false;
    document.dispatchEvent(new CustomEvent("meadow:room-again", { detail: { isFirst: true } }));
    this.plan();
  }

  private async listen(nats: NatsConnection, subject: string): Promise<void> {
    for await (const message of nats.subscribe(subject)) {
      for (const told of read(message.subject, message.data))
        document.dispatchEvent(new CustomEvent<Told>("meadow:room", { detail: told }));
    }
  }

  private async watch(nats: NatsConnection): Promise<void> {
    for await (const status of nats.status()) {
      if (status.type === "disconnect" && !this.isAway) {
        this.isAway = true;
        if (!this.isPlanned) tell("meadow:room-away");
      } else if (status.type === "reconnect") {
        this.isAway = false;
        document.dispatchEvent(new CustomEvent("meadow:room-again", { detail: { isFirst: false } }));
        // Cut off, perhaps: whether one may still be here is asked, not all at the same moment.
        if (!this.isPlanned) window.setTimeout(() => void this.fetchPass(), Math.random() * 10_000);
        this.isPlanned = false;
      }
    }
  }

  /** A new pass, asked for until there is an answer; false when there is none to be had any more. */
  private async fetchPass(): Promise<boolean> {
    for (;;) {
      const answer = await fetch(`${this.door}?visit=${this.visit}`, { headers: { Accept: "application/json" } }).catch(
        () => null,
      );
      if (answer?.ok) {
        this.pass = (await answer.json()) as Pass;
        return true;
      }
      if (answer && [400, 401, 403, 404].includes(answer.status)) {
        window.clearTimeout(this.renewal);
        this.isAway = true;
        await this.nats?.close();
        tell("meadow:room-shut");
        return false;
      }
      await pause(RETRY * (1 + Math.random() * 2));
    }
  }

  private async showNewPass(): Promise<void> {
    if (!(await this.fetchPass()) || !this.nats) return;
    this.isPlanned = !this.isAway;
    await this.nats.reconnect();
    this.plan();
  }

  private plan(): void {
    window.clearTimeout(this.renewal);
    const left = Date.parse(this.pass?.expires_at ?? "") - Date.now() - EARLY * (1 + Math.random() * 2);
    this.renewal = window.setTimeout(() => void this.showNewPass(), Math.max(left || 0, 5_000));
  }
}

/** Connect the room that this element stands for. */
export function connect(element: HTMLElement): void {
  const door = element.dataset["roomPass"];
  if (!door || room) return;
  const connection = new Connection(element, door);
  room = connection;
  void connection.open();
}
