// Runs a piece of work for every element that matches, now and whenever htmx brings new ones.

import htmx from "htmx.org";

export function arriving<E extends HTMLElement>(selector: string, work: (element: E) => void): void {
  const done = new WeakSet<E>();
  const look = (root: ParentNode): void => {
    const found = [...root.querySelectorAll<E>(selector)];
    if (root instanceof HTMLElement && root.matches(selector)) found.push(root as E);
    for (const element of found) {
      if (done.has(element)) continue;
      done.add(element);
      work(element);
    }
  };
  look(document);
  htmx.onLoad((element) => {
    if (element instanceof HTMLElement) look(element.parentElement ?? element);
  });
}
