// A thread's one WebSocket: a pass for exactly this thread, and what is told in it, kind by kind.

import { jwtAuthenticator, wsconnect, type NatsConnection } from "@nats-io/nats-core";
import { JSON_ONLY } from "./words";

interface Pass {
  jwt: string;
  url: string;
  subjects: string[];
  expires_at: string;
}

export interface Heard {
  /** What `<place>.<id>.<kind>` said. */
  told(kind: string, said: Record<string, unknown>): void;
  /** Connected (again): what was told meanwhile is to be asked for. */
  again(isFirst: boolean): void;
  away(): void;
  /** One is not in the thread any more; no connection will come back. */
  shut(): void;
}

const EARLY = 45_000;
const RETRY = 3_000;
const pause = (milliseconds: number): Promise<void> => new Promise((done) => window.setTimeout(done, milliseconds));

export async function connect(door: string, heard: Heard): Promise<void> {
  let pass: Pass | null = null;
  let isAway = true;
  let isPlanned = false;
  let isShut = false;
  let renewal = 0;
  let nats: NatsConnection | null = null;

  /** A new pass, asked for until there is an answer; false when there is none to be had any more. */
  const fetchPass = async (): Promise<boolean> => {
    for (;;) {
      const answer = await fetch(door, { headers: JSON_ONLY }).catch(() => null);
      if (answer?.ok) {
        pass = (await answer.json()) as Pass;
        return true;
      }
      if (answer && [401, 403, 404].includes(answer.status)) {
        window.clearTimeout(renewal);
        if (!isShut) heard.shut();
        isShut = true;
        await nats?.close();
        return false;
      }
      await pause(RETRY * (1 + Math.random() * 2));
    }
  };

  const plan = (): void => {
    window.clearTimeout(renewal);
    const left = Date.parse(pass?.expires_at ?? "") - Date.now() - EARLY * (1 + Math.random());
    renewal = window.setTimeout(() => void renew(), Math.max(left || 0, 5_000));
  };
  const renew = async (): Promise<void> => {
    if (!(await fetchPass()) || !nats) return;
    isPlanned = !isAway;
    await nats.reconnect();
    plan();
  };

  if (!(await fetchPass())) return;
  nats = await wsconnect({
    servers: pass!.url,
    // Asked again at every connection, so that a renewed pass is the one that is shown.
    authenticator: (nonce) => jwtAuthenticator(pass?.jwt ?? "")(nonce),
    ignoreAuthErrorAbort: true,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    pingInterval: 20_000,
    maxPingOut: 2,
    reconnectDelayHandler: () => 500 + Math.random() * 4_500,
  });
  const connection = nats;
  const listen = async (subject: string): Promise<void> => {
    for await (const message of connection.subscribe(subject)) {
      try {
        const said = JSON.parse(new TextDecoder().decode(message.data)) as Record<string, unknown>;
        heard.told(message.subject.split(".")[2] ?? "", said);
      } catch {
        // not ours to read; the next one may be
      }
    }
  };
  const watch = async (): Promise<void> => {
    for await (const status of connection.status()) {
      if (status.type === "disconnect" && !isAway) {
        isAway = true;
        if (!isPlanned) heard.away();
      } else if (status.type === "reconnect") {
        isAway = false;
        heard.again(false);
        // Cut off, perhaps: whether one may still be here is asked, not all at the same moment.
        if (!isPlanned) window.setTimeout(() => void fetchPass(), Math.random() * 5_000);
        isPlanned = false;
      }
    }
  };
  for (const subject of pass!.subjects) void listen(subject);
  void watch();
  await connection.flush(); // from here on nothing is missed
  isAway = false;
  heard.again(true);
  plan();
}
