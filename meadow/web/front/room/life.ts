// The room's own life: when it opens the page is asked for anew; when it pauses or ends, what goes on here is not torn away.

interface Told {
  kind: string;
  state?: string;
}

const STATES = ["planned", "rehearsing", "live", "paused", "closed", "cancelled"];
const ON_AIR = ["live", "paused"];

export function life(room: HTMLElement): void {
  const isConsole = "console" in room.dataset;
  document.addEventListener("meadow:room", (event) => {
    const { kind, state } = (event as CustomEvent<Told>).detail;
    if (kind !== "state" || !state || !STATES.includes(state)) return;
    const before = room.dataset["roomState"] ?? "";
    if (state === before) return;
    room.classList.replace(`is-${before}`, `is-${state}`);
    room.dataset["roomState"] = state;
    if (isConsole) return; // its head is swapped by whoever presses, and asked for anew by everybody else below
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
