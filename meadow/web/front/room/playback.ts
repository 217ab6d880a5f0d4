// Playing HLS in a <video>: with hls.js where Media Source Extensions are there, by the browser itself elsewhere.

import type Hls from "hls.js";

export interface Source {
  kind: "llhls" | "hls" | "flv" | "whep" | "livekit" | "mp4";
  url: string;
  token?: string;
}

export interface Playback {
  /** Go on under a newer token, without a seam. */
  renew(url: string): void;
  /** How many seconds behind the sender's end of the stream; NaN where nobody knows. */
  latency(): number;
  /** As close to what is happening now as this stream allows. */
  toLive(): void;
  end(): void;
}

const HLS_TYPE = "application/vnd.apple.mpegurl";
const GIVE_UP = 3; // attempts to decode on before everything is loaded anew

/** The address with the parameters of a newer one of the same stream: its token. */
export function underToken(url: string, newer: URL): string {
  const asked = new URL(url);
  let changed = false;
  for (const [name, value] of newer.searchParams) {
    if (!asked.searchParams.has(name) || asked.searchParams.get(name) === value) continue;
    asked.searchParams.set(name, value);
    changed = true;
  }
  return changed ? asked.href : url;
}

/** The best source that this browser plays; null when there is none. */
export function playable(sources: Source[]): Source | null {
  return sources.find(({ kind }) => kind === "llhls" || kind === "hls" || kind === "mp4") ?? null;
}

/** Begin to play; `failed` is called once, when this playback has come to its end and another one should be begun. */
export async function play(
  video: HTMLVideoElement,
  source: Source,
  wishes: { start?: number; failed: (why: string) => void },
): Promise<Playback | null> {
  if (source.kind === "mp4") return native(video, source, wishes);
  const { default: Player } = await import("hls.js/light");
  if (Player.isSupported()) return withHls(Player, video, source, wishes);
  return video.canPlayType(HLS_TYPE) ? native(video, source, wishes) : null;
}

function withHls(
  Player: typeof Hls,
  video: HTMLVideoElement,
  source: Source,
  { start, failed }: { start?: number; failed: (why: string) => void },
): Playback {
  let newest = new URL(source.url);
  let mended = 0;
  let isOver = false;
  const isLive = start === undefined;
  const hls = new Player({
    lowLatencyMode: isLive,
    maxLiveSyncPlaybackRate: 1.5,
    liveSyncOnStallIncrease: 0,
    backBufferLength: 30,
    enableWorker: false, // fragmented MP4 passes through; a worker of its own would need blob: in the policy
    startPosition: start ?? -1,
    xhrSetup: (xhr, url) => xhr.open("GET", underToken(url, newest), true),
  });
  const fail = (why: string): void => {
    if (isOver) return;
    isOver = true;
    hls.destroy();
    failed(why);
  };
  hls.on(Player.Events.ERROR, (_event, data) => {
    if (!data.fatal) return;
    // A decoder that stumbles is mended in place; everything else, discontinuities too, is loaded anew.
    if (data.type === Player.ErrorTypes.MEDIA_ERROR && data.details !== "levelParsingError" && mended++ < GIVE_UP) {
      hls.recoverMediaError();
    } else fail(data.details);
  });
  hls.on(Player.Events.FRAG_BUFFERED, () => (mended = 0));
  hls.loadSource(source.url);
  hls.attachMedia(video);
  return {
    renew: (url) => (newest = new URL(url)),
    latency: () => hls.latency || Number.NaN,
    toLive: () => {
      if (hls.liveSyncPosition && hls.liveSyncPosition - video.currentTime > 2) video.currentTime = hls.liveSyncPosition;
    },
    end: () => {
      isOver = true;
      hls.destroy();
    },
  };
}

function native(
  video: HTMLVideoElement,
  source: Source,
  { start, failed }: { start?: number; failed: (why: string) => void },
): Playback {
  const end = new AbortController();
  const { signal } = end;
  const fail = (): void => {
    end.abort();
    failed("native");
  };
  video.addEventListener("error", fail, { signal });
  if (start === undefined) video.addEventListener("ended", fail, { signal });
  video.src = start ? `${source.url}#t=${start}` : source.url;
  return {
    renew: () => undefined, // its token is asked for anew when the old one has made it stop
    latency: () => Number.NaN,
    toLive: () => {
      const { seekable } = video;
      if (start === undefined && seekable.length) video.currentTime = seekable.end(seekable.length - 1) - 2;
    },
    end: () => {
      end.abort();
      video.removeAttribute("src");
      video.load();
    },
  };
}
