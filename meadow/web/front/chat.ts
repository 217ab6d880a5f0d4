// A chat as people know it: what is said appears in order, nothing twice and nothing missed; one's own words at once.

import { calling } from "./chat/calling";
import { Composer } from "./chat/composer";
import { connect } from "./chat/connection";
import { inShort } from "./chat/lines";
import { List } from "./chat/list";
import { menu } from "./chat/menu";
import { search } from "./chat/search";
import { given, JSON_ONLY, learn, made, post, say, token, type Facts, type Message, type Page } from "./chat/words";

const SPREAD = 2_000;
const TYPED = 6_000;

export function chat(pane: HTMLElement): void {
  const facts = given<Facts>("thread-facts");
  const page = given<Page>("thread-page");
  learn(facts.words);
  pane.classList.add("is-scripted");
  const door = pane.dataset["door"]!;
  const isDirect = pane.dataset["place"] === "direct";
  const beside = (name: string): string => door.replace(/messages\/$/, `${name}/`);

  // -- how far one has read: soon for two people, at leisure for thousands ---------------------------
  let read = facts.read;
  let seen = facts.read;
  let due = 0;
  const tellRead = (): void => {
    window.clearTimeout(due);
    due = 0;
    if (seen <= read) return;
    read = seen;
    void post(beside("read"), { number: String(read) }).then(() => document.dispatchEvent(new Event("meadow:read")));
  };
  const list: List = new List(pane, page, facts, (end) => {
    seen = Math.max(seen, end);
    if (document.hidden || seen <= read || due) return;
    due = window.setTimeout(tellRead, isDirect ? 400 : page.last - facts.read > 0 ? 1_500 : 10_000 + Math.random() * 15_000);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      if (list.isAtEnd) seen = Math.max(seen, list.upTo);
      tellRead();
    } else if (seen > read) {
      read = seen;
      const said = new URLSearchParams({ number: String(read), csrfmiddlewaretoken: token() });
      navigator.sendBeacon(beside("read"), said);
    }
  });

  const form = pane.querySelector<HTMLFormElement>("form[data-say]");
  // Keys for the list of people come first.
  if (form) calling(pane, form);
  const composer = form ? new Composer(pane, form, facts, list) : null;
  menu(pane, list, composer, facts);
  search(pane, list);

  // -- what was missed --------------------------------------------------------------------------------
  let catching: Promise<void> | null = null;
  let isBehind = false;
  const catchUp = async (): Promise<void> => {
    if (!list.holdsNewest) return;
    for (;;) {
      const answer = await fetch(`${door}?after=${list.upTo}`, { headers: JSON_ONLY }).catch(() => null);
      if (!answer?.ok) return;
      const missed = (await answer.json()) as Page;
      list.take(missed);
      if (missed.is_last) return;
    }
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
  pane.addEventListener("thread:behind", askForMissed);

  // -- what stands pinned -----------------------------------------------------------------------------
  const pins = new Map(page.pinned.map((message) => [message.number, message]));
  const drawPins = (): void => {
    const box = pane.querySelector<HTMLElement>("[data-pins]")!;
    const all = [...pins.values()];
    box.hidden = !all.length;
    box.querySelector("[data-pin-count]")!.textContent = String(all.length);
    const first = all[0];
    if (first) box.querySelector("[data-pin-first]")!.textContent = `${first.author?.name ?? ""}: ${inShort(first)}`;
    box.querySelector("[data-pin-list]")!.replaceChildren(
      ...all.map((message) => {
        const link = made("a", "", made("b", "", message.author?.name ?? ""), " ", inShort(message));
        link.href = `#message-${message.number}`;
        return made("li", "", link);
      }),
    );
  };
  drawPins();

  const changed = async (said: Record<string, unknown>): Promise<void> => {
    let messages = (said["messages"] as Message[] | undefined) ?? [];
    const numbers = ((said["numbers"] as number[] | undefined) ?? []).filter((number) => list.messages.has(number));
    if (!messages.length && numbers.length) {
      await new Promise((done) => window.setTimeout(done, Math.random() * SPREAD));
      const answer = await fetch(`${door}?numbers=${numbers.slice(0, 100).join(",")}`, { headers: JSON_ONLY }).catch(() => null);
      if (answer?.ok) ({ messages } = (await answer.json()) as Page);
    }
    for (const message of messages) {
      list.change(message);
      if (message.pinned) pins.set(message.number, message);
      else pins.delete(message.number);
    }
    drawPins();
  };

  // -- who types --------------------------------------------------------------------------------------
  const typing = new Map<number, { name: string; until: number }>();
  const drawTyping = (): void => {
    for (const [id, { until }] of typing) if (until < Date.now()) typing.delete(id);
    const [one, ...others] = [...typing.values()];
    const line = pane.querySelector<HTMLElement>("[data-typing]")!;
    line.textContent = one ? (others.length ? say("severalType") : say("typing", { name: one.name })) : "";
  };
  window.setInterval(drawTyping, 1_000);

  // -- what is told -----------------------------------------------------------------------------------
  const away = pane.querySelector<HTMLElement>("[data-away]")!;
  const shut = (): void => {
    away.hidden = true;
    pane.querySelector<HTMLElement>("[data-shut]")!.hidden = false;
    form?.remove();
  };
  void connect(beside("pass"), {
    told(kind, said) {
      if (kind === "messages") {
        for (const message of said["messages"] as Message[]) {
          typing.delete(message.author?.id ?? 0);
          if (!list.add(message)) askForMissed(); // those before it never came
          else if (message.kind === "card" && !message.cards && list.messages.has(message.number)) void changed({ numbers: [message.number] });
        }
        drawTyping();
      } else if (kind === "changed") void changed(said);
      else if (kind === "read" && said["person"] !== facts.me.id) list.readUpTo(Number(said["number"]));
      else if (kind === "typing" && said["id"] !== facts.me.id) {
        typing.set(Number(said["id"]), { name: String(said["name"]), until: Date.now() + TYPED });
        drawTyping();
      } else if (kind === "gone") shut();
    },
    again(isFirst) {
      away.hidden = true;
      // When a server comes back everybody does: not all of them ask at the same moment.
      window.setTimeout(
        () => {
          askForMissed();
          composer?.again();
        },
        isFirst ? 0 : Math.random() * SPREAD,
      );
    },
    away: () => (away.hidden = false),
    shut,
  });

  // -- moments that come closer -------------------------------------------------------------------------
  const count = (): void => {
    for (const left of pane.querySelectorAll<HTMLElement>("[data-begins]")) {
      const seconds = Math.max(Math.round((Date.parse(left.dataset["begins"] ?? "") - Date.now()) / 1_000), 0);
      const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
      const two = (number: number): string => String(number).padStart(2, "0");
      left.textContent = seconds ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : "";
    }
  };
  count();
  window.setInterval(count, 1_000);
}
