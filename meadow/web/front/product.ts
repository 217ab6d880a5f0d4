// The desk's product sheet: how the product looks when somebody searches, while it is being written.

const TITLE = 60;
const WORDS = 160;

function cut(text: string, most: number): string {
  const plain = text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
  return plain.length > most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain;
}

export function product(form: HTMLFormElement): void {
  const preview = form.querySelector("[data-found-preview]");
  const title = preview?.querySelector("[data-found-title]");
  const words = preview?.querySelector("[data-found-words]");
  if (!title || !words) return;
  const typed = (name: string): string =>
    form.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name=${name}]`)?.value ?? "";
  form.addEventListener("input", (event) => {
    const name = (event.target as HTMLInputElement).name;
    if (!["title", "description", "seo_title", "seo_description"].includes(name)) return;
    title.textContent = cut(typed("seo_title") || typed("title") || "…", TITLE);
    words.textContent = cut(typed("seo_description") || typed("description") || "…", WORDS);
  });
}
