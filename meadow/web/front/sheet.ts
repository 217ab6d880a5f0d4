// A table whose cells are fields, as in a spreadsheet: keys move between cells, a pasted block fills them, and only what
// has changed is sent.

import { toast } from "./toast";

type Cell = HTMLInputElement;

/** The rows of a block that a spreadsheet copied: tabs between cells, quotes around what holds a line break or a tab. */
export function blockOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < plain.length; at++) {
    const letter = plain[at]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (plain[at + 1] === '"') cell += plain[at++];
      else quoted = false;
    } else if (letter === '"' && !cell) quoted = true;
    else if (letter === "\t" || letter === "\n") {
      rows.at(-1)!.push(cell);
      cell = "";
      if (letter === "\n") rows.push([]);
    } else cell += letter;
  }
  rows.at(-1)!.push(cell);
  return rows;
}

export function sheet(form: HTMLFormElement): void {
  const rows = [...form.querySelectorAll<HTMLTableRowElement>("tbody tr")];
  const columns = [...new Set([...form.querySelectorAll<Cell>("input[data-column]")].map((cell) => cell.dataset["column"]!))];
  const cellAt = (row: number, column: string): Cell | null =>
    rows[row]?.querySelector<Cell>(`input[data-column="${column}"]`) ?? null;
  const isChanged = (cell: Cell): boolean => cell.value.trim() !== (cell.dataset["seen"] ?? "");
  const cells = (): Cell[] => [...form.querySelectorAll<Cell>("input[data-column]")];
  let sending = false;

  const show = (): void => {
    let changed = 0;
    for (const cell of cells()) {
      const is = isChanged(cell);
      cell.closest("td")?.classList.toggle("is-changed", is);
      if (is) changed++;
    }
    const count = form.querySelector<HTMLElement>("[data-changed]");
    if (count) count.textContent = changed ? String(changed) : "";
  };

  const go = (from: Cell, step: number): void => {
    const column = from.dataset["column"]!;
    let row = rows.indexOf(from.closest("tr")!);
    do row += step;
    while (rows[row] && !cellAt(row, column));
    const next = cellAt(row, column);
    next?.focus();
    next?.select();
  };
  const aside = (from: Cell, step: number): void => {
    const own = [...from.closest("tr")!.querySelectorAll<Cell>("input[data-column]")];
    const next = own[own.indexOf(from) + step];
    next?.focus();
    next?.select();
  };

  form.addEventListener("keydown", (event) => {
    const cell = event.target as Cell;
    if (!cell.matches?.("input[data-column]") || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const atStart = whole || (cell.selectionStart === 0 && cell.selectionEnd === 0);
    const atEnd = whole || cell.selectionStart === cell.value.length;
    if (event.key === "Enter" || event.key === "ArrowDown") go(cell, event.shiftKey && event.key === "Enter" ? -1 : 1);
    else if (event.key === "ArrowUp") go(cell, -1);
    else if (event.key === "ArrowLeft" && atStart && !event.shiftKey) aside(cell, -1);
    else if (event.key === "ArrowRight" && atEnd && !event.shiftKey) aside(cell, 1);
    else if (event.key === "Escape") {
      cell.value = cell.dataset["seen"] ?? "";
      show();
    } else return;
    event.preventDefault();
  });

  form.addEventListener("paste", (event) => {
    const cell = event.target as Cell;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell.matches?.("input[data-column]") || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const firstRow = rows.indexOf(cell.closest("tr")!);
    const firstColumn = columns.indexOf(cell.dataset["column"]!);
    let filled = 0;
    let left = 0;
    blockOf(text).forEach((values, down) =>
      values.forEach((value, right) => {
        const column = columns[firstColumn + right];
        const target = column ? cellAt(firstRow + down, column) : null;
        if (!target) {
          if (value.trim()) left++;
          return;
        }
        target.value = value.trim();
        filled++;
      }),
    );
    show();
    const { wordFilled, wordLeft } = form.dataset;
    toast({ text: `${wordFilled ?? ""} ${filled}${left ? ` · ${wordLeft ?? ""} ${left}` : ""}`, kind: left ? "error" : "done" });
  });

  form.addEventListener("input", show);
  form.addEventListener("focusin", (event) => {
    const cell = event.target as Cell;
    if (cell.matches?.("input[data-column]")) cell.select();
  });

  form.addEventListener("submit", () => {
    sending = true;
    for (const row of rows) {
      const own = [...row.querySelectorAll<Cell>("input[data-column]")];
      const changed = own.filter(isChanged);
      for (const cell of own) cell.disabled = !changed.includes(cell);
      const seen = row.querySelector<HTMLInputElement>("input[name^=seen-]");
      if (seen) seen.disabled = !changed.length;
    }
  });
  window.addEventListener("pageshow", () => {
    sending = false;
    for (const input of form.querySelectorAll("input")) input.disabled = false;
    show();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && cells().some(isChanged)) event.preventDefault();
  });
  show();
}
