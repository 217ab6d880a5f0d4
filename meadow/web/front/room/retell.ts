// The talk of a show that is over, in step with its recording: what had been said by the moment that is shown.

import { Lines, type Message } from "./lines";

const WHILE = 120_000; // of talk asked for at once
const AHEAD = 20_000;
const JUMP = 5_000;
const BEFORE = 30_000; // of talk shown at once after a jump

export function retell(pane: HTMLElement): void {
  const door = pane.dataset["door"] ?? "";
  const lines = new Lines(pane, () => undefined);
  let said: Message[] = []; // what is known and not shown yet, oldest first
  let until = 0; // up to which moment it is known
  let shown = 0; // up to which moment it is shown
  let asking = 0; // which round of questions is meant; a jump begins another

  const ask = async (round: number, from: number): Promise<void> => {
    const to = from + WHILE;
    until = to;
    let after = "";
    for (;;) {
      const when = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), after });
      const answer = await fetch(`${door}?${when}`, { headers: { Accept: "application/json" } }).catch(() => null);
      if (round !== asking) return;
      if (!answer?.ok) {
        until = Math.min(until, from); // asked for again with the next moment
        return;
      }
      const page = (await answer.json()) as { messages: Message[]; after: number | null };
      if (round !== asking) return;
      said.push(...page.messages);
      if (page.after === null) return;
      after = String(page.after);
    }
  };

  document.addEventListener("meadow:replay", (event) => {
    const at = (event as CustomEvent<{ at: number }>).detail.at;
    if (!Number.isFinite(at)) return;
    pane.hidden = false;
    if (at < shown || at > shown + JUMP + WHILE || (shown && at - shown > JUMP)) {
      lines.clear();
      said = [];
      shown = at - BEFORE;
      asking += 1;
      void ask(asking, shown);
    } else if (at > until - AHEAD) void ask(asking, until);
    let next = said[0];
    while (next && Date.parse(next.at) <= at) {
      lines.add(lines.make(next));
      said.shift();
      next = said[0];
    }
    shown = at;
  });
}
