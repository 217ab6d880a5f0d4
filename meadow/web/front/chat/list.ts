// The messages that a page holds: a window of the thread without a gap, in order, and where in it one is reading.

import { line } from "./lines";
import { JSON_ONLY, made, say, type Facts, type Message, type Page } from "./words";

const MOST = 600; // lines; more than these are let go at the far end
const NEAR = 80; // pixels from the end that still count as the end
const EARLY = 400; // pixels before the edge at which more is asked for
const TOGETHER = 5 * 60_000;
const DAY = 86_400_000;

export class List {
  readonly messages = new Map<number, Message>();
  private readonly list: HTMLOListElement;
  private readonly scroll: HTMLElement;
  private readonly lines = new Map<number, HTMLLIElement>();
  private readonly waiting = new Map<string, HTMLLIElement>();
  private begin: number;
  private end: number;
  private isFirst: boolean;
  private isLast: boolean;
  private isAsking = false;
  private isStuck = true;
  private unseen = 0;
  private readonly newAfter: number;
  private readonly days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
  last: number;

  constructor(
    private readonly pane: HTMLElement,
    page: Page,
    private readonly facts: Facts,
    private readonly seen: (end: number) => void,
  ) {
    this.list = pane.querySelector<HTMLOListElement>("[data-list]")!;
    this.scroll = pane.querySelector<HTMLElement>("[data-scroll]")!;
    this.begin = page.begin;
    this.end = page.end;
    this.isFirst = page.is_first;
    this.isLast = page.is_last;
    this.last = page.last;
    this.newAfter = facts.read;
    this.list.replaceChildren();
    this.put(page.messages);
    this.toEnd();
    this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Pictures and the keyboard change how much fits: whoever was at the end stays there.
    new ResizeObserver(() => this.isStuck && this.toEnd()).observe(this.scroll);
    new ResizeObserver(() => this.isStuck && this.toEnd()).observe(this.list);
    pane.querySelector("[data-newest]")!.addEventListener("click", () => void this.toNewest());
    window.addEventListener("hashchange", () => void this.toHash());
    const unread = page.last - facts.read;
    const jump = pane.querySelector<HTMLButtonElement>("[data-unread]")!;
    if (unread > 0 && facts.read + 1 < page.begin) {
      jump.hidden = false;
      jump.querySelector("[data-unread-words]")!.textContent = `${say("new")} (${unread})`;
      jump.addEventListener("click", () => {
        jump.hidden = true;
        void this.show(facts.read + 1);
      });
    }
    void this.toHash();
  }

  get isAtEnd(): boolean {
    return this.isLast && this.isStuck;
  }

  get upTo(): number {
    return this.end;
  }

  get holdsNewest(): boolean {
    return this.isLast;
  }

  /** A message that was told or sent; false when others before it never came. */
  add(message: Message): boolean {
    this.last = Math.max(this.last, message.number);
    if (!this.isLast) {
      this.forget(message.mark);
      this.count();
      return true;
    }
    if (message.number <= this.end) {
      if (this.messages.has(message.number)) this.change(message);
      this.forget(message.mark);
      return true;
    }
    if (message.number > this.end + 1) return false;
    this.end = message.number;
    const own = message.author?.id === this.facts.me.id;
    this.forget(own ? message.mark : "");
    if (this.facts.keptAway.includes(message.author?.id ?? 0)) return true;
    this.put([message]);
    if (own || this.isStuck) this.toEnd();
    else this.count();
    return true;
  }

  /** Pages of what was missed, until nothing is. */
  take(page: Page): void {
    this.last = Math.max(this.last, page.last);
    const fresh = page.messages.filter(({ number }) => number > this.end);
    fresh.forEach(({ mark }) => this.forget(mark));
    const stick = this.isStuck && this.isLast;
    this.end = Math.max(this.end, page.end);
    this.put(fresh);
    if (stick) this.toEnd();
    else if (fresh.length) this.count(fresh.length);
  }

