// A draft is kept two seconds after the last change; what is published already changes only when its author says so.

import type { Desk } from "../compose";

const QUIET = 2000;

export function keeping(desk: Desk): void {
  const { form } = desk;
  if (form.dataset["state"] !== "draft") return;
  const told = document.querySelector<HTMLElement>("[data-kept]");
  let timer = 0;
  let changes = 0;

  const isEmpty = (): boolean =>
    !form.querySelector("[data-photo], [data-pinned], [data-tagged]") &&
    ["title", "text", "place"].every((name) => !(form.elements.namedItem(name) as HTMLInputElement).value.trim());

  const keep = async (): Promise<void> => {
    const kept = changes;
    const body = new FormData(form);
    body.delete("photos");
    body.delete("idempotency_key");
    body.set("do", "draft");
    // The moment is kept with the button that schedules; a half-typed one must not stop the words from being kept.
    body.delete("publish_at");
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": desk.token },
        body,
      });
      const answer = (await response.json()) as { url?: string; detail?: string };
      if (response.ok && answer.url) {
        // The first time a draft gets its own address: a reload, and the buttons, go on with it.
        form.action = answer.url;
        history.replaceState(null, "", answer.url);
        tell(desk.word("kept"));
      } else {
        tell(answer.detail ?? "");
      }
    } catch {
      tell(desk.word("unkept"));
    }
    if (changes !== kept) later();
  };

  const tell = (text: string): void => {
    if (told) told.textContent = text;
  };
  let keepingNow = false;
  const later = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (keepingNow || isEmpty() || form.dataset["sent"] !== undefined) return;
      keepingNow = true;
      void desk.during(keep()).finally(() => (keepingNow = false));
    }, QUIET);
  };

  form.addEventListener("input", () => {
    changes += 1;
    later();
  });
  form.addEventListener("submit", () => window.clearTimeout(timer));
}
