// Stripe's own payment form: the one third-party script, and only on the page where somebody pays with Stripe.

interface Elements {
  create(kind: "payment"): { mount(place: HTMLElement): void; on(event: "ready", work: () => void): void };
}

interface StripeApi {
  elements(options: { clientSecret: string; appearance: { theme: "stripe" | "night" } }): Elements;
  confirmPayment(options: {
    elements: Elements;
    confirmParams: { return_url: string };
  }): Promise<{ error?: { message?: string } }>;
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string) => StripeApi;
  }
}

const SCRIPT = "https://js.stripe.com/v3/"; // Stripe asks that it be loaded from there and not be copied

export function stripe(form: HTMLFormElement): void {
  const { stripe: key = "", secret = "", back = "/", broken = "" } = form.dataset;
  const place = form.querySelector<HTMLElement>("[data-stripe-fields]");
  const problem = form.querySelector<HTMLElement>("[data-stripe-problem]");
  const button = form.querySelector<HTMLButtonElement>("button");
  if (!place || !problem || !button) return;
  const say = (words: string): void => void (problem.textContent = words);

  const script = document.createElement("script");
  script.src = SCRIPT;
  script.addEventListener("error", () => say(broken));
  script.addEventListener("load", () => {
    const api = window.Stripe?.(key);
    if (!api) return say(broken);
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark";
    const elements = api.elements({ clientSecret: secret, appearance: { theme: dark ? "night" : "stripe" } });
    const fields = elements.create("payment");
    place.replaceChildren();
    fields.on("ready", () => void (button.disabled = false));
    fields.mount(place);

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      button.setAttribute("aria-busy", "true");
      say("");
      const confirmParams = { return_url: new URL(back, location.href).href };
      // It only comes back with an error; otherwise the browser is led to the return address.
      void api.confirmPayment({ elements, confirmParams }).then(({ error }) => {
        button.removeAttribute("aria-busy");
        say(error?.message ?? broken);
      });
    });
  });
  document.head.append(script);
}
