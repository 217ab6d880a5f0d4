// Cropping: the part that will be shown is chosen by dragging, by arrow keys or by sliders, and cut out by the server.

import type { Desk } from "../compose";
import type { Move, Pinned } from "./pins";
import { field, showPhoto, type Uploaded } from "./rows";

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

const WHOLE: Box = { x: 0, y: 0, w: 1, h: 1 };

export function crops(desk: Desk, pinned: Pinned): void {
  const sheet = document.querySelector<HTMLDialogElement>("[data-crop-sheet]")!;
  const canvas = sheet.querySelector("canvas")!;
  const shape = sheet.querySelector<HTMLSelectElement>("[data-shape]")!;
  const [zoom, across, down] = ["zoom", "across", "down"].map(
    (name) => sheet.querySelector<HTMLInputElement>(`[data-${name}]`)!,
  ) as [HTMLInputElement, HTMLInputElement, HTMLInputElement];
  const wrong = sheet.querySelector<HTMLElement>("[data-crop-error]")!;
  const button = sheet.querySelector<HTMLButtonElement>("[data-crop-do]")!;
  const undo = sheet.querySelector<HTMLButtonElement>("[data-crop-undo]")!;

  let row: HTMLElement | null = null;
  let image = new Image();

  /** The chosen part in fractions of the whole photo. */
  const chosen = (): Box => {
    const whole = image.naturalWidth / image.naturalHeight;
    const ratio = Number(shape.value) || whole;
    const closer = Number(zoom.value);
    const w = Math.min(1, ratio / whole) / closer;
    const h = Math.min(1, whole / ratio) / closer;
    return { x: Number(across.value) * (1 - w), y: Number(down.value) * (1 - h), w, h };
  };

  const draw = (): void => {
    if (!image.naturalWidth) return;
    const { naturalWidth: width, naturalHeight: height } = image;
    const { x, y, w, h } = chosen();
    canvas.height = Math.round((canvas.width * h * height) / (w * width));
    canvas.getContext("2d")?.drawImage(image, x * width, y * height, w * width, h * height, 0, 0, canvas.width, canvas.height);
  };

  const pan = (dx: number, dy: number): void => {
    const { w, h } = chosen();
    if (w < 1) across.value = String(Number(across.value) + (dx * w) / (1 - w));
    if (h < 1) down.value = String(Number(down.value) + (dy * h) / (1 - h));
    draw();
  };

  desk.list.addEventListener("click", (event) => {
    const opener = (event.target as Element).closest("[data-crop]");
    row = opener?.closest<HTMLElement>("[data-photo]") ?? row;
    const shown = row?.querySelector<HTMLImageElement>("[data-thumb] img");
    if (!opener || !row || !shown) return;
    [shape.value, zoom.value, across.value, down.value] = ["0", "1", "0.5", "0.5"];
    wrong.hidden = true;
    undo.hidden = !field(row, "original").value;
    image = new Image();
    image.addEventListener("load", draw);
    image.src = row.dataset["original"] ?? shown.src;
    sheet.showModal();
  });

  for (const input of [shape, zoom, across, down]) input.addEventListener("input", draw);

  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pan(-event.movementX / canvas.clientWidth, -event.movementY / canvas.clientHeight);
  });
  canvas.addEventListener("keydown", (event) => {
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-0.05, 0],
      ArrowRight: [0.05, 0],
      ArrowUp: [0, -0.05],
      ArrowDown: [0, 0.05],
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    pan(...way);
  });

  /** Put another photo into the row and take its products along. */
  const exchange = (photo: Uploaded, original: string, originalUrl: string, box: Box): void => {
    if (!row) return;
    const old = field(row, "photo").value;
    const before = boxOf(row);
    showPhoto(row, photo);
    field(row, "original").value = original;
    if (original) row.dataset["original"] = originalUrl;
    else delete row.dataset["original"];
    row.dataset["box"] = JSON.stringify(box);
    pinned.carry(old, String(photo.id), before ? between(before, box) : () => null);
    sheet.close();
    desk.changed();
  };

  button.addEventListener("click", () => {
    if (!row) return;
    const source = field(row, "original").value || field(row, "photo").value;
    const box = chosen();
    wrong.hidden = true;
    button.setAttribute("aria-busy", "true");
    const work = cut(desk, source, box).then(
      (photo) => exchange(photo, source, image.src, box),
      () => (wrong.hidden = false),
    );
    void desk.during(work).finally(() => button.removeAttribute("aria-busy"));
  });

  undo.addEventListener("click", () => {
    if (!row) return;
    const { naturalWidth: width, naturalHeight: height } = image;
    exchange({ id: Number(field(row, "original").value), url: image.src, width, height }, "", "", WHOLE);
  });
}

/** Which part of its original a row shows; null when an earlier visit cut it and nobody remembers. */
function boxOf(row: HTMLElement): Box | null {
  if (row.dataset["box"]) return JSON.parse(row.dataset["box"]) as Box;
  return field(row, "original").value ? null : WHOLE;
}

/** How a point moves when the part shown changes. */
function between(before: Box, after: Box): Move {
  return ({ x, y }) => {
    const to = {
      x: (before.x + x * before.w - after.x) / after.w,
      y: (before.y + y * before.h - after.y) / after.h,
    };
    return to.x < 0 || to.x > 1 || to.y < 0 || to.y > 1 ? null : to;
  };
}

async function cut(desk: Desk, photo: string, box: Box): Promise<Uploaded> {
  const body = new FormData();
  for (const side of ["x", "y", "w", "h"] as const) body.append(side, String(box[side]));
  const response = await fetch(desk.form.dataset["cropAt"]!.replace("/0/", `/${photo}/`), {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": desk.token },
    body,
  });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Uploaded;
}
