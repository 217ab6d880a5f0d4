// A thin line at the top while something is being fetched for longer than a blink.

export function progress(): void {
  const line = document.createElement("div");
  line.className = "progress";
  document.body.append(line);
  let going = 0;
  let timer = 0;
  document.addEventListener("htmx:beforeSend", () => {
    if (going++ === 0) timer = window.setTimeout(() => line.classList.add("is-going"), 250);
  });
  document.addEventListener("htmx:afterRequest", () => {
    going = Math.max(0, going - 1);
    if (going > 0) return;
    window.clearTimeout(timer);
    line.classList.remove("is-going");
  });
}
