// The numbers in the bar: what waits to be read. News come with their number; messages are counted anew when somebody wrote,
// and everything is when the page is looked at again.

import type { Inbox } from "./live";

const SELDOM = 15_000;
const MOST = 99;
let asked = 0;

function show(name: string, count: number): void {
  for (const place of document.querySelectorAll<HTMLElement>(`[data-unread="${name}"]`)) {
    place.textContent = count > MOST ? `${MOST}+` : String(count);
    place.hidden = count < 1;
  }
}

async function ask(): Promise<void> {
  const door = document.body.dataset["unread"];
  if (!door) return;
  asked = Date.now();
  const answer = await fetch(door, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  for (const [name, count] of Object.entries((await answer.json()) as Record<string, number>)) show(name, count);
}

/** What the inbox says of numbers: how much news there is, or that somebody wrote. */
export function heard(inbox: Inbox): void {
  if (inbox.unread !== undefined) show("news", inbox.unread);
  if (inbox.kind === "message" || ["message", "mention", "group"].includes(inbox.about ?? "")) void ask();
}

/** Count anew when the page is looked at again, or comes out of the browser's memory. */
export function refreshing(): void {
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - asked > SELDOM) void ask();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) void ask();
  });
  document.addEventListener("meadow:read", () => void ask());
}
