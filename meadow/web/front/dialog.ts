// Sheets are <dialog>: `data-dialog="id"` opens one, `data-close` closes it; a link with `data-dialog` still works without scripts.

export function dialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset["dialog"] ?? "");
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const dialog = target.closest("dialog");
    if (!dialog) return;
    // The click on the veil arrives at the dialog itself, outside its box.
    const box = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    const onVeil = target === dialog && (x < box.left || x > box.right || y < box.top || y > box.bottom);
    if (target.closest("[data-close]") || (onVeil && event.detail > 0)) dialog.close();
  });
}
