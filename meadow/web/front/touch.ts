// What led somebody to a product, said once when its page is open. Without scripts putting it into the cart says the same.

export function touch(form: HTMLFormElement): void {
  void fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => undefined);
}
