// What one can do with a message: by its button, by a long press, or by the keyboard's menu key.

import { toast } from "../toast";
import type { Composer } from "./composer";
import type { List } from "./list";
import { JSON_ONLY, made, post, reason, say, type Facts, type Message } from "./words";

const LONG = 450;
const RECALL = 2 * 60_000;

export function menu(pane: HTMLElement, list: List, composer: Composer | null, facts: Facts): void {
  const panel = pane.querySelector<HTMLElement>("[data-menu]")!;
  const door = pane.dataset["door"]!;
  let chosen: Message | null = null;
  let from: HTMLElement | null = null;

  const numbered = (target: EventTarget | null): Message | null => {
    const line = (target as Element | null)?.closest<HTMLElement>(".say[data-number]");
    return (line && list.messages.get(Number(line.dataset["number"]))) ?? null;
  };

  const open = (message: Message, at: Element): void => {
    if (message.kind === "notice" || message.recalled || message.hidden) return;
    chosen = message;
    from = at.closest<HTMLElement>(".say")?.querySelector<HTMLElement>("[data-more]") ?? null;
    const mine = message.author?.id === facts.me.id;
    const offered: Record<string, boolean> = {
      answer: Boolean(composer),
      copy: Boolean(message.text),
      edit: Boolean(composer) && mine && (message.kind === "text" || message.kind === "photo"),
      recall: mine && Date.now() - Date.parse(message.at) < RECALL,
      pin: facts.minds && !message.pinned,
      unpin: facts.minds && Boolean(message.pinned),
      editions: Boolean(message.edited) && (facts.minds || mine),
      hide: facts.minds,
      report: !mine,
    };
    for (const button of panel.querySelectorAll<HTMLElement>("[data-act]")) {
      button.hidden = !offered[button.dataset["act"]!];
    }
    const mineSigns = new Set(message.reactions?.filter((sign) => sign.mine).map(({ sign }) => sign));
    for (const button of panel.querySelectorAll<HTMLElement>("[data-sign]")) {
      button.ariaPressed = String(mineSigns.has(button.dataset["sign"]!));
    }
    panel.showPopover();
    const box = at.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = panel;
    const isWide = window.innerWidth >= 600;
    panel.classList.toggle("is-placed", isWide);
    const top = box.bottom + height + 8 < window.innerHeight ? box.bottom + 4 : Math.max(box.top - height - 4, 8);
    panel.style.top = isWide ? `${top}px` : "";
    panel.style.left = isWide ? `${Math.min(Math.max(box.left, 8), window.innerWidth - width - 8)}px` : "";
    panel.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  };
  panel.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "closed") from?.focus({ preventScroll: true });
  });

  const react = async (message: Message, sign: string): Promise<void> => {
    const now = list.messages.get(message.number) ?? message;
    const isMine = Boolean(now.reactions?.find((one) => one.sign === sign)?.mine);
    // At once, on one's own page; everybody's count comes as it is told.
    const others = (now.reactions ?? []).filter((one) => one.sign !== sign);
    const count = (now.reactions?.find((one) => one.sign === sign)?.count ?? 0) + (isMine ? -1 : 1);
    list.change({ ...now, reactions: count > 0 ? [...others, { sign, count, mine: !isMine }] : others });
    const said: Record<string, string> = { sign };
    if (isMine) said["_method"] = "delete";
    const answer = await post(`${door}${message.number}/reactions/`, said);
    if (!answer?.ok) {
      list.change(now);
      toast({ text: await reason(answer), kind: "error" });
    }
  };

  const act = async (message: Message, what: string, said: Record<string, string> = {}): Promise<boolean> => {
    const answer = await post(`${door}${message.number}/${what}/`, said);
    if (!answer?.ok) toast({ text: await reason(answer), kind: "error" });
    return Boolean(answer?.ok);
  };

  panel.addEventListener("click", (event) => {
    const target = event.target as Element;
    const sign = target.closest<HTMLElement>("[data-sign]")?.dataset["sign"];
    const what = target.closest<HTMLElement>("[data-act]")?.dataset["act"];
    const message = chosen;
    if (!message || (!sign && !what)) return;
    panel.hidePopover();
    if (sign) return void react(message, sign);
    if (what === "answer") composer?.answer(message);
    else if (what === "edit") composer?.edit(message);
    else if (what === "copy") void navigator.clipboard?.writeText(message.text).then(() => toast({ text: say("copied") }));
    else if (what === "recall") void act(message, "recall");
    else if (what === "pin") void act(message, "pin");
    else if (what === "unpin") void act(message, "pin", { _method: "delete" });
    else if (what === "hide") void act(message, "hiding");
    else if (what === "report") report(message);
    else if (what === "editions") void editions(message);
  });

  const report = (message: Message): void => {
    const sheet = pane.querySelector<HTMLDialogElement>("[data-report]")!;
    const form = sheet.querySelector<HTMLFormElement>("[data-report-form]")!;
    form.reset();
    form.onsubmit = (event): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
      sheet.close();
      const said = { reason: "other", words: "", ...Object.fromEntries(new FormData(form)) } as Record<string, string>;
      void act(message, "reports", said).then((is) => is && toast({ text: say("reported") }));
    };
    sheet.showModal();
  };

  const editions = async (message: Message): Promise<void> => {
    const answer = await fetch(`${door}${message.number}/editions/`, { headers: JSON_ONLY }).catch(() => null);
    if (!answer?.ok) return toast({ text: await reason(answer), kind: "error" });
    const said = (await answer.json()) as { editions: { text: string; until: string }[] };
    const sheet = pane.querySelector<HTMLDialogElement>("[data-editions]")!;
    const rows = said.editions.map(({ text }) => made("li", "card say-text", text));
    sheet.querySelector("[data-editions-list]")!.replaceChildren(...(rows.length ? rows : [made("li", "soft", say("emptyEditions"))]));
    sheet.showModal();
  };

  const scroll = pane.querySelector<HTMLElement>("[data-scroll]")!;
  scroll.addEventListener("click", (event) => {
    const target = event.target as Element;
    const message = numbered(target);
    const more = target.closest("[data-more]");
    const sign = target.closest<HTMLElement>("[data-react]")?.dataset["react"];
    const quote = target.closest<HTMLElement>("[data-to]")?.dataset["to"];
    const again = target.closest<HTMLElement>("[data-again]")?.dataset["again"];
    const photo = target.closest<HTMLAnchorElement>("a[data-photo]");
    if (more && message) open(message, more);
    else if (sign && message) void react(message, sign);
    else if (again !== undefined) composer?.write(again);
    else if (quote) {
      event.preventDefault();
      void list.show(Number(quote));
    } else if (photo && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const viewer = pane.querySelector<HTMLDialogElement>("dialog[data-photo]")!;
      viewer.querySelector("img")!.src = photo.href;
      viewer.showModal();
    }
  });
  scroll.addEventListener("contextmenu", (event) => {
    const target = event.target as Element;
    const message = numbered(target);
    const bubble = target.closest(".bubble");
    if (!message || !bubble || target.closest("a[href]")) return;
    event.preventDefault();
    open(message, bubble);
  });
  let timer = 0;
  let wasLong = false;
  scroll.addEventListener(
    "touchstart",
    (event) => {
      const bubble = (event.target as Element).closest(".bubble");
      const message = numbered(event.target);
      wasLong = false;
      if (!bubble || !message) return;
      timer = window.setTimeout(() => {
        wasLong = true;
        open(message, bubble);
      }, LONG);
    },
    { passive: true },
  );
  for (const name of ["touchmove", "touchcancel"]) {
    scroll.addEventListener(name, () => window.clearTimeout(timer), { passive: true });
  }
  scroll.addEventListener("touchend", (event) => {
    window.clearTimeout(timer);
    if (wasLong) event.preventDefault(); // no click after it
  });
}
