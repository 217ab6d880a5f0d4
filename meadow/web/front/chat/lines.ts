// How one message looks: the same shape that the server draws for pages without scripts (talk/parts/line.html).

import { made, say, type Card, type Facts, type Message } from "./words";

const LINK = /(https?:\/\/[^\s<>"'，。！？、；：）】」]+)|(?<![\w.@/])@([a-z0-9][a-z0-9_.]{1,28}[a-z0-9])/gi;
const TAIL = /[.,;:!?)\]}]+$/;
const language = document.documentElement.lang.toLowerCase();
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

/** A text with addresses and handles that can be touched; nothing else in it is ever more than text. */
export function touched(text: string): DocumentFragment {
  const all = document.createDocumentFragment();
  let place = 0;
  for (const found of text.matchAll(LINK)) {
    const start = found.index;
    let shown = found[0];
    const link = made("a");
    if (found[1]) {
      shown = shown.replace(TAIL, "");
      link.href = shown;
      link.target = "_blank";
      link.rel = "noopener noreferrer nofollow ugc";
    } else {
      link.className = "call";
      link.href = `/people/${found[2]!.toLowerCase()}/`;
    }
    link.textContent = shown;
    all.append(text.slice(place, start), link);
    place = start + shown.length;
  }
  all.append(text.slice(place));
  return all;
}

export const isMine = (message: Message, facts: Facts): boolean => message.author?.id === facts.me.id;

/** A message in a few words: where another one answers it, and above the composer. */
export function inShort(message: { kind: string; text: string }): string {
  if (message.text) return message.text;
  return say(["photo", "sticker", "card", "gone"].includes(message.kind) ? message.kind : "gone");
}

/** What stands for a message that nobody says, or that was taken away; null for one that stands. */
function notice(message: Message, facts: Facts): string | null {
  if (message.kind === "notice") return message.notice ?? message.notices?.[language] ?? Object.values(message.notices ?? {})[0] ?? "";
  if (message.hidden) return say("hidden");
  if (message.recalled) return isMine(message, facts) ? say("recalledByMe") : say("recalled", { name: message.author?.name ?? "" });
  return null;
}

export function line(message: Message, facts: Facts): HTMLLIElement {
  const element = made("li", "say");
  element.id = `message-${message.number}`;
  element.dataset["number"] = String(message.number);
  element.dataset["at"] = message.at;
  const words = notice(message, facts);
  if (words !== null) {
    element.classList.add("say-notice");
    const said = made("p", "", words);
    if (message.recalled && isMine(message, facts) && message.kind === "text" && message.text) {
      const again = made("button", "say-again", say("again"));
      again.type = "button";
      again.dataset["again"] = message.text;
      said.append(" ", again);
    }
    element.append(said);
    return element;
  }
  const mine = isMine(message, facts);
  element.classList.toggle("say-mine", mine);
  element.classList.toggle("say-announcement", Boolean(message.announcement));
  element.classList.toggle("say-calls", message.text.toLowerCase().includes(`@${facts.me.handle}`));
  element.dataset["author"] = String(message.author?.id ?? 0);
  element.append(face(message), body(message));
  return element;
}

function face(message: Message): HTMLElement {
  const link = made("a", "avatar avatar-m say-face");
  link.href = `/people/${message.author?.handle ?? ""}/`;
  link.tabIndex = -1;
  link.ariaHidden = "true";
  if (message.author?.picture) link.append(picture(message.author.picture, "", 36, 36));
  else link.append((message.author?.name ?? "").slice(0, 1).toUpperCase());
  return link;
}

