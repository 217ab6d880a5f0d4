// The talk of a room: what is said appears in order, nothing twice and nothing missed; one's own words at once.

import { toast } from "../toast";
import { likes } from "./likes";
import { calls, fill, Lines, type Message } from "./lines";
import { newKey, type Told } from "./connection";

interface Missed {
  messages: Message[];
  is_cut: boolean;
  last: number;
  hidden: number[];
  pinned: Message | null;
}

const JSON_ONLY = { Accept: "application/json" };
const SPREAD = 2_000;

export function talk(pane: HTMLElement): void {
  const door = pane.dataset["door"] ?? "";
  const handle = pane.dataset["handle"] ?? "";
  const keptAway = new Set((pane.dataset["keptAway"] ?? "").split(" ").filter(Boolean));
  const newest = pane.querySelector<HTMLElement>("[data-newest]")!;
  const lines = new Lines(pane, (is) => (newest.hidden = !is));
  let last = Number(pane.dataset["last"]);
  let catching: Promise<void> | null = null;
  let isBehind = false;

  const dress = (line: HTMLElement, message: Message): HTMLElement => {
    line.classList.toggle("is-mine", message.author.handle === handle);
    line.classList.toggle("is-called", calls(message.text, handle));
    return line;
  };

  const show = (message: Message): void => {
    last = Math.max(last, message.id);
    if (keptAway.has(message.author.handle) || lines.find(message.id)) return;
    const own = message.author.handle === handle ? lines.findMark(message.mark) : null;
    if (own) {
      own.classList.remove("is-sending");
      dress(fill(own, message), message);
    } else lines.add(dress(lines.make(message), message));
  };

  const pin = (message: Partial<Message>): void => {
    const place = pane.querySelector<HTMLElement>("[data-pinned]")!;
    place.hidden = !message.id || !message.author || keptAway.has(message.author.handle);
    if (!place.hidden) fill(place, message as Message);
  };

  const catchUp = async (): Promise<void> => {
    const answer = await fetch(`${door}?after=${last}`, { headers: JSON_ONLY }).catch(() => null);
    if (!answer?.ok) return;
    const missed = (await answer.json()) as Missed;
    if (missed.is_cut) lines.clear();
    missed.messages.forEach(show);
    last = Math.max(last, missed.last);
    missed.hidden.forEach((id) => lines.remove(id));
    pin(missed.pinned ?? {});
  };
  /** One question at a time; what turns out to be missing meanwhile is asked for once more. */
  const askForMissed = (): void => {
    isBehind = true;
    catching ??= (async () => {
      while (isBehind) {
        isBehind = false;
        await catchUp();
      }
      catching = null;
    })();
  };

  document.addEventListener("meadow:room", ({ detail }) => {
    if (detail.kind === "message") {
      const message = detail as Told & Message & { after: number };
      if (message.after > last) askForMissed(); // the one before it never came
      show(message);
    } else if (detail.kind === "hidden") {
      (detail["ids"] as number[]).forEach((id) => lines.remove(id));
    } else if (detail.kind === "pinned") pin(detail as Partial<Message>);
  });

  const away = pane.querySelector<HTMLElement>("[data-away]")!;
  document.addEventListener("meadow:room-away", () => (away.hidden = false));
  document.addEventListener("meadow:room-again", ({ detail }) => {
    away.hidden = true;
    // When a server comes back everybody does: not all of them ask at the same moment.
    window.setTimeout(askForMissed, detail.isFirst ? 0 : Math.random() * SPREAD);
  });
  document.addEventListener("meadow:room-shut", () => {
    away.hidden = true;
    pane.querySelector<HTMLElement>("[data-shut]")!.hidden = false;
    pane.querySelector<HTMLFormElement>("[data-say]")?.remove();
  });
  document.addEventListener("visibilitychange", () => !document.hidden && lines.flush());
  newest.addEventListener("click", () => lines.toEnd());

  // -- saying something ---------------------------------------------------------------------------

  const form = pane.querySelector<HTMLFormElement>("form[data-say]");
  if (form) sayWith(form);

  function sayWith(form: HTMLFormElement): void {
    const text = form.elements.namedItem("text") as HTMLInputElement;
    const mark = form.elements.namedItem("mark") as HTMLInputElement;
    const asks = form.elements.namedItem("question") as HTMLInputElement | null;
    const error = pane.querySelector<HTMLElement>("[data-error]")!;
    const say = (words: string): void => {
      error.textContent = words;
      error.hidden = !words;
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!text.value.trim()) return;
      void send();
    });
    text.addEventListener("input", () => say(""));

    pane.addEventListener("click", (event) => {
      const name = (event.target as Element).closest(".chat-line .chat-name");
      const whom = name?.closest<HTMLElement>(".chat-line")?.dataset["author"];
      if (!whom || whom === handle) return;
      text.value = `${text.value}${text.value && !text.value.endsWith(" ") ? " " : ""}@${whom} `.slice(0, text.maxLength);
      text.focus();
    });

    const send = async (): Promise<void> => {
      const data = new FormData(form);
      const words = text.value;
      const question = asks?.checked ?? false;
      const message = {
        id: 0,
        author: { handle, name: pane.dataset["name"] ?? handle, picture: "" },
        text: words.trim().replace(/\s+/g, " "),
        question,
        at: "",
        mark: mark.value,
      };
      const line = dress(lines.make(message), message);
      line.dataset["mark"] = message.mark;
      line.classList.add("is-sending");
      lines.add(line);
      lines.flush();
      lines.toEnd();
      text.value = "";
      if (asks) asks.checked = false;
      mark.value = newKey();
      say("");

      const answer = await fetch(door, { method: "POST", body: data, headers: JSON_ONLY }).catch(() => null);
      if (answer?.ok) return show((await answer.json()) as Message);
      // Not said: the words go back to where they can be changed and sent again, under the same mark.
      line.remove();
      if (!text.value) {
        text.value = words;
        mark.value = message.mark;
        if (asks) asks.checked = question;
      }
      say(answer ? await reason(answer, pane) : (pane.dataset["wordOffline"] ?? ""));
    };
  }

  // -- liking, sharing, following ------------------------------------------------------------------

  likes(pane);
  const part = (kind: string): void => {
    const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    if (!handle) return;
    const body = new URLSearchParams({ kind, csrfmiddlewaretoken: token });
    void fetch(pane.dataset["part"] ?? "", { method: "POST", body, headers: JSON_ONLY }).catch(() => undefined);
  };
  pane.querySelector("a[data-share]")?.addEventListener("click", () => part("share"));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
    if (successful && elt.matches(".room form.follow") && !elt.querySelector("[name=_method]")) part("follow");
  });
}

