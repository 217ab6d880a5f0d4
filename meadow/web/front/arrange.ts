// A list whose rows are put into another order, by dragging their handle or with the buttons beside it. What came of it
// is told by the event `arranged`, which the form sends on, and in words to whoever listens to the page.

import htmx from "htmx.org";

export function arrange(form: HTMLElement): void {
  const rows = (): HTMLElement[] => [...form.querySelectorAll<HTMLElement>("[data-arranged]")];
  const said = form.querySelector("[data-arrange-said]");

  const settled = (row: HTMLElement): void => {
    const place = rows().indexOf(row) + 1;
    if (said) said.textContent = `${form.dataset["wordMoved"] ?? ""} ${place}`;
    htmx.trigger(form, "arranged", {});
  };

  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-move]");
    const row = button?.closest<HTMLElement>("[data-arranged]");
    if (!button || !row) return;
    const all = rows();
    const other = all[all.indexOf(row) + Number(button.dataset["move"])];
    if (!other) return;
    if (button.dataset["move"] === "-1") other.before(row);
    else other.after(row);
    button.focus();
    settled(row);
  });

  form.addEventListener("pointerdown", (event) => {
    const handle = (event.target as Element).closest<HTMLElement>("[data-drag]");
    const row = handle?.closest<HTMLElement>("[data-arranged]");
    if (!handle || !row || event.button !== 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    row.classList.add("is-dragged");
    const before = rows();

    const moved = (at: PointerEvent): void => {
      for (const other of rows()) {
        if (other === row) continue;
        const { top, bottom } = other.getBoundingClientRect();
        if (at.clientY < top || at.clientY > bottom) continue;
        const isBelow = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
        if (isBelow) other.after(row);
        else other.before(row);
        return;
      }
    };
    const dropped = (): void => {
      handle.removeEventListener("pointermove", moved);
      row.classList.remove("is-dragged");
      if (rows().some((other, place) => other !== before[place])) settled(row);
    };
    handle.addEventListener("pointermove", moved);
    handle.addEventListener("lostpointercapture", dropped, { once: true });
  });
}
