// What a thread is made of for scripts, as the server says it, and the page's own words.

export interface Author {
  id: number;
  handle: string;
  name: string;
  picture: string;
  badge?: { role: "" | "owner" | "admin"; level: number };
}

export interface Photo {
  url: string;
  small: string;
  width: number;
  height: number;
  colour: string;
}

export interface Card {
  kind: string;
  key: number;
  title: string;
  url: string;
  picture: string;
  line: string;
  state: string;
  price: string;
  data: Record<string, unknown>;
}

export interface Sign {
  sign: string;
  count: number;
  mine?: boolean;
}

export interface Message {
  number: number;
  kind: "text" | "photo" | "sticker" | "card" | "notice";
  mark: string;
  at: string;
  text: string;
  author: Author | null;
  edited?: string;
  recalled?: boolean;
  hidden?: boolean;
  pinned?: boolean;
  announcement?: boolean;
  answers?: { number: number; name: string; kind: string; text: string };
  photos?: Photo[];
  sticker?: { name: string; url: string; title?: string };
  card?: Card;
  cards?: Record<string, Card> | null;
  notice?: string;
  notices?: Record<string, string>;
  reactions?: Sign[];
}

export interface Page {
  messages: Message[];
  pinned: Message[];
  begin: number;
  end: number;
  is_first: boolean;
  is_last: boolean;
  last: number;
}

export interface Facts {
  me: { id: number; handle: string; name: string };
  read: number;
  readByOthers: number;
  minds: boolean;
  keptAway: number[];
  words: Record<string, string>;
}

export const JSON_ONLY = { Accept: "application/json" };

let known: Record<string, string> = {};

export function learn(words: Record<string, string>): void {
  known = words;
}

/** One of the page's own words, with its places filled. */
export function say(name: string, facts: Record<string, string | number> = {}): string {
  return (known[name] ?? "").replace(/%\((\w+)\)s/g, (_, place: string) => String(facts[place] ?? ""));
}

/** What the server put into the page for scripts. */
export function given<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as T;
}

export function token(): string {
  return document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** Do something through a door; what it answers with, or null without a connection. */
export async function post(door: string, said: Record<string, string> | FormData): Promise<Response | null> {
  const body = said instanceof FormData ? said : new URLSearchParams(said);
  if (!body.has("csrfmiddlewaretoken")) body.append("csrfmiddlewaretoken", token());
  return fetch(door, { method: "POST", body, headers: JSON_ONLY }).catch(() => null);
}

/** What a refusal says, in words. */
export async function reason(answer: Response | null): Promise<string> {
  if (!answer) return say("offline");
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const said = (await answer.json().catch(() => ({}))) as { detail?: string };
    if (said.detail) return said.detail;
  }
  return say("broken");
}

/** An element with classes and content; text is only ever text. */
export function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  classes = "",
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...content);
  return element;
}
