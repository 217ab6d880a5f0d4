// Being in a room: the visit begins, the page says every few seconds that somebody looks at it, and leaves when it closes.
// When and for how long somebody was here is the server's to say; nothing that this clock knows goes there.

import { roomOf } from "./connection";

function isPlaying(): boolean {
  const video = document.querySelector<HTMLVideoElement>("[data-room] video");
  return video !== null && !video.paused && !video.ended;
}

export function presence(form: HTMLFormElement): void {
  const room = roomOf();
  if (!room) return;
  const count = form.querySelector<HTMLElement>("[data-viewers]");
  const pause = Number(form.dataset["beat"]) || 10_000;
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  let isHere = false;
  let isShut = false;
  let beatAt = 0;

  const isOver = (): boolean => {
    const state = form.closest<HTMLElement>("[data-room]")?.dataset["roomState"];
    return isShut || (state !== "live" && state !== "paused");
  };
  const isLooking = (): boolean => document.visibilityState === "visible" || isPlaying();
  const beat = (): void => {
    if (!isHere || !room.isConnected || isOver() || !isLooking()) return;
    beatAt = performance.now();
    room.publish("beat", {});
  };

  const body = (): FormData => {
    const said = new FormData(form);
    said.set("visit", room.visit);
    said.set("from", new URLSearchParams(window.location.search).get("from") ?? "");
    said.set("referrer", document.referrer);
    return said;
  };
  let asking: Promise<void> | null = null;
  const begin = (): Promise<void> => (asking ??= ask().finally(() => (asking = null)));
  const ask = async (): Promise<void> => {
    if (isOver()) return;
    const answer = await fetch(form.action, { method: "POST", body: body() }).catch(() => null);
    if (!answer?.ok) return;
    const { here } = (await answer.json()) as { here: boolean };
    if (!here) {
      await room.renew(); // we were away for so long that the visit ended: this is another one
      const again = await fetch(form.action, { method: "POST", body: body() }).catch(() => null);
      if (!again?.ok) return;
    }
    isHere = true;
    beat();
  };
  const resume = (): void => {
    if (!isHere || performance.now() - beatAt > 2 * pause) void begin();
    else beat();
  };

  document.addEventListener("meadow:room", ({ detail: { kind, now, visits } }) => {
    // Said of pages that nobody could hear for a while, as when a device slept: the visit ended meanwhile.
    if (kind === "ended" && isHere && Array.isArray(visits) && visits.includes(room.visit)) void begin();
    if (kind === "viewers" && typeof now === "number" && count) count.textContent = numbers.format(now);
  });
  document.addEventListener("meadow:room-again", resume);
  document.addEventListener("meadow:room-shut", () => (isShut = true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") resume();
  });
  window.addEventListener("online", () => void begin());
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) void begin();
  });
  window.addEventListener("pagehide", () => {
    if (!isHere) return;
    isHere = false;
    navigator.sendBeacon(`${form.action}${room.visit}/end/`, new FormData(form));
  });
  window.setInterval(() => (isHere ? beat() : isLooking() && resume()), pause);
  void begin();
}
