// Likes: pressed as often as one wants, sent as one number a second, and hearts that rise for everybody's.

import { roomOf } from "./connection";

const EVERY = 1_000;
const MOST = 20; // of one person in one second; the server counts no more either
const HEARTS = 12; // that rise at one time

export function likes(pane: HTMLElement): void {
  const button = pane.querySelector<HTMLButtonElement>("[data-like]");
  const shown = pane.querySelector<HTMLElement>("[data-likes]");
  if (!button || !shown) return;
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let total = Number(shown.textContent);
  let pressed = 0;
  let timer = 0;
  let echo = 0; // one's own hearts have risen already
  shown.textContent = numbers.format(total);
  button.hidden = false;

  const rise = (): void => {
    if (calm.matches || document.hidden || button.querySelectorAll(".chat-heart").length >= HEARTS) return;
    const heart = button.querySelector("svg")!.cloneNode(true) as SVGElement;
    heart.classList.add("chat-heart", `chat-heart-${1 + Math.floor(Math.random() * 4)}`);
    heart.addEventListener("animationend", () => heart.remove());
    button.append(heart);
  };

  const send = (): void => {
    timer = 0;
    if (!pressed) return;
    roomOf()?.publish("like", { count: Math.min(pressed, MOST) });
    echo += pressed;
    pressed = 0;
    timer = window.setTimeout(send, EVERY);
  };

  button.addEventListener("click", () => {
    if (!roomOf()?.isConnected) return;
    pressed += 1;
    button.classList.add("is-liked");
    rise();
    timer ||= window.setTimeout(send, EVERY);
  });

  document.addEventListener("meadow:room", ({ detail }) => {
    if (detail.kind !== "likes") return;
    total = Number(detail["total"]);
    shown.textContent = numbers.format(total);
    const others = Math.max(Number(detail["count"]) - echo, 0);
    echo = Math.max(echo - Number(detail["count"]), 0);
    for (let n = 0; n < Math.min(others, 5); n++) window.setTimeout(rise, Math.random() * EVERY);
  });
}