/** What a refusal says, in words. */
async function reason(answer: Response, pane: HTMLElement): Promise<string> {
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const said = (await answer.json().catch(() => ({}))) as { detail?: string };
    if (said.detail) return said.detail;
  }
  return pane.dataset["wordBroken"] ?? "";
}

/** At the console: what those who mind the talk press is done without a new page, and lists are asked for anew. */
export function minding(desk: HTMLElement): void {
  const due = new Map<string, number>();
  const stale = (name: string): void => {
    if (due.has(name)) return;
    due.set(
      name,
      window.setTimeout(() => {
        due.delete(name);
        document.getElementById(`minding-${name}`)?.dispatchEvent(new Event("meadow:stale"));
      }, 300),
    );
  };

  document.addEventListener("meadow:room", ({ detail }) => {
    if (detail.kind === "question" || (detail.kind === "message" && detail["question"])) stale("questions");
    if (detail.kind === "hidden") stale("questions");
    if (detail.kind === "muted" || detail.kind === "words") stale(detail.kind);
    if (detail.kind === "slow") {
      const select = desk.querySelector<HTMLSelectElement>("select[name=seconds]");
      if (select) select.value = String(detail["seconds"]);
    }
  });
  document.addEventListener("meadow:room-again", ({ detail }) => {
    if (!detail.isFirst) ["questions", "muted", "words"].forEach(stale);
  });

  desk.addEventListener("change", (event) => {
    const select = (event.target as Element).closest<HTMLSelectElement>("select[name=seconds]");
    select?.form?.requestSubmit();
  });
  desk.addEventListener("submit", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-mind]");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    void mind(form);
  });

  const mind = async (form: HTMLFormElement): Promise<void> => {
    const button = form.querySelector("button");
    if (button?.getAttribute("aria-busy")) return;
    button?.setAttribute("aria-busy", "true");
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: JSON_ONLY }).catch(() => null);
    button?.removeAttribute("aria-busy");
    if (!answer?.ok) {
      const pane = desk.querySelector<HTMLElement>("[data-chat]") ?? document.body;
      toast({ text: answer ? await reason(answer, pane) : (document.body.dataset["wordOffline"] ?? ""), kind: "error" });
      return;
    }
    form.closest<HTMLDetailsElement>("details.menu")?.removeAttribute("open");
    ["questions", "muted", "words"].forEach(stale); // also where no connection tells
  };
}
