// The inbox, live: a pass for exactly this person's subjects, one WebSocket to the message server, and an event for each message.

import { jwtAuthenticator, wsconnect, type NatsConnection } from "@nats-io/nats-core";
import { toast } from "./toast";
import { heard, refreshing } from "./unread";

interface Pass {
  jwt: string;
  url: string;
  subjects: string[];
  expires_at: string;
}

export interface Inbox {
  thing?: string;
  subject: string;
  kind: string;
  title?: string;
  url?: string;
  unread?: number;
  about?: string;
}

const EARLY = 60_000;

async function fetchPass(url: string): Promise<Pass | null> {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  return answer.ok ? ((await answer.json()) as Pass) : null;
}

function read(subject: string, payload: Uint8Array): Inbox | null {
  try {
    const said = JSON.parse(new TextDecoder().decode(payload)) as Partial<Inbox>;
    return { ...said, subject, kind: subject.split(".")[2] ?? "" };
  } catch {
    return null; // not ours to read; the next message may be
  }
}

/** Whether one looks at the very thing that it tells of (`data-about`): then nobody has to be told. */
function isHere(inbox: Inbox): boolean {
  const things = document.querySelectorAll<HTMLElement>("[data-about]");
  return !document.hidden && [...things].some((one) => one.dataset["about"] === inbox.thing);
}

async function listen(connection: NatsConnection, subject: string): Promise<void> {
  for await (const message of connection.subscribe(subject)) {
    const inbox = read(message.subject, message.data);
    if (!inbox) continue;
    document.dispatchEvent(new CustomEvent<Inbox>("meadow:inbox", { detail: inbox }));
    heard(inbox);
    if (inbox.title && !isHere(inbox)) toast({ text: inbox.title, ...(inbox.url ? { url: inbox.url } : {}) });
  }
}

export async function live(): Promise<void> {
  const door = document.body.dataset["pass"];
  if (!door) return;
  refreshing();
  let pass = await fetchPass(door);
  if (!pass) return;

  const connection = await wsconnect({
    servers: pass.url,
    // Asked again at every connection, so that a renewed pass is the one that is shown.
    authenticator: (nonce) => jwtAuthenticator(pass?.jwt ?? "")(nonce),
    ignoreAuthErrorAbort: true,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectDelayHandler: () => 1_000 + Math.random() * 9_000,
  });
  for (const subject of pass.subjects) void listen(connection, subject);

  const renew = async (): Promise<void> => {
    const next = await fetchPass(door).catch(() => undefined);
    if (next === null) return connection.close(); // signed out meanwhile
    if (next) {
      pass = next;
      await connection.reconnect();
    }
    plan();
  };
  const plan = (): void => {
    const left = Date.parse(pass?.expires_at ?? "") - Date.now() - EARLY;
    window.setTimeout(() => void renew(), Math.max(left || 0, 5_000));
  };
  plan();
}
