// A clip on a note's page: a stretch of a recording, played over the photo once somebody asks for it, and nothing around it.

import { play, type Playback, type Source } from "./playback";

interface Told {
  sources: Source[];
  begins: number;
  ends: number;
}

const OFTEN = 60; // milliseconds between two looks at whether the end is reached

export function clip(link: HTMLAnchorElement): void {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
}

function open(link: HTMLAnchorElement): void {
  const pattern = document.querySelector<HTMLTemplateElement>("template[data-clip-stage]")!;
  const stage = (pattern.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  const part = <E extends HTMLElement>(name: string): E => stage.querySelector<E>(`[data-clip-${name}]`)!;
  const [pause, mute, place, close] = [part("pause"), part("mute"), part<HTMLInputElement>("at"), part("close")];
  const video = stage.querySelector("video")!;
  let told: Told | null = null;
  let playback: Playback | null = null;
  let isOver = false;

  const say = (word: string): void => {
    for (const line of stage.querySelectorAll<HTMLElement>("[data-say]")) line.hidden = line.dataset["say"] !== word;
  };
  const draw = (): void => {
    pause.setAttribute("aria-pressed", String(video.paused));
    mute.setAttribute("aria-pressed", String(video.muted));
    if (told) place.value = String(Math.max(video.currentTime - told.begins, 0));
  };
  const look = (): void => {
    if (!told) return;
    if (!video.paused && video.currentTime >= told.ends) {
      isOver = true;
      video.pause();
    }
    draw();
  };
  const go = async (): Promise<void> => {
    if (told && (isOver || video.currentTime < told.begins - 0.5)) video.currentTime = told.begins;
    isOver = false;
    try {
      await video.play();
    } catch {
      // Where sound has to be asked for once more, it begins without; the button for it stands beside.
      video.muted = true;
      await video.play().catch(() => undefined);
    }
    draw();
  };
  const begin = async (): Promise<void> => {
    try {
      const response = await fetch(link.dataset["clip"]!, { headers: { Accept: "application/json" } });
      if (!response.ok) return say("gone");
      told = (await response.json()) as Told;
    } catch {
      return say("gone");
    }
    const { sources, begins } = told;
    const [first, last] = [sources.find(({ kind }) => kind === "hls"), sources.find(({ kind }) => kind === "mp4")];
    const failed = (): void => void (async () => {
      playback = last ? await play(video, last, { start: begins, failed: () => say("gone") }) : null;
      if (playback) await go();
      else say("gone");
    })();
    playback = first ? await play(video, first, { start: begins, failed }) : null;
    if (playback) await go();
    else failed();
  };

  const timer = window.setInterval(look, OFTEN);
  pause.addEventListener("click", () => (video.paused ? void go() : video.pause()));
  video.addEventListener("click", () => (video.paused ? void go() : video.pause()));
  mute.addEventListener("click", () => {
    video.muted = !video.muted;
    draw();
  });
  place.addEventListener("input", () => {
    if (!told) return;
    isOver = false;
    video.currentTime = Math.min(told.begins + Number(place.value), told.ends - 0.1);
  });
  video.addEventListener("playing", () => say(""));
  video.addEventListener("pause", draw);
  const end = (): void => {
    window.clearInterval(timer);
    playback?.end();
    stage.remove();
    link.hidden = false;
    link.focus();
  };
  close.addEventListener("click", end);
  stage.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });

  link.after(stage);
  link.hidden = true;
  pause.focus({ preventScroll: true });
  void begin();
}
