// A gallery scrolls by itself; here it gets dots, arrows, keys and a count.

import { word } from "./words";

function control(className: string, label: string, drawing?: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.setAttribute("aria-label", label);
  if (drawing) {
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", drawing);
    icon.append(path);
    button.append(icon);
  }
  return button;
}

export function gallery(root: HTMLElement): void {
  const track = root.querySelector<HTMLElement>(".gallery-track");
  const slides = track ? ([...track.children] as HTMLElement[]) : [];
  if (!track || slides.length < 2) return;

  const smooth = (): ScrollBehavior => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  let at = 0;
  const go = (to: number): void => {
    const slide = slides[Math.min(Math.max(to, 0), slides.length - 1)];
    if (slide) track.scrollTo({ left: slide.offsetLeft - track.offsetLeft, behavior: smooth() });
  };

  const back = control("gallery-step gallery-back", word("back"), "m14.5 5-7 7 7 7");
  const on = control("gallery-step gallery-on", word("on"), "m9.5 5 7 7-7 7");
  back.addEventListener("click", () => go(at - 1));
  on.addEventListener("click", () => go(at + 1));

  const dots = document.createElement("div");
  dots.className = "gallery-dots";
  const photo = word("photo");
  slides.forEach((_, index) => {
    const dot = control("", `${photo} ${index + 1}`);
    dot.addEventListener("click", () => go(index));
    dots.append(dot);
  });

  const count = document.createElement("span");
  count.className = "gallery-count";
  count.setAttribute("aria-hidden", "true");

  const show = (): void => {
    count.textContent = `${at + 1}/${slides.length}`;
    back.disabled = at === 0;
    on.disabled = at === slides.length - 1;
    [...dots.children].forEach((dot, index) => {
      if (index === at) dot.setAttribute("aria-current", "true");
      else dot.removeAttribute("aria-current");
    });
  };

  track.addEventListener(
    "scroll",
    () => {
      const now = Math.round(track.scrollLeft / track.clientWidth);
      if (now === at) return;
      at = now;
      show();
    },
    { passive: true },
  );
  track.tabIndex = 0;
  track.addEventListener("keydown", (event) => {
    if (event.target !== track) return;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: slides.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  });

  const stage = document.createElement("div");
  stage.className = "gallery-stage";
  track.replaceWith(stage);
  stage.append(track, back, on, count);
  root.append(dots);
  show();
}
