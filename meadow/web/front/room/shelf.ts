// Goods in a room: what is explained and offered follows what the room tells, and one buys in a sheet while the picture goes on.

import htmx from "htmx.org";
import type { Told } from "./connection";

interface ToldOffer extends Told {
  id: number;
  variant: number;
  product: number;
  title: string;
  price: number;
  usual_price: number;
  lowest_30: number | null;
  currency: string;
  limit_each: number;
  starts_at: string;
  ends_at: string;
  state: string;
  left: number;
  now: string;
}

const MOST_WAIT = 4_000;
const TICKER = 6_000;

const goods = (): HTMLElement | null => document.getElementById("room-goods");

function money(minor: number, currency: string): string {
  const shape = new Intl.NumberFormat(goods()?.dataset["lang"] || undefined, { style: "currency", currency });
  return shape.format(minor / 10 ** (shape.resolvedOptions().maximumFractionDigits ?? 2));
}

function clock(seconds: number): string {
  const whole = Math.max(Math.ceil(seconds), 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function say(card: HTMLElement, part: string, text: string): void {
  const place = card.querySelector(`[data-offer-${part}]`);
  if (place && place.textContent !== text) place.textContent = text;
}

/** Where the server's clock stands against this one; each telling says what time it is there. */
const ahead = new WeakMap<HTMLElement, number>();

function tick(card: HTMLElement): void {
  const { starts, ends, now, left, wordBegins, wordEnds, wordOut, wordOver } = card.dataset;
  if (!ahead.has(card)) ahead.set(card, Date.parse(now ?? "") - Date.now());
  const here = Date.now() + (ahead.get(card) ?? 0);
  const begins = (Date.parse(starts ?? "") - here) / 1_000;
  const over = (Date.parse(ends ?? "") - here) / 1_000;
  const buy = card.querySelector<HTMLElement>("[data-offer-buy]");
  const isOpen = begins <= 0 && over > 0 && left !== "0";
  if (buy) {
    buy.classList.toggle("is-waiting", !isOpen);
    if (isOpen) buy.removeAttribute("aria-disabled");
    else buy.setAttribute("aria-disabled", "true");
  }
  if (over <= 0) return void card.remove();
  if (left === "0") say(card, "clock", wordOut ?? "");
  else if (begins > 0) say(card, "clock", `${wordBegins ?? ""} ${clock(begins)}`);
  else say(card, "clock", over > 0 ? `${wordEnds ?? ""} ${clock(over)}` : (wordOver ?? ""));
}

function offered(told: ToldOffer): void {
  const place = goods()?.querySelector<HTMLElement>("[data-offers]");
  if (!place) return;
  let card = place.querySelector<HTMLElement>(`[data-offer="${told.id}"]`);
  if (told.state !== "open") return void card?.remove();
  if (!card) {
    const pattern = document.getElementById("offer-template") as HTMLTemplateElement | null;
    card = pattern?.content.querySelector<HTMLElement>("[data-offer]")?.cloneNode(true) as HTMLElement | null;
    if (!card) return;
    card.dataset["offer"] = String(told.id);
    const known = document.querySelector(`#shelf-list [data-product="${told.product}"] h3`)?.textContent?.trim();
    say(card, "title", known || told.title);
    say(card, "price", money(told.price, told.currency));
    say(card, "usual", money(told.usual_price, told.currency));
    const lowest = told.lowest_30 === null ? "" : (card.dataset["wordLowest"] ?? "");
    say(card, "lowest", lowest.replace("{price}", money(told.lowest_30 ?? 0, told.currency)));
    const buy = card.querySelector<HTMLAnchorElement>("[data-offer-buy]");
    if (buy) buy.href += `&variant=${told.variant}&offer=${told.id}`;
    place.prepend(card);
  }
  Object.assign(card.dataset, { starts: told.starts_at, ends: told.ends_at, left: String(told.left), now: told.now });
  ahead.set(card, Date.parse(told.now) - Date.now());
  const words = (card.dataset["wordLeft"] ?? "").replace("{left}", String(told.left)).replace("{each}", String(told.limit_each));
  say(card, "left", words);
  tick(card);
}

function explained(product: { id: number } | null): void {
  const all = goods();
  const place = all?.querySelector<HTMLElement>("[data-now]");
  if (!all || !place) return;
  for (const item of all.querySelectorAll("#shelf-list .is-explained")) item.classList.remove("is-explained");
  if (!product) return place.replaceChildren();
  const item = all.querySelector<HTMLElement>(`#shelf-list [data-product="${product.id}"]`);
  if (!item) return stale();
  item.classList.add("is-explained");
  const card = item.cloneNode(true) as HTMLElement;
  place.replaceChildren(card);
  htmx.process(card);
}

let waits = 0;

/** Load the shelf anew, everybody at a moment of their own. */
function stale(most = MOST_WAIT): void {
  if (waits) return;
  waits = window.setTimeout(() => {
    waits = 0;
    goods()?.dispatchEvent(new Event("meadow:stale"));
  }, Math.random() * most);
}

function bought(initial: string): void {
  const place = goods()?.querySelector<HTMLElement>("[data-ticker]");
  if (!place) return;
  place.textContent = (place.dataset["word"] ?? "").replace("{name}", `${initial}.`);
  window.setTimeout(() => place.isConnected && (place.textContent = ""), TICKER);
}

function told(event: CustomEvent<Told>): void {
  const said = event.detail;
  if (said.from === "console") return;
  if (said.kind === "shelf") stale();
  else if (said.kind === "raffle") stale();
  else if (said.kind === "explaining") explained((said["product"] ?? null) as { id: number } | null);
  else if (said.kind === "offer") {
    if (typeof said["starts_at"] === "string") offered(said as ToldOffer);
    else left(Number(said["id"]), Number(said["left"]));
  } else if (said.kind === "order") bought(String(said["initial"] ?? ""));
}

function left(id: number, pieces: number): void {
  const card = goods()?.querySelector<HTMLElement>(`[data-offer="${id}"]`);
  if (!card) return;
  const each = card.querySelector<HTMLElement>("[data-offer-left]")?.dataset["each"] ?? "1";
  card.dataset["left"] = String(pieces);
  say(card, "left", (card.dataset["wordLeft"] ?? "").replace("{left}", String(pieces)).replace("{each}", each));
  tick(card);
}

/** That somebody buys a thing out of this room: it is what led them there. A product's own page says so by itself. */
function looked(link: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>("form[data-room-touch]");
  const product = link.closest<HTMLElement>("[data-product]")?.dataset["product"];
  if (!form || !product) return;
  const said = new FormData(form);
  said.set("product", product);
  void fetch(form.action, { method: "POST", body: said, keepalive: true }).catch(() => undefined);
}

export function shelf(): void {
  document.addEventListener("meadow:room", told);
  document.addEventListener("meadow:room-again", ({ detail }) => detail.isFirst || stale());
  window.setInterval(() => {
    for (const card of document.querySelectorAll<HTMLElement>("#room-goods [data-offer]")) tick(card);
  }, 250);

  // What is swapped in keeps the sheet open that was open.
  let wasOpen = false;
  document.addEventListener("htmx:beforeSwap", () => {
    wasOpen = document.getElementById("shelf-list")?.matches(":popover-open") ?? false;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const list = document.getElementById("shelf-list");
    if (wasOpen && list && !list.matches(":popover-open")) list.showPopover();
    wasOpen = false;
  });

  const sheet = document.getElementById("room-buy") as HTMLDialogElement | null;
  const body = document.getElementById("room-buy-body");
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(".shelf [data-look], .shelf [data-buy]");
    if (!link) return;
    if (link.getAttribute("aria-disabled") === "true") return event.preventDefault();
    if (link.hasAttribute("data-buy")) looked(link);
    if (!link.hasAttribute("data-buy") || !sheet || !body || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    document.getElementById("shelf-list")?.hidePopover();
    body.replaceChildren();
    sheet.showModal();
    void htmx.ajax("get", link.href, { source: body, target: body, swap: "innerHTML" });
  });
  // Inside the sheet a link back to the room only closes it, and links to other pages open beside it.
  sheet?.addEventListener(
    "click",
    (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
      if (!link || link.target === "_blank") return;
      if (link.matches("[data-close]")) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return sheet.close();
      }
      if (!/^\/(buy|pay)/.test(new URL(link.href).pathname)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        window.open(link.href, "_blank", "noopener");
      }
    },
    true,
  );
  sheet?.addEventListener("close", () => body?.replaceChildren());
}

/** The console's goods follow what others of the team, viewers and the clock do, part by part. */
export function consoleShelf(): void {
  let timer = 0;
  const kinds = new Set<string>();
  document.addEventListener("meadow:room", ({ detail }) => {
    if (!["shelf", "explaining", "offer", "raffle", "asks", "state"].includes(detail.kind)) return;
    kinds.add(detail.kind);
    timer ||= window.setTimeout(() => {
      timer = 0;
      for (const part of document.querySelectorAll<HTMLElement>("#console-goods, #console-goods [data-stale-on]")) {
        if (part.dataset["staleOn"]?.split(" ").some((kind) => kinds.has(kind))) part.dispatchEvent(new Event("meadow:stale"));
      }
      kinds.clear();
    }, 400);
  });
}
