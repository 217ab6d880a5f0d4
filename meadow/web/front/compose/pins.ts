// Products and things shown in a note: found or called by name, marked at a point of a photo by finger, mouse or arrow keys,
// or with the whole note.

import htmx from "htmx.org";
import type { Desk } from "../compose";
import { copyOf, field } from "./rows";

export type Move = (point: { x: number; y: number }) => { x: number; y: number } | null;

export interface Pinned {
  /** Let what is marked on a photo stay with the note when the photo goes. */
  leave(photo: string): void;
  /** Carry what is marked on one photo over to another; a point that falls outside stays with the note. */
  carry(from: string, to: string, move: Move): void;
}

export function pins(desk: Desk): Pinned {
  const { form, list } = desk;
  const shelf = form.querySelector<HTMLElement>("[data-pins]")!;
  const sheet = document.querySelector<HTMLDialogElement>("[data-pin-sheet]")!;
  const part = sheet.querySelector<HTMLElement>("[data-point-part]")!;
  const stage = sheet.querySelector<HTMLElement>("[data-point-photo]")!;
  const search = sheet.querySelector<HTMLInputElement>("[type=search]")!;
  const rows = (): HTMLElement[] => [...shelf.querySelectorAll<HTMLElement>("[data-pinned], [data-tagged]")];
  /** One of the fields that say where: a product's begin with `pin_`, a thing's with `thing_`. */
  const where = (row: HTMLElement, part: "photo" | "x" | "y"): HTMLInputElement =>
    field(row, `${"tagged" in row.dataset ? "thing" : "pin"}_${part}`);

  const mark = document.createElement("span");
  mark.className = "pin";
  let photo = "";
  const point = { x: 0.5, y: 0.5 };
  const put = (x: number, y: number): void => {
    point.x = Math.min(1, Math.max(0, x));
    point.y = Math.min(1, Math.max(0, y));
    mark.style.left = `${point.x * 100}%`;
    mark.style.top = `${point.y * 100}%`;
  };

  const place = (row: HTMLElement, on: string, at: { x: number; y: number } | null): void => {
    where(row, "photo").value = at ? on : "";
    where(row, "x").value = at ? at.x.toFixed(4) : "";
    where(row, "y").value = at ? at.y.toFixed(4) : "";
    row.querySelector("[data-where]")!.textContent = desk.word(at ? "pinned" : "withNote");
  };

  const draw = (): void => {
    for (const dot of list.querySelectorAll(".pin")) dot.remove();
    for (const row of rows()) {
      const on = where(row, "photo").value;
      if (!on) continue;
      const shown = [...list.querySelectorAll<HTMLElement>("[data-photo]")].find((other) => field(other, "photo").value === on);
      const dot = document.createElement("span");
      dot.className = "tagged" in row.dataset ? "pin pin-thing" : "pin";
      dot.style.left = `${Number(where(row, "x").value) * 100}%`;
      dot.style.top = `${Number(where(row, "y").value) * 100}%`;
      shown?.querySelector("[data-thumb]")?.append(dot);
    }
  };

  const open = (row: HTMLElement | null): void => {
    const image = row?.querySelector<HTMLImageElement>("[data-thumb] img");
    photo = row && image ? field(row, "photo").value : "";
    part.hidden = !photo;
    if (image) {
      stage.replaceChildren(image.cloneNode() as Node, mark);
      put(0.5, 0.5);
    }
    sheet.showModal();
    (photo ? stage : search).focus();
    htmx.trigger(search, "look");
  };

  list.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-pin]");
    if (button) open(button.closest<HTMLElement>("[data-photo]"));
  });
  form.querySelector("[data-pin-note]")?.addEventListener("click", () => open(null));

  stage.addEventListener("click", (event) => {
    const box = stage.getBoundingClientRect();
    put((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  stage.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.1 : 0.02;
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    put(point.x + way[0], point.y + way[1]);
  });

  /** Mark it at the chosen point, in the row that it has already or in a new one. */
  const lay = (row: HTMLElement, isNew: boolean): void => {
    place(row, photo, photo ? point : null);
    desk.enliven(row);
    if (isNew) shelf.append(row);
    sheet.close();
    draw();
    desk.changed();
  };

  sheet.addEventListener("click", (event) => {
    const chosen = (event.target as Element).closest<HTMLElement>("[data-choose-product]");
    if (!chosen) return;
    const product = chosen.dataset["chooseProduct"]!;
    const known = rows().find((row) => field(row, "pin_product").value === product);
    const row = known ?? copyOf("pin-row");
    field(row, "pin_product").value = field(row, "pin_remove").value = product;
    row.querySelector("[data-title]")!.textContent = chosen.dataset["title"] ?? "";
    lay(row, !known);
  });

  sheet.addEventListener("click", (event) => {
    const called = (event.target as Element).closest<HTMLElement>("[data-choose-thing]")?.dataset["chooseThing"];
    if (!called) return;
    const known = rows().find((row) => "tagged" in row.dataset && field(row, "thing_name").value === called);
    const row = known ?? copyOf("thing-row");
    field(row, "thing_name").value = field(row, "thing_remove").value = called;
    row.querySelector("[data-title]")!.textContent = called;
    lay(row, !known);
  });

  shelf.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-unpin]");
    if (!button) return;
    button.closest("[data-pinned], [data-tagged]")?.remove();
    draw();
    desk.changed();
    form.querySelector<HTMLElement>("[data-pin-note]")?.focus();
  });

  draw();
  new MutationObserver(draw).observe(list, { childList: true });

  const of = (on: string): HTMLElement[] => rows().filter((row) => where(row, "photo").value === on);
  return {
    leave: (on) => of(on).forEach((row) => place(row, "", null)),
    carry: (from, to, move) => {
      for (const row of of(from)) {
        place(row, to, move({ x: Number(where(row, "x").value), y: Number(where(row, "y").value) }));
      }
      draw();
    },
  };
}
