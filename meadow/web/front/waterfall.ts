// The waterfall: cards of any height in columns. Each card takes as many short rows of a grid as it is high, and the grid
// fills the highest gap first. Order in the document stays the order of reading and of the tab key, and cards that come
// later never move those that are there.

const ROW = 8;
const GAP = 20;

export function waterfall(grid: HTMLElement): void {
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) span(target.parentElement as HTMLElement, target as HTMLElement);
  });

  const span = (cell: HTMLElement, inner: HTMLElement): void => {
    const rows = Math.ceil((inner.getBoundingClientRect().height + GAP) / ROW);
    cell.style.gridRowEnd = `span ${rows}`;
  };

  const take = (cell: Element): void => {
    const inner = cell.firstElementChild;
    if (!(cell instanceof HTMLElement) || !(inner instanceof HTMLElement)) return;
    span(cell, inner);
    sizes.observe(inner);
  };

  for (const cell of grid.children) take(cell);
  grid.classList.add("is-flowing");

  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node instanceof Element) take(node);
      for (const node of change.removedNodes) {
        if (node instanceof Element && node.firstElementChild) sizes.unobserve(node.firstElementChild);
      }
    }
  }).observe(grid, { childList: true });
}
