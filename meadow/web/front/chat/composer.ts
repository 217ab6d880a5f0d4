// Saying something: at once on one's own page, again when it did not get through; with photos, stickers, cards, and people called.

import { inShort, thing } from "./lines";
import type { List } from "./list";
import { JSON_ONLY, made, post, reason, say, type Card, type Facts, type Message, type Photo } from "./words";
import { newKey } from "../room/connection";

interface Sending {
  message: Message;
  data: FormData;
  element: HTMLLIElement;
  isFailed: boolean;
}

const TYPING = 4_000;
const MOST_PHOTOS = 9;

export class Composer {
  private readonly form: HTMLFormElement;
  private readonly text: HTMLTextAreaElement;
  private readonly error: HTMLElement;
  private readonly tray: HTMLElement;
  private readonly sending = new Map<string, Sending>();
  private readonly photos = new Map<number, Photo>();
  private answers: Message | null = null;
  private edits: Message | null = null;
  private typed = 0;

  constructor(
    private readonly pane: HTMLElement,
    form: HTMLFormElement,
    private readonly facts: Facts,
    private readonly list: List,
  ) {
    this.form = form;
    this.text = form.querySelector<HTMLTextAreaElement>("[data-text]")!;
    this.error = form.querySelector<HTMLElement>("[data-error]")!;
    this.tray = form.querySelector<HTMLElement>("[data-tray]")!;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      void this.submit();
    });
    this.text.addEventListener("keydown", (event) => this.pressed(event));
    this.text.addEventListener("input", () => this.changed());
    for (const button of form.querySelectorAll<HTMLElement>("[data-scripted]")) button.hidden = false;
    form.querySelector("[data-answers-close]")!.addEventListener("click", () => this.answer(null));
    const file = form.querySelector<HTMLInputElement>("[data-file]")!;
    file.addEventListener("change", () => {
      const files = [...(file.files ?? [])];
      file.value = "";
      void this.upload(files);
    });
    this.text.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
      if (!files.length) return;
      event.preventDefault();
      void this.upload(files);
    });
    this.stickers();
    this.cards();
    this.changed();
  }

  /** Answer this message with what is said next; null for none. */
  answer(message: Message | null): void {
    this.edits = null;
    this.answers = message;
    this.above(message ? `${message.author?.name ?? ""}: ${inShort(message)}` : "");
  }

  /** Change one's own words instead of saying new ones. */
  edit(message: Message): void {
    this.answers = null;
    this.edits = message;
    this.text.value = message.text;
    this.above(inShort(message));
    this.changed();
  }

  write(text: string): void {
    this.text.value = text;
    this.changed();
    this.text.focus();
  }

  /** Send again what did not get through. */
  again(): void {
    for (const one of this.sending.values()) if (one.isFailed) void this.send(one);
  }

  say(words: string): void {
    this.error.textContent = words;
    this.error.hidden = !words;
  }

  private above(words: string): void {
    const box = this.form.querySelector<HTMLElement>("[data-answers]")!;
    box.hidden = !words;
    box.querySelector("[data-answers-words]")!.textContent = words;
    if (words) this.text.focus();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void this.submit();
    } else if (event.key === "Escape" && (this.answers || this.edits)) {
      if (this.edits) this.text.value = "";
      this.answer(null);
    }
  }

  private changed(): void {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 160)}px`;
    this.form.classList.toggle("is-ready", Boolean(this.text.value.trim() || this.photos.size));
    this.say("");
    if (this.text.value && Date.now() - this.typed > TYPING) {
      this.typed = Date.now();
      void post(this.door("typing"), {});
    }
  }

  private door(name: string): string {
    return this.pane.dataset["door"]!.replace(/messages\/$/, `${name}/`);
  }

  private async submit(): Promise<void> {
    const words = this.text.value.trim();
    if (this.edits) return this.reword(this.edits, words);
    if (!words && !this.photos.size) return;
    const photos = [...this.photos];
    this.push({ text: words, kind: photos.length ? "photo" : "text", photos: photos.map(([, photo]) => photo) }, (data) => {
      data.set("text", words);
      for (const [key] of photos) data.append("photos", String(key));
    });
    this.text.value = "";
    this.photos.clear();
    this.tray.replaceChildren();
    this.tray.hidden = true;
    this.changed();
    this.text.focus();
  }

  private async reword(message: Message, words: string): Promise<void> {
    const answer = await post(`${this.pane.dataset["door"]}${message.number}/wording/`, { text: words });
    if (!answer?.ok) return this.say(await reason(answer));
    this.text.value = "";
    this.answer(null);
    this.changed();
  }

  private push(part: Partial<Message>, fill: (data: FormData) => void): void {
    const mark = newKey();
    const message: Message = {
      number: 0,
      kind: "text",
      text: "",
      mark,
      at: new Date().toISOString(),
      author: { ...this.facts.me, picture: "" },
      ...part,
    };
    if (this.answers) {
      const { number, author, kind, text } = this.answers;
      message.answers = { number, name: author?.name ?? "", kind, text: text.slice(0, 80) };
    }
    const data = new FormData();
    data.set("mark", mark);
    if (this.answers) data.set("answers", String(this.answers.number));
    const announcement = this.form.querySelector<HTMLInputElement>("input[name=announcement]");
    if (announcement?.checked) {
      message.announcement = true;
      data.set("announcement", "on");
      announcement.checked = false;
    }
    fill(data);
    this.answer(null);
    if (!this.list.holdsNewest) void this.list.toNewest();
    const one: Sending = { message, data, element: this.list.expect(message), isFailed: false };
    this.sending.set(mark, one);
    void this.send(one);
  }

  private async send(one: Sending): Promise<void> {
    const { message, element } = one;
    one.isFailed = false;
    element.classList.remove("is-failed");
    element.classList.add("is-sending");
    const answer = await post(this.pane.dataset["door"]!, one.data);
    if (answer?.ok) {
      this.sending.delete(message.mark);
      const said = (await answer.json()) as Message;
      if (!this.list.add(said)) this.pane.dispatchEvent(new Event("thread:behind"));
      return;
    }
    if (!this.sending.has(message.mark)) return;
    one.isFailed = true;
    element.classList.remove("is-sending");
    element.classList.add("is-failed");
    const state = element.querySelector<HTMLElement>(".say-state");
    if (!state) return;
    const retry = made("button", "say-retry", say("retry"));
    retry.type = "button";
    retry.addEventListener("click", () => void this.send(one));
    const discard = made("button", "say-retry", say("discard"));
    discard.type = "button";
    discard.addEventListener("click", () => {
      this.sending.delete(message.mark);
      this.list.forget(message.mark);
      if (!this.text.value) this.write(message.text);
    });
    state.replaceChildren(made("span", "say-why", `${say("failed")} ${await reason(answer)}`), retry, discard);
    element.scrollIntoView({ block: "nearest" });
  }

  // -- photos ---------------------------------------------------------------------------------------

  private async upload(files: File[]): Promise<void> {
    for (const file of files) {
      if (this.tray.childElementCount >= MOST_PHOTOS) return this.say(say("tooMany", { most: MOST_PHOTOS }));
      const item = made("li", "is-sending");
      this.tray.append(item);
      this.tray.hidden = false;
      const data = new FormData();
      data.set("photo", file);
      const answer = await post(this.pane.dataset["photos"]!, data);
      if (!answer?.ok) {
        item.remove();
        this.tray.hidden = !this.tray.childElementCount;
        this.say(await reason(answer));
        continue;
      }
      const { id, url, width, height, colour } = (await answer.json()) as Photo & { id: number };
      if (this.photos.has(id)) {
        item.remove();
        continue;
      }
      this.photos.set(id, { url, small: url, width, height, colour });
      const image = made("img");
      image.src = url;
      image.alt = "";
      const button = made("button", "", image);
      button.type = "button";
      button.ariaLabel = say("removePhoto");
      button.addEventListener("click", () => {
        this.photos.delete(id);
        item.remove();
        this.tray.hidden = !this.tray.childElementCount;
        this.changed();
      });
      item.classList.remove("is-sending");
      item.append(button);
      this.changed();
    }
  }

  // -- stickers and cards ---------------------------------------------------------------------------

  private stickers(): void {
    const panel = this.pane.querySelector<HTMLElement>("[data-stickers]");
    panel?.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("[data-sticker]");
      if (!button) return;
      panel.hidePopover();
      const name = button.dataset["sticker"]!;
      const sticker = { name, url: button.dataset["url"]!, title: button.title };
      this.push({ kind: "sticker", sticker }, (data) => data.set("sticker", name));
    });
  }

  private cards(): void {
    const sheet = this.pane.querySelector<HTMLDialogElement>("[data-cards]");
    if (!sheet) return;
    const things = sheet.querySelector<HTMLElement>("[data-things]")!;
    const asked = sheet.querySelector<HTMLInputElement>("[data-cards-q]")!;
    let timer = 0;
    let turn = 0;
    const ask = async (): Promise<void> => {
      const kind = sheet.querySelector<HTMLElement>("[data-kind][aria-pressed=true]")?.dataset["kind"] ?? "";
      const mine = ++turn;
      const query = new URLSearchParams({ kind, q: asked.value });
      const answer = await fetch(`${this.door("cards")}?${query}`, { headers: JSON_ONLY }).catch(() => null);
      if (mine !== turn) return;
      const { cards } = answer?.ok ? ((await answer.json()) as { cards: Card[] }) : { cards: [] };
      things.replaceChildren(
        ...cards.map((card) => {
          const button = made("button", "thing-choice", thing(card, false));
          button.type = "button";
          button.addEventListener("click", () => {
            sheet.close();
            this.push({ kind: "card", card }, (data) => {
              data.set("card_kind", card.kind);
              data.set("card_key", String(card.key));
            });
          });
          return made("li", "", button);
        }),
      );
      if (!cards.length) things.append(made("li", "soft", say("noneToShow")));
    };
    this.form.querySelector("[data-dialog=thread-cards]")?.addEventListener("click", () => void ask());
    asked.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void ask(), 250);
    });
    sheet.addEventListener("click", (event) => {
      const chosen = (event.target as Element).closest<HTMLElement>("[data-kind]");
      if (!chosen) return;
      for (const kind of sheet.querySelectorAll("[data-kind]")) kind.ariaPressed = String(kind === chosen);
      void ask();
    });
  }
}
