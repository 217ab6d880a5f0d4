// Forms: a button that has been pressed says so, a second press does nothing, and errors are brought into view.

export function forms(): void {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-delete]")) return;
    if (form.dataset["sent"] !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset["sent"] = "";
    const button = (event as SubmitEvent).submitter ?? form.querySelector("button:not([type=button])");
    button?.setAttribute("aria-busy", "true");
  });

  // Coming back by the browser's back button shows the page as it was left: let it be used again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) {
      delete form.dataset["sent"];
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  });

  const busy = (event: Event, is: boolean): void => {
    const element = (event as CustomEvent<{ elt: Element }>).detail.elt;
    const form = element.closest("form");
    const button = element.matches("button") ? element : form?.querySelector("button:not([type=button])");
    if (!button) return;
    if (is) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const element = (event as CustomEvent<{ elt: Element }>).detail.elt;
    if (element.closest("form")?.querySelector("button[aria-busy=true]")) event.preventDefault();
    else busy(event, true);
  });
  document.addEventListener("htmx:afterRequest", (event) => busy(event, false));

  const showError = (root: ParentNode): void => root.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus();
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, xhr } = (event as CustomEvent<{ target: Element; xhr: XMLHttpRequest }>).detail;
    if (xhr.status === 422) showError(target.isConnected ? target : document);
  });
  showError(document);

  document.addEventListener("click", (event) => {
    const step = (event.target as Element).closest<HTMLButtonElement>("button[data-step]");
    const input = step?.closest(".stepper")?.querySelector("input");
    if (!step || !input) return;
    if (step.dataset["step"] === "-1") input.stepDown();
    else input.stepUp();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
