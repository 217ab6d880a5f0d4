// Products shown in a note: found by name, pinned to a point of a photo by finger, mouse or arrow keys, or to the whole note.

import htmx from "htmx.org";
import type { Desk } from "../compose";
import { copyOf, field } from "./rows";

export type Move = (point: { x: number; y: number }) => { x: number; y: number } | null;

export interface Pinned {
  /** Let the products of a photo stay with the note when the photo goes. */
  leave(photo: string): void;
  /** Carry the products of one photo over to another; a point that falls outside stays with the note. */
  carry(from: string, to: string, move: Move): void;
}

export function pins(desk: Desk): Pinned {
  const { form, list } = desk;
  const shelf = form.querySelector<HTMLElement>("[data-pins]")!;
  const sheet = document.querySelector<HTMLDialogElement>("[data-pin-sheet]")!;
  const part = sheet.querySelector<HTMLElement>("[data-point-part]")!;
  const stage = sheet.querySelector<HTMLElement>("[data-point-photo]")!;
  const search = sheet.querySelector<HTMLInputElement>("[type=search]")!;
  const rows = (): HTMLElement[] => [...shelf.querySelectorAll<HTMLElement>("[data-pinned]")];

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
    field(row, "pin_photo").value = at ? on : "";
    field(row, "pin_x").value = at ? at.x.toFixed(4) : "";
    field(row, "pin_y").value = at ? at.y.toFixed(4) : "";
    row.querySelector("[data-where]")!.textContent = desk.word(at ? "pinned" : "withNote");
  };

  const draw = (): void => {
    for (const dot of list.querySelectorAll(".pin")) dot.remove();
    for (const row of rows()) {
      const on = field(row, "pin_photo").value;
      if (!on) continue;
      const shown = [...list.querySelectorAll<HTMLElement>("[data-photo]")].find((other) => field(other, "photo").value === on);
      const dot = document.createElement("span");
      dot.className = "pin";
      dot.style.left = `${Number(field(row, "pin_x").value) * 100}%`;
      dot.style.top = `${Number(field(row, "pin_y").value) * 100}%`;
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

  sheet.addEventListener("click", (event) => {
    const chosen = (event.target as Element).closest<HTMLElement>("[data-choose-product]");
    if (!chosen) return;
    const product = chosen.dataset["chooseProduct"]!;
    const known = rows().find((row) => field(row, "pin_product").value === product);
    const row = known ?? copyOf("pin-row");
    field(row, "pin_product").value = field(row, "pin_remove").value = product;
    row.querySelector("[data-title]")!.textContent = chosen.dataset["title"] ?? "";
    place(row, photo, photo ? point : null);
    desk.enliven(row);
    if (!known) shelf.append(row);
    sheet.close();
    draw();
    desk.changed();
  });

  shelf.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-unpin]");
    if (!button) return;
    button.closest("[data-pinned]")?.remove();
    draw();
    desk.changed();
    form.querySelector<HTMLElement>("[data-pin-note]")?.focus();
  });

  draw();
  new MutationObserver(draw).observe(list, { childList: true });

  const of = (on: string): HTMLElement[] => rows().filter((row) => field(row, "pin_photo").value === on);
  return {
    leave: (on) => of(on).forEach((row) => place(row, "", null)),
    carry: (from, to, move) => {
      for (const row of of(from)) {
        place(row, to, move({ x: Number(field(row, "pin_x").value), y: Number(field(row, "pin_y").value) }));
      }
      draw();
    },
  };
}
