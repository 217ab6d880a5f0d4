// Menus are <details>: here they close when one looks elsewhere, and only one is open at a time.

export function menus(): void {
  const open = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll("details.menu[open]");

  document.addEventListener("click", (event) => {
    for (const menu of open()) {
      const inside = menu.contains(event.target as Node);
      const chosen = inside && (event.target as Element).closest(".menu-panel :is(a, button:not([name=theme]))");
      if (!inside || chosen) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  document.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (!(next instanceof Node)) return;
    for (const menu of open()) if (!menu.contains(next)) menu.open = false;
  });
}
