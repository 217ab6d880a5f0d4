// Searching a thread: what is found stands in a list, and leads to its place.

import { inShort } from "./lines";
import type { List } from "./list";
import { JSON_ONLY, made, say, type Message } from "./words";

export function search(pane: HTMLElement, list: List): void {
  const form = pane.querySelector<HTMLFormElement>("[data-search]")!;
  const found = form.querySelector<HTMLElement>("[data-found]")!;
  const typed = form.querySelector<HTMLInputElement>("input[type=search]")!;
  const opener = pane.querySelector<HTMLButtonElement>("[data-search-open]")!;
  const door = pane.dataset["door"]!.replace(/messages\/$/, "search/");
  const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  let timer = 0;
  let turn = 0;

  const close = (): void => {
    form.hidden = true;
    typed.value = "";
    found.replaceChildren();
    opener.focus();
  };
  const ask = async (): Promise<void> => {
    const mine = ++turn;
    if (!typed.value.trim()) return found.replaceChildren();
    const answer = await fetch(`${door}?${new URLSearchParams({ q: typed.value })}`, { headers: JSON_ONLY }).catch(() => null);
    if (mine !== turn || !answer?.ok) return;
    const { messages } = (await answer.json()) as { messages: Message[] };
    if (mine !== turn) return;
    found.replaceChildren(
      ...messages.map((message) => {
        const head = made("span", "thread-found-head", made("b", "", message.author?.name ?? ""), made("span", "soft", moment.format(new Date(message.at))));
        const button = made("button", "", head, made("span", "", inShort(message)));
        button.type = "button";
        button.addEventListener("click", () => {
          close();
          void list.show(message.number);
        });
        return made("li", "", button);
      }),
    );
    if (!messages.length) found.append(made("li", "soft", say("nothingFound")));
  };

  opener.hidden = false;
  opener.addEventListener("click", () => {
    form.hidden = !form.hidden;
    if (!form.hidden) typed.focus();
  });
  form.querySelector("[data-search-close]")!.addEventListener("click", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask();
  });
  typed.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), 300);
  });
  form.addEventListener("keydown", (event) => event.key === "Escape" && close());
}
