// Waiting for a room: the time that is left by the server's clock, and the page anew as soon as it has begun.

const SELDOM = 120_000;
const OFTEN = 15_000;
const UNITS: [string, number][] = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
  ["seconds", 1],
];

export function waiting(place: HTMLElement): void {
  const door = place.dataset["waiting"] ?? "";
  const begins = Date.parse(place.dataset["begins"] ?? "");
  const ahead = Date.parse(place.dataset["now"] ?? "") - Date.now(); // how far the server's clock is ahead of this one
  const clock = place.querySelector<HTMLElement>("[data-countdown]");
  const soon = place.querySelector<HTMLElement>("[data-soon]");
  const left = (): number => (Number.isNaN(begins) ? Infinity : (begins - Date.now() - ahead) / 1_000);

  const count = (): void => {
    let seconds = Math.max(Math.ceil(left()), 0);
    if (clock) clock.hidden = seconds === 0;
    if (soon) soon.hidden = seconds > 0;
    for (const [unit, size] of UNITS) {
      const shown = clock?.querySelector(`[data-unit="${unit}"]`);
      const number = Math.floor(seconds / size);
      seconds -= number * size;
      if (shown) shown.textContent = String(number);
    }
  };
  if (!Number.isNaN(begins)) {
    count();
    window.setInterval(count, 1_000);
  }

  const ask = async (): Promise<void> => {
    if (!document.hidden) {
      const answer = await fetch(door, { headers: { Accept: "application/json" } }).catch(() => null);
      const said = answer?.ok ? ((await answer.json()) as { state: string }) : null;
      if (said && said.state !== "planned") return window.location.reload();
    }
    plan();
  };
  // Everybody who waits asks at a moment of their own, seldom at first and often once it should have begun.
  const plan = (): void => {
    const pause = left() > SELDOM / 1_000 ? SELDOM : Math.max(OFTEN, left() * 1_000);
    window.setTimeout(() => void ask(), pause * (0.8 + Math.random() * 0.4));
  };
  plan();
}
