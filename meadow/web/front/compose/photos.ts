// Photos of a note: uploaded at once with their progress, put in order by dragging or by buttons, taken out.

import type { Desk } from "../compose";
import type { Pinned } from "./pins";
import { copyOf, field, showPhoto, type Uploaded } from "./rows";

export function photos(desk: Desk, pinned: Pinned): void {
  const { form, list } = desk;
  const most = Number(form.dataset["most"]);
  const rows = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[data-photo]")];

  const number = (): void => {
    rows().forEach((row, index) => (field(row, "position").value = String(index + 1)));
  };

  const moved = (row: HTMLElement, from: number): void => {
    number();
    const to = rows().indexOf(row) + 1;
    desk.say(desk.word("moved").replace("%n", String(from)).replace("%m", String(to)));
    desk.changed();
  };

  const take = (file: File): void => {
    if (rows().length >= most) return desk.say(desk.word("full"));
    const row = copyOf("photo-row");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", desk.word("uploading").replace("%f", file.name));
    row.querySelector("[data-thumb]")!.append(bar);
    desk.enliven(row);
    // What is not there yet is not sent along.
    const inputs = [...row.querySelectorAll("input, button")] as (HTMLInputElement | HTMLButtonElement)[];
    for (const input of inputs) input.disabled = true;
    list.append(row);
    number();

    const sending = upload(form.dataset["upload"]!, desk.token, file, (part) => (bar.value = part)).then(
      (photo) => {
        if (rows().some((other) => other !== row && field(other, "photo").value === String(photo.id))) return row.remove();
        for (const input of inputs) input.disabled = false;
        showPhoto(row, photo);
        draggable(row);
      },
      (reason: unknown) => {
        const words = document.createElement("p");
        words.className = "error";
        words.setAttribute("role", "alert");
        words.textContent = `${file.name}: ${reason instanceof Error ? reason.message : ""}`;
        row.replaceWith(words);
        window.setTimeout(() => words.remove(), 12_000);
      },
    );
    void desk.during(sending).then(() => {
      number();
      desk.changed();
    });
  };

  const chooser = form.querySelector<HTMLInputElement>("input[name=photos]")!;
  chooser.addEventListener("change", () => {
    for (const file of chooser.files ?? []) take(file);
    chooser.value = "";
  });

  const zone = form.querySelector<HTMLElement>("[data-drop]")!;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  for (const place of [zone, list]) {
    place.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      zone.classList.add("is-over");
    });
    place.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    place.addEventListener("drop", (event) => {
      zone.classList.remove("is-over");
      if (!hasFiles(event)) return;
      event.preventDefault();
      for (const file of event.dataTransfer?.files ?? []) take(file);
    });
  }

  let dragged: HTMLElement | null = null;
  let from = 0;
  const draggable = (row: HTMLElement): void => {
    const thumb = row.querySelector<HTMLElement>("[data-thumb]")!;
    thumb.draggable = true;
    for (const image of thumb.querySelectorAll("img")) image.draggable = false;
    thumb.addEventListener("dragstart", (event) => {
      dragged = row;
      from = rows().indexOf(row) + 1;
      event.dataTransfer?.setDragImage(thumb, 20, 20);
      row.classList.add("is-dragged");
    });
    thumb.addEventListener("dragend", () => {
      row.classList.remove("is-dragged");
      dragged = null;
      moved(row, from);
    });
  };
  list.addEventListener("dragover", (event) => {
    const over = (event.target as Element).closest<HTMLElement>("[data-photo]");
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    const wide = box.width < list.clientWidth * 0.75;
    const late = wide ? event.clientX > box.left + box.width / 2 : event.clientY > box.top + box.height / 2;
    if (late) over.after(dragged);
    else over.before(dragged);
  });
  rows().forEach(draggable);

  list.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button");
    const row = button?.closest<HTMLElement>("[data-photo]");
    if (!button || !row) return;
    const at = rows().indexOf(row);
    if (button.dataset["move"]) {
      const other = rows()[at + Number(button.dataset["move"])];
      if (!other) return;
      if (button.dataset["move"] === "1") other.after(row);
      else other.before(row);
      moved(row, at + 1);
      button.focus();
    } else if ("remove" in button.dataset) {
      pinned.leave(field(row, "photo").value);
      row.remove();
      number();
      desk.changed();
      (rows()[at] ?? rows()[at - 1])?.querySelector<HTMLElement>("[data-remove]")?.focus();
    }
  });
}

/** Send one file; the promise fails with the server's own words. */
function upload(url: string, token: string, file: File, progress: (part: number) => void): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("error", () => reject(new Error(document.body.dataset["wordOffline"] ?? "")));
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(request.response as Uploaded);
      else reject(new Error((request.response as { detail?: string } | null)?.detail ?? document.body.dataset["wordBroken"]));
    });
    const body = new FormData();
    body.append("photo", file);
    request.send(body);
  });
}
