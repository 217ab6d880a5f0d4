// Short messages that come and go: told by the server (`HX-Trigger: {"toast": …}`), by a refusal, or by the inbox.

import { word } from "./words";

export interface Toast {
  text: string;
  kind?: "done" | "error";
  url?: string;
  label?: string;
}

const STAYS = 6000;

export function toast({ text, kind = "done", url, label }: Toast): void {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const box = document.createElement("div");
  box.className = `toast toast-${kind}`;
  if (kind === "error") box.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (url?.startsWith("/") && !url.startsWith("//")) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = label || word("open");
    box.append(link);
  }
  place.append(box);

  let timer = 0;
  const leave = (): void => void (timer = window.setTimeout(() => box.remove(), STAYS));
  box.addEventListener("pointerenter", () => window.clearTimeout(timer));
  box.addEventListener("focusin", () => window.clearTimeout(timer));
  box.addEventListener("pointerleave", leave);
  box.addEventListener("focusout", leave);
  leave();
}

/** The sentence inside a refusal, which the server sends as a small notice or a whole page. */
function refusalIn(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("[role=alert]")?.textContent?.trim() ?? "";
}

export function toasts(): void {
  document.addEventListener("toast", (event) => {
    const detail = (event as CustomEvent<Toast & { value?: string }>).detail;
    toast({ ...detail, text: detail.text ?? detail.value ?? "" });
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    toast({ text: refusalIn(xhr.responseText) || word("broken"), kind: "error" });
  });
  document.addEventListener("htmx:sendError", () => toast({ text: word("offline"), kind: "error" }));
}