  change(message: Message): void {
    const before = this.messages.get(message.number);
    const old = this.lines.get(message.number);
    if (!before || !old) return;
    const merged = { ...message };
    if (!merged.notice && before.notice) merged.notice = before.notice;
    if (merged.sticker && before.sticker?.title) merged.sticker.title = before.sticker.title;
    if (message.kind === "card" && !message.recalled && !message.hidden && before.card && !message.card) merged.card = before.card;
    if (message.recalled && before.text) merged.text = before.text; // one's own words can be written again
    const mine = new Set(before.reactions?.filter((sign) => sign.mine).map(({ sign }) => sign));
    merged.reactions = (message.reactions ?? []).map((sign) => ({ ...sign, mine: sign.mine ?? mine.has(sign.sign) }));
    this.messages.set(message.number, merged);
    const fresh = line(merged, this.facts);
    this.lines.set(message.number, fresh);
    old.replaceWith(fresh);
    this.dress();
  }

  find(number: number): HTMLLIElement | undefined {
    return this.lines.get(number);
  }

  /** One's own message, before the server has it. */
  expect(message: Message): HTMLLIElement {
    const element = line(message, this.facts);
    element.removeAttribute("id");
    element.classList.add("is-sending");
    element.querySelector(".say-state")?.append(say("sending"));
    this.waiting.set(message.mark, element);
    this.list.append(element);
    this.dress();
    this.toEnd();
    return element;
  }

  forget(mark: string): void {
    this.waiting.get(mark)?.remove();
    this.waiting.delete(mark);
  }

  /** Show one message and what stands around it. */
  async show(number: number): Promise<void> {
    if (number < this.begin || number > this.end) {
      const page = await this.ask(`around=${number}`);
      if (!page) return;
      this.renew(page);
    }
    const element = this.lines.get(number) ?? [...this.lines.entries()].find(([other]) => other >= number)?.[1];
    if (!element) return;
    this.isStuck = false;
    element.scrollIntoView({ block: "center" });
    element.classList.add("is-shown");
    window.setTimeout(() => element.classList.remove("is-shown"), 2_000);
  }

  async toNewest(): Promise<void> {
    if (!this.isLast) {
      const page = await this.ask("");
      if (!page) return;
      this.renew(page);
    }
    this.toEnd();
  }

  toEnd(): void {
    this.isStuck = true;
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.unseen = 0;
    this.tellNewest();
    if (this.isLast) this.seen(this.end);
  }

  /** How far others have read: below one's own last message that they did. */
  readUpTo(number: number): void {
    this.facts.readByOthers = Math.max(this.facts.readByOthers, number);
    this.dress();
  }

  private async toHash(): Promise<void> {
    const found = /^#message-(\d+)$/.exec(window.location.hash);
    if (found) await this.show(Number(found[1]));
  }

  private renew(page: Page): void {
    this.messages.clear();
    this.lines.clear();
    this.list.replaceChildren(...this.waiting.values());
    ({ begin: this.begin, end: this.end, is_first: this.isFirst, is_last: this.isLast } = page);
    this.last = Math.max(this.last, page.last);
    this.put(page.messages);
  }

