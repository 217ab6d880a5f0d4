// Calling people: after an @ whoever can be called here is offered, and chosen by keys or by touch.

import { JSON_ONLY, made } from "./words";

interface Called {
  handle: string;
  name: string;
  picture: string;
}

const BEGUN = /(?:^|[^\w.@/])@([\p{L}\p{N}_.]{0,30})$/u;

export function calling(pane: HTMLElement, form: HTMLFormElement): void {
  const text = form.querySelector<HTMLTextAreaElement>("[data-text]")!;
  const list = form.querySelector<HTMLElement>("[data-people]")!;
  const door = pane.dataset["door"]!.replace(/messages\/$/, "people/");
  let timer = 0;
  let turn = 0;

  const close = (): void => {
    turn += 1;
    list.hidden = true;
    list.replaceChildren();
    text.removeAttribute("aria-activedescendant");
  };
  const begun = (): string | null => BEGUN.exec(text.value.slice(0, text.selectionStart))?.[1] ?? null;

  const choose = (handle: string): void => {
    const typed = begun();
    if (typed === null) return close();
    const start = text.selectionStart - typed.length;
    text.setRangeText(`${handle} `, start, text.selectionStart, "end");
    close();
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const mark = (chosen: Element | undefined): void => {
    for (const option of list.children) option.ariaSelected = String(option === chosen);
    if (chosen) text.setAttribute("aria-activedescendant", chosen.id);
  };

  const ask = async (typed: string): Promise<void> => {
    const mine = ++turn;
    const answer = await fetch(`${door}?${new URLSearchParams({ q: typed })}`, { headers: JSON_ONLY }).catch(() => null);
    if (mine !== turn || !answer?.ok) return;
    const { people } = (await answer.json()) as { people: Called[] };
    if (mine !== turn) return;
    list.replaceChildren(
      ...people.map(({ handle, name, picture }, place) => {
        const face = made("span", "avatar avatar-s");
        if (picture) {
          const image = made("img");
          image.src = picture;
          image.alt = "";
          face.append(image);
        } else face.append(name.slice(0, 1).toUpperCase());
        const option = made("li", "", face, made("b", "", name), " ", made("span", "soft", `@${handle}`));
        option.id = `composer-person-${place}`;
        option.role = "option";
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(handle);
        });
        option.dataset["handle"] = handle;
        return option;
      }),
    );
    list.hidden = !people.length;
    mark(list.children[0]);
  };

  text.addEventListener("input", () => {
    window.clearTimeout(timer);
    const typed = begun();
    if (typed === null) return close();
    timer = window.setTimeout(() => void ask(typed), 150);
  });
  text.addEventListener("blur", () => window.setTimeout(close, 150));
  // Before the composer reads the keys.
  text.addEventListener(
    "keydown",
    (event) => {
      if (list.hidden || event.isComposing) return;
      const options = [...list.children] as HTMLElement[];
      const at = options.findIndex((option) => option.ariaSelected === "true");
      if (event.key === "ArrowDown") mark(options[(at + 1) % options.length]);
      else if (event.key === "ArrowUp") mark(options[(at - 1 + options.length) % options.length]);
      else if (event.key === "Enter" || event.key === "Tab") choose(options[Math.max(at, 0)]?.dataset["handle"] ?? "");
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}
