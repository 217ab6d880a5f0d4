// Things chosen in a list stay chosen while one searches and turns its pages; a hidden field carries them to the server.

export function selection(form: HTMLFormElement): void {
  const carrier = form.querySelector<HTMLInputElement>("input[name=chosen]");
  if (!carrier) return;
  const chosen = new Set(carrier.value.split(",").filter(Boolean));

  const boxes = (): NodeListOf<HTMLInputElement> => form.querySelectorAll("input[type=checkbox][name=product]");
  const show = (): void => {
    for (const box of boxes()) box.checked = chosen.has(box.value);
    carrier.value = [...chosen].join(",");
    const all = form.querySelector<HTMLInputElement>("input[name=all]")?.checked ?? false;
    const count = form.querySelector<HTMLElement>("[data-chosen]");
    if (count) count.textContent = all ? "∞" : String(chosen.size);
    form.classList.toggle("has-chosen", all || chosen.size > 0);
  };

  let last: HTMLInputElement | null = null;
  form.addEventListener("click", (event) => {
    const box = event.target as HTMLInputElement;
    if (!box.matches("input[type=checkbox][name=product]")) return;
    // With the shift key everything between this box and the last one becomes as this one.
    const shown = [...boxes()];
    const from = last && event.shiftKey ? shown.indexOf(last) : -1;
    const to = shown.indexOf(box);
    const range = from < 0 ? [box] : shown.slice(Math.min(from, to), Math.max(from, to) + 1);
    for (const each of range) {
      if (box.checked) chosen.add(each.value);
      else chosen.delete(each.value);
    }
    last = box;
    show();
  });
  form.addEventListener("change", (event) => {
    if ((event.target as Element).matches("input[name=all], input[data-all-here]")) {
      const here = event.target as HTMLInputElement;
      if (here.matches("[data-all-here]"))
        for (const box of boxes()) {
          if (here.checked) chosen.add(box.value);
          else chosen.delete(box.value);
        }
      show();
    }
  });
  document.addEventListener("htmx:afterSwap", () => {
    last = null;
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}