function body(message: Message): HTMLElement {
  const bubble = made("div", "bubble");
  if (message.announcement) bubble.append(made("p", "say-kind", say("announcement")));
  if (message.answers) {
    const quote = made("a", "quote", made("b", "", message.answers.name), " ", inShort(message.answers));
    quote.href = `#message-${message.answers.number}`;
    quote.dataset["to"] = String(message.answers.number);
    bubble.append(quote);
  }
  if (message.photos?.length) bubble.append(photos(message));
  if (message.sticker) {
    bubble.classList.add("bubble-bare");
    const sticker = picture(message.sticker.url, message.sticker.title ?? say("sticker"), 112, 112);
    sticker.className = "sticker";
    bubble.append(sticker);
  }
  const card = message.card ?? message.cards?.[language] ?? Object.values(message.cards ?? {})[0];
  if (card) {
    bubble.classList.add("bubble-thing");
    bubble.append(thing(card));
  } else if (message.kind === "card") bubble.append(made("p", "say-text soft", "…"));
  if (message.text) {
    const text = made("p", "say-text");
    text.append(touched(message.text));
    bubble.append(text);
  }
  const foot = made("p", "say-foot");
  const at = made("time", "", clock.format(new Date(message.at)));
  at.dateTime = message.at;
  foot.append(at);
  if (message.edited) foot.append(` · ${say("edited")}`);
  foot.append(made("span", "say-state"));
  const beside = made("div", "say-beside", bubble, more());
  const all = made("div", "say-body", name(message), beside);
  if (message.reactions?.length) all.append(signs(message));
  all.append(foot);
  return all;
}

/** Who says it, and in a group what they are there. */
function name(message: Message): HTMLElement {
  const shown = made("p", "say-name", message.author?.name ?? "");
  const badge = message.author?.badge;
  if (badge?.role) shown.append(" ", made("span", "badge badge-good", say(badge.role)));
  if (badge && badge.level > 1) shown.append(" ", made("span", "badge", say("level", { level: String(badge.level) })));
  return shown;
}

function more(): HTMLButtonElement {
  const button = made("button", "say-more icon-button");
  button.type = "button";
  button.dataset["more"] = "";
  button.ariaLabel = say("actions");
  button.ariaHasPopup = "menu";
  const drawing = document.querySelector<HTMLTemplateElement>("template[data-icon-dots]");
  if (drawing) button.append(drawing.content.cloneNode(true));
  return button;
}

function signs(message: Message): HTMLElement {
  const row = made("div", "say-signs");
  for (const { sign, count, mine } of message.reactions ?? []) {
    const button = made("button", "say-sign", sign, " ", made("span", "figures", String(count)));
    button.type = "button";
    button.dataset["react"] = sign;
    button.ariaPressed = String(Boolean(mine));
    button.ariaLabel = say("signs", { sign, count });
    row.append(button);
  }
  return row;
}

function photos(message: Message): HTMLElement {
  const all = made("div", `say-photos say-photos-${Math.min(message.photos!.length, 3)}`);
  for (const photo of message.photos!) {
    const image = picture(photo.small, "", photo.width, photo.height);
    const link = made("a", "say-photo", image);
    link.href = photo.url;
    link.dataset["photo"] = photo.url;
    link.ariaLabel = say("showPhoto");
    link.style.setProperty("--colour", /^#[0-9a-f]{6}$/i.test(photo.colour) ? photo.colour : "transparent");
    all.append(link);
  }
  return all;
}

/** The address of a card, which says out of which group it was opened. */
function withPlace(url: string): string {
  const { place, thread } = document.querySelector<HTMLElement>("[data-thread]")?.dataset ?? {};
  return place === "group" && thread ? `${url}${url.includes("?") ? "&" : "?"}from=group:${thread}` : url;
}

/** Something of the house: a picture, what it is, and how it stands with it just now. */
export function thing(card: Card, isLink = true): HTMLElement {
  const box = isLink && card.url ? made("a", "thing") : made("span", "thing");
  if (box instanceof HTMLAnchorElement) box.href = withPlace(card.url);
  box.dataset["state"] = card.state;
  box.dataset["kind"] = card.kind;
  if (card.picture) {
    const image = picture(card.picture, "", 64, 64);
    image.className = "thing-picture";
    box.append(image);
  }
  const words = made("span", "thing-words", made("b", "thing-title", card.title));
  if (card.line) words.append(made("span", "thing-line", card.line));
  if (card.price) {
    const price = card.data["is_from"] ? say("from", { price: card.price }) : card.price;
    words.append(made("span", "thing-price figures", price));
  }
  const begins = card.data["begins"];
  if (typeof begins === "string") {
    const left = made("span", "thing-line figures");
    left.dataset["begins"] = begins;
    words.append(left);
  }
  box.append(words);
  return box;
}

function picture(url: string, alt: string, width: number, height: number): HTMLImageElement {
  const image = made("img");
  image.src = url;
  image.alt = alt;
  image.width = width;
  image.height = height;
  image.loading = "lazy";
  image.decoding = "async";
  return image;
}
