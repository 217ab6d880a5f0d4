// Lines of talk: one message made from the page's own template, and a list that stays short and follows its end.

export interface Message {
  id: number;
  author: { handle: string; name: string; picture: string };
  text: string;
  question: boolean;
  at: string;
  mark: string;
}

const MOST = 150;
const NEAR = 48;

/** Put the words of a message into the shape that the page brought for it. */
export function fill(line: HTMLElement, message: Message): HTMLElement {
  line.dataset["message"] = String(message.id);
  line.dataset["author"] = message.author.handle;
  line.classList.toggle("is-question", message.question);
  line.querySelector(".chat-name")!.textContent = message.author.name;
  line.querySelector(".chat-text")!.textContent = message.text;
  for (const form of line.querySelectorAll<HTMLFormElement>("form[action]")) {
    // The attribute: in a template, whose document has no address, the property is empty.
    const door = form.getAttribute("action") ?? "";
    form.setAttribute("action", door.replace(/\/messages\/\d+\//, `/messages/${message.id}/`));
  }
  return line;
}

/** Whether a text calls somebody by their handle. */
export function calls(text: string, handle: string): boolean {
  if (!handle) return false;
  const at = text.toLowerCase().indexOf(`@${handle.toLowerCase()}`);
  return at >= 0 && !/[\w-]/.test(text[at + handle.length + 1] ?? "");
}

export class Lines {
  private readonly list: HTMLElement;
  private readonly scroll: HTMLElement;
  private readonly shape: HTMLTemplateElement;
  private waiting: HTMLElement[] = [];
  private frame = 0;

  /** `unseen` hears whether something new stands below what is shown. */
  constructor(
    pane: HTMLElement,
    private readonly unseen: (is: boolean) => void,
  ) {
    this.list = pane.querySelector<HTMLElement>("[data-list]")!;
    this.scroll = pane.querySelector<HTMLElement>("[data-scroll]")!;
    this.shape = pane.querySelector<HTMLTemplateElement>("template[data-line]")!;
    this.toEnd();
    this.scroll.addEventListener("scroll", () => this.isAtEnd() && this.unseen(false), { passive: true });
    // A smaller pane (a keyboard came up) still shows its end.
    let wasAtEnd = true;
    this.scroll.addEventListener("scroll", () => (wasAtEnd = this.isAtEnd()), { passive: true });
    new ResizeObserver(() => wasAtEnd && this.toEnd()).observe(this.scroll);
  }

  make(message: Message): HTMLElement {
    const line = this.shape.content.firstElementChild!.cloneNode(true) as HTMLElement;
    return fill(line, message);
  }

  find(id: number): HTMLElement | null {
    return (
      this.list.querySelector<HTMLElement>(`:scope > [data-message="${id}"]`) ??
      this.waiting.find((line) => line.dataset["message"] === String(id)) ??
      null
    );
  }

  findMark(mark: string): HTMLElement | null {
    const isIt = (line: HTMLElement): boolean => line.dataset["mark"] === mark;
    return this.waiting.find(isIt) ?? [...this.list.children].map((line) => line as HTMLElement).find(isIt) ?? null;
  }

  /** Add a line with the next picture: however much is said, the page is drawn once a frame. */
  add(line: HTMLElement): void {
    this.waiting.push(line);
    if (this.waiting.length > MOST) this.waiting.shift();
    // A page in the background draws no frames; it is brought up to date when it is seen again.
    this.frame ||= requestAnimationFrame(() => this.flush());
  }

  flush(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const stays = !this.isAtEnd();
    const some = this.waiting.splice(0);
    for (const line of some) this.place(line);
    const over = this.list.children.length - MOST;
    // Whoever reads further up keeps what they read, up to a point.
    if (over > (stays ? MOST : 0)) for (let n = 0; n < over; n++) this.list.firstElementChild!.remove();
    if (stays) this.unseen(some.length > 0);
    else this.toEnd();
  }

  remove(id: number): void {
    const line = this.find(id);
    this.waiting = this.waiting.filter((it) => it !== line);
    line?.remove();
  }

  clear(): void {
    this.waiting = [];
    this.list.replaceChildren();
  }

  isAtEnd(): boolean {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR;
  }

  toEnd(): void {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.unseen(false);
  }

  /** In the order of their numbers; one that has none yet stands at the end. */
  private place(line: HTMLElement): void {
    const id = Number(line.dataset["message"]);
    let after = this.list.lastElementChild as HTMLElement | null;
    while (id && after && (Number(after.dataset["message"]) > id || !Number(after.dataset["message"]))) {
      after = after.previousElementSibling as HTMLElement | null;
    }
    if (after) after.after(line);
    else this.list.prepend(line);
  }
}
