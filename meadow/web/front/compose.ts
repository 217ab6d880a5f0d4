// Composing a note: photos go up while one writes, and what is written is kept as one goes. Without this, the form is whole.

import { crops } from "./compose/crop";
import { keeping } from "./compose/keeping";
import { photos } from "./compose/photos";
import { pins } from "./compose/pins";

export interface Desk {
  form: HTMLFormElement;
  list: HTMLElement;
  token: string;
  /** Sentences of the page, by the name after `data-word-`. */
  word(name: string): string;
  /** Tell those who do not see what happened. */
  say(text: string): void;
  /** Something changed that the fields alone do not tell. */
  changed(): void;
  /** Work that must be done before the form is sent. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Show a row's buttons, hide what only a plain form needs. */
  enliven(root: ParentNode): void;
}

function compose(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>("[data-photos]");
  const said = form.querySelector<HTMLElement>("[data-said]");
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  if (!list) return;

  const working = new Set<Promise<unknown>>();
  const desk: Desk = {
    form,
    list,
    token,
    word: (name) => form.dataset[`word${name[0]!.toUpperCase()}${name.slice(1)}`] ?? "",
    say: (text) => {
      if (said) said.textContent = text;
    },
    changed: () => form.dispatchEvent(new Event("input", { bubbles: true })),
    during: (work) => {
      working.add(work);
      void work.finally(() => working.delete(work)).catch(() => undefined);
      return work;
    },
    enliven: (root) => {
      for (const element of root.querySelectorAll<HTMLElement>("[data-plain]")) element.hidden = true;
      for (const element of root.querySelectorAll<HTMLElement>("[data-scripted]")) element.hidden = false;
    },
  };

  // Whoever presses "publish" while a photo goes up, or while the draft is being kept, is heard when that is done.
  form.addEventListener("submit", (event) => {
    if (!working.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    void (async () => {
      while (working.size) await Promise.allSettled(working);
      button?.removeAttribute("aria-busy");
      form.requestSubmit(button);
    })();
  });

  desk.enliven(form);
  const pinned = pins(desk);
  photos(desk, pinned);
  crops(desk, pinned);
  keeping(desk);
  moments(form);
}

/** Moments are typed and shown in the zone of whoever writes. */
function moments(form: HTMLFormElement): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const moment = form.querySelector<HTMLInputElement>("[name=publish_at]");
  const field = form.querySelector<HTMLInputElement>("[name=zone]");
  if (!moment || !field || !zone) return;
  field.value = zone;
  const at = moment.closest<HTMLElement>("[data-at]")?.dataset["at"];
  if (at) {
    const date = new Date(at);
    moment.value = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
  const help = document.getElementById(`${moment.id}_helptext`);
  if (help) help.textContent = (help.textContent ?? "").replace(/([:：]\s*).*/, `$1${zone}`);
}

const form = document.querySelector<HTMLFormElement>("[data-compose]");
if (form) compose(form);
