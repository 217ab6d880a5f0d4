// Quick replies of a shop: a tap puts the text where one writes, to be looked over, instead of sending it at once.

export function replies(list: HTMLElement): void {
  list.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const text = form.querySelector<HTMLElement>("[data-text]")?.dataset["text"] ?? "";
    const composer = document.querySelector<HTMLTextAreaElement>("[data-thread] textarea");
    if (!composer || composer.disabled) return; // then the server says it
    event.preventDefault();
    const before = composer.value.trimEnd();
    composer.value = before ? `${before}\n${text}` : text;
    composer.dispatchEvent(new Event("input", { bubbles: true }));
    composer.focus();
    void fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  });
}
