// Light or dark: the choice is kept in a cookie, so that the server paints the next page right from the start.

const YEAR = 60 * 60 * 24 * 365;

function wear(theme: string): void {
  const root = document.documentElement;
  if (theme === "light" || theme === "dark") root.dataset["theme"] = theme;
  else delete root.dataset["theme"];
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${theme === "system" ? 0 : YEAR}; SameSite=Lax${secure}`;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

export function themes(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = (event as SubmitEvent).submitter;
    if (!form.matches("[data-theme-form]") || !(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    wear(button.value);
  });
}
