// A form that brings files: they may be dropped on it, their names and sizes are shown, and how much of them is sent.

const SIZES = ["B", "kB", "MB", "GB"];

function size(bytes: number): string {
  let at = 0;
  while (bytes >= 1000 && at < SIZES.length - 1) {
    bytes /= 1000;
    at += 1;
  }
  return `${bytes < 10 && at > 0 ? bytes.toFixed(1) : Math.round(bytes)} ${SIZES[at]}`;
}

function enliven(area: HTMLElement): void {
  const input = area.querySelector<HTMLInputElement>("input[type=file]");
  const chosen = area.querySelector<HTMLElement>("[data-chosen]");
  if (!input || !chosen) return;
  const show = (): void => {
    const file = input.files?.[0];
    chosen.textContent = file ? `${file.name} · ${size(file.size)}` : "";
  };
  input.addEventListener("change", show);
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("is-over");
  });
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget as Node | null)) area.classList.remove("is-over");
  });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("is-over");
    if (!event.dataTransfer?.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]!);
    input.files = one.files;
    show();
  });
  show();
}

export function upload(form: HTMLElement): void {
  for (const area of form.querySelectorAll<HTMLElement>("[data-drop]")) enliven(area);
  const line = form.querySelector<HTMLElement>("[data-sending]");
  const bar = line?.querySelector("progress");
  const percent = line?.querySelector<HTMLElement>("[data-percent]");
  if (!line || !bar || !percent) return;
  form.addEventListener("htmx:xhr:progress", (event) => {
    const { loaded, total } = (event as CustomEvent<{ loaded: number; total: number }>).detail;
    if (!total) return;
    line.hidden = false;
    bar.value = loaded / total;
    percent.textContent = `${Math.round((loaded / total) * 100)} %`;
  });
  form.addEventListener("htmx:afterRequest", () => (line.hidden = true));
}