  private async ask(query: string): Promise<Page | null> {
    if (this.isAsking) return null;
    this.isAsking = true;
    const answer = await fetch(`${this.pane.dataset["door"]}?${query}`, { headers: JSON_ONLY }).catch(() => null);
    this.isAsking = false;
    return answer?.ok ? ((await answer.json()) as Page) : null;
  }

  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    this.isStuck = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.isStuck && this.isLast) {
      this.unseen = 0;
      this.seen(this.end);
    }
    this.tellNewest();
    if (scrollTop < EARLY && !this.isFirst) void this.earlier();
    else if (scrollHeight - scrollTop - clientHeight < EARLY && !this.isLast) void this.later();
  }

  private async earlier(): Promise<void> {
    const page = await this.ask(`before=${this.begin}`);
    if (!page) return;
    // What one reads stays where it is, while more appears above it.
    const before = this.scroll.scrollHeight - this.scroll.scrollTop;
    this.begin = Math.min(this.begin, page.begin);
    this.isFirst = page.is_first;
    this.put(page.messages);
    this.scroll.scrollTop = this.scroll.scrollHeight - before;
    if (this.lines.size > MOST) this.letGo(false);
  }

  private async later(): Promise<void> {
    const page = await this.ask(`after=${this.end}`);
    if (!page) return;
    this.isStuck = false;
    this.end = Math.max(this.end, page.end);
    this.isLast = page.is_last;
    this.put(page.messages);
    if (this.lines.size > MOST) this.letGo(true);
  }

  private put(messages: Message[]): void {
    for (const message of messages) {
      if (this.messages.has(message.number) || this.facts.keptAway.includes(message.author?.id ?? 0)) continue;
      const element = line(message, this.facts);
      this.messages.set(message.number, message);
      this.lines.set(message.number, element);
      this.place(element, message.number);
    }
    if (this.isStuck && this.lines.size > MOST) this.letGo(true);
    this.dress();
  }

  private place(element: HTMLLIElement, number: number): void {
    let after: Element | null = this.list.lastElementChild;
    while (after) {
      const other = Number((after as HTMLElement).dataset["number"] ?? 0);
      if (other && other < number) break;
      after = after.previousElementSibling;
    }
    if (after) after.after(element);
    else this.list.prepend(element);
  }

  /** Lines far from where one reads are let go; they can be had again. */
  private letGo(first: boolean): void {
    const numbers = [...this.lines.keys()].sort((one, other) => one - other);
    const far = first ? numbers.slice(0, numbers.length - MOST) : numbers.slice(MOST);
    for (const number of far) {
      this.lines.get(number)?.remove();
      this.lines.delete(number);
      this.messages.delete(number);
    }
    if (!far.length) return;
    if (first) {
      this.begin = Math.min(...this.lines.keys());
      this.isFirst = false;
    } else {
      this.end = Math.max(...this.lines.keys());
      this.isLast = false;
    }
  }

  private count(more = 1): void {
    this.unseen += more;
    this.tellNewest();
  }

  private tellNewest(): void {
    const button = this.pane.querySelector<HTMLButtonElement>("[data-newest]")!;
    button.hidden = this.isStuck && this.isLast;
    const badge = button.querySelector<HTMLElement>("[data-newest-count]")!;
    badge.hidden = this.unseen === 0;
    badge.textContent = this.unseen > 99 ? "99+" : String(this.unseen);
  }

  /** Days, the line above what is new, and who speaks on: what depends on the neighbours. */
  private dress(): void {
    for (const separator of this.list.querySelectorAll(".say-day, .say-new")) separator.remove();
    let before: HTMLElement | null = null;
    let isNewDrawn = false;
    let lastRead: HTMLElement | null = null;
    for (const element of [...this.list.children] as HTMLElement[]) {
      const at = new Date(element.dataset["at"] ?? "");
      const day = at.toDateString();
      const number = Number(element.dataset["number"] ?? 0);
      const isMine = element.classList.contains("say-mine");
      const isOther = !before || new Date(before.dataset["at"] ?? "").toDateString() !== day;
      if (isOther && !Number.isNaN(at.getTime())) element.before(made("li", "say-day", made("span", "", this.dayOf(at))));
      let isNew = false;
      if (!isNewDrawn && number > this.newAfter && !isMine && this.newAfter > 0) {
        isNewDrawn = isNew = true;
        element.before(made("li", "say-new", made("span", "", say("new"))));
      }
      const goesOn =
        !isOther &&
        !isNew &&
        before?.dataset["author"] !== undefined &&
        before.dataset["author"] === element.dataset["author"] &&
        at.getTime() - new Date(before.dataset["at"] ?? "").getTime() < TOGETHER;
      element.classList.toggle("say-on", goesOn);
      before?.classList.toggle("say-more-follows", goesOn);
      element.classList.remove("say-more-follows");
      if (!element.classList.contains("is-sending") && !element.classList.contains("is-failed") && isMine) {
        const state = element.querySelector(".say-state");
        if (state) state.textContent = "";
        if (number && number <= this.facts.readByOthers) lastRead = element;
      }
      before = element;
    }
    lastRead?.querySelector(".say-state")?.append(` · ${say("read")}`);
    this.pane.querySelector<HTMLElement>("[data-empty]")!.hidden = this.list.childElementCount > 0;
  }

  private dayOf(at: Date): string {
    const today = new Date();
    if (at.toDateString() === today.toDateString()) return say("today");
    if (at.toDateString() === new Date(today.getTime() - DAY).toDateString()) return say("yesterday");
    return this.days.format(at);
  }
}
