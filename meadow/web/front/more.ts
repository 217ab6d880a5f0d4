// A list goes on shortly before its end comes into view; without scripts the same element is a link to the next page.

import htmx from "htmx.org";

export function more(element: HTMLElement): void {
  const link = element.querySelector("a");
  if (!link) return;
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      htmx.trigger(link, "near");
    },
    { rootMargin: "900px 0px" },
  );
  watch.observe(element);
}
