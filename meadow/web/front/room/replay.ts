// Watching again: parts follow one another, chapters jump without a new page, and the page hears which moment is shown.
//
//   meadow:replay  detail {at, second, isPlaying}: the moment (milliseconds, the server's clock) that is being shown

import { play, type Playback } from "./playback";

declare global {
  interface DocumentEventMap {
    "meadow:replay": CustomEvent<{ at: number; second: number; isPlaying: boolean }>;
  }
}

interface Part {
  link: HTMLAnchorElement;
  number: number;
  recording: string;
  hls: string;
  mp4: string;
  begins: number;
  clock: [number, number][];
}

const OFTEN = 500;

export function replay(place: HTMLElement): void {
  const video = place.querySelector("video")!;
  const parts = [...place.querySelectorAll<HTMLAnchorElement>(".replay-parts [data-part]")].map(read);
  const chapters = [...place.querySelectorAll<HTMLAnchorElement>("a[data-second]")];
  let part = parts.find(({ number }) => String(number) === video.dataset["part"]) ?? parts[0];
  let playback: Playback | null = null;
  let begun = "";
  if (!part) return;

  const load = async (next: Part, start: number, isPlaying: boolean): Promise<void> => {
    part = next;
    for (const other of parts) mark(other.link, other === next);
    const url = next.hls || next.mp4;
    if (begun === url) video.currentTime = start;
    else {
      begun = url;
      playback?.end();
      // Should the list of segments not play, the file itself does.
      const failed = (): void => void (async () => {
        playback = await play(video, { kind: "mp4", url: next.mp4 }, { start, failed: () => undefined });
      })();
      const source = { kind: next.hls ? ("hls" as const) : ("mp4" as const), url };
      playback = await play(video, source, { start, failed });
      if (!playback) failed();
    }
    if (isPlaying) await video.play().catch(() => undefined);
  };

  // The file that the page came with is enough until somebody wants to see it.
  const upgrade = (): void => void load(part!, video.currentTime || Number(video.dataset["start"]), true);
  if (part.hls) video.addEventListener("play", upgrade, { once: true });

  video.addEventListener("ended", () => {
    const next = parts[parts.indexOf(part!) + 1];
    if (next) void load(next, next.begins, true);
  });
  for (const link of chapters) {
    link.addEventListener("click", (event) => {
      const found = parts.find(({ number }) => String(number) === link.dataset["part"]);
      if (!found || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      video.removeEventListener("play", upgrade);
      history.replaceState(history.state, "", link.href);
      void load(found, Number(link.dataset["second"]), true);
      video.focus();
    });
  }
  for (const other of parts) {
    other.link.addEventListener("click", (event) => {
      event.preventDefault();
      video.removeEventListener("play", upgrade);
      void load(other, other.begins, true);
    });
  }

  const cutter = document.querySelector<HTMLDetailsElement>("[data-cutting]");
  if (cutter) {
    const show = (number: number, second: number, isPlaying: boolean): void => {
      const found = parts.find((it) => it.number === number);
      if (!found) return;
      video.removeEventListener("play", upgrade);
      void load(found, second, isPlaying);
    };
    void import("./cutting").then(({ cutting }) => cutting(cutter, { video, part: () => part!, parts: () => parts, show }));
  }

  const tell = (): void => {
    const detail = { at: momentOf(part!, video.currentTime), second: video.currentTime, isPlaying: !video.paused };
    document.dispatchEvent(new CustomEvent("meadow:replay", { detail }));
    const passed = (it: HTMLElement): boolean => Number(it.dataset["second"]) <= video.currentTime;
    const here = chapters.findLast((it) => it.dataset["part"] === String(part!.number) && passed(it));
    for (const link of chapters) {
      mark(link, link === here);
    }
  };
  video.addEventListener("seeked", tell);
  video.addEventListener("pause", tell);
  window.setInterval(() => {
    if (!video.paused) tell();
  }, OFTEN);
}

function mark(link: HTMLElement, isHere: boolean): void {
  if (isHere) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

function read(link: HTMLAnchorElement): Part {
  const { part, recording, hls, mp4, begins, clock } = link.dataset;
  return {
    link,
    number: Number(part),
    recording: recording ?? "",
    hls: hls ?? "",
    mp4: mp4 ?? "",
    begins: Number(begins),
    clock: JSON.parse(clock || "[]") as [number, number][],
  };
}

/** Which moment of the clock on the wall a second of the recording shows. */
export function momentOf(part: Pick<Part, "clock">, second: number): number {
  const [since, moment] = part.clock.findLast(([it]) => it <= second) ?? part.clock[0] ?? [0, 0];
  return moment + (second - since) * 1_000;
}
