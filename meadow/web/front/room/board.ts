// The show board: asked for anew when something was counted, while somebody looks at it.

const PAUSE = 4_000;

export function board(): void {
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  let asked = 0;
  document.addEventListener("meadow:room", ({ detail: { kind, now } }) => {
    const shown = document.getElementById("board"); // another one after every answer
    if (!shown || document.hidden) return;
    if (kind === "viewers" && typeof now === "number") {
      const figure = shown.querySelector('[data-figure="now"]');
      if (figure) figure.textContent = numbers.format(now);
    }
    if (kind !== "board" || performance.now() - asked < PAUSE) return;
    asked = performance.now();
    shown.dispatchEvent(new Event("meadow:stale"));
  });
}
