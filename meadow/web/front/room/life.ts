// The room's own life: when it opens the page is asked for anew; when it pauses or ends, what goes on here is not torn away.

import htmx from "htmx.org";

interface Told {
  kind: string;
  state?: string;
}

const STATES = ["planned", "rehearsing", "live", "paused", "closed", "cancelled"];
const ON_AIR = ["live", "paused"];

/** Panes of the console that are empty until something goes on; a new page would tear a browser's stream off. */
const LATER = [".console-chat", ".console-board"];

async function fillPanes(): Promise<void> {
  const answer = await fetch(window.location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const pane of LATER) {
    const empty = document.querySelector(pane);
    const filled = page.querySelector(pane);
    if (!empty || !filled || empty.querySelector("[data-chat], #board")) continue;
    empty.replaceWith(filled);
    htmx.process(filled);
  }
  document.dispatchEvent(new Event("meadow:console-filled"));
}

export function life(room: HTMLElement): void {
  const isConsole = "console" in room.dataset;
  document.addEventListener("meadow:room", (event) => {
    const { kind, state } = (event as CustomEvent<Told>).detail;
    if (kind !== "state" || !state || !STATES.includes(state)) return;
    const before = room.dataset["roomState"] ?? "";
    if (state === before) return;
    room.classList.replace(`is-${before}`, `is-${state}`);
    room.dataset["roomState"] = state;
    if (isConsole) {
      // Its head is swapped by whoever presses, and asked for anew by everybody else below.
      if (state === "rehearsing" || ON_AIR.includes(state)) void fillPanes();
      return;
    }
    if (ON_AIR.includes(state) && !ON_AIR.includes(before)) window.location.reload();
    const over = room.querySelector<HTMLElement>("[data-over]");
    if (over) over.hidden = ON_AIR.includes(state);
  });

  // Somebody else of the team, or another tab, took a step: the head says so.
  if (!isConsole) return;
  document.addEventListener("meadow:room", (event) => {
    const { kind, state } = (event as CustomEvent<Told>).detail;
    const head = document.getElementById("console-head");
    if (kind !== "state" || !head || head.dataset["state"] === state) return;
    head.dispatchEvent(new Event("meadow:stale"));
  });
}
