// What every way of publishing from a browser can do, and which one this browser and this engine share.

import { Encoding } from "./encoding";
import { askForEntry, type Hears } from "./link";
import { Recording } from "./recording";
import { Whip } from "./whip";

export interface Wishes extends Hears {
  /** The connection is too slow for the picture, or is fast enough again. */
  slow(isSlow: boolean): void;
}

export interface Sender {
  /** Go on with other tracks: another camera, the screen. */
  change(stream: MediaStream): void;
  stop(): void;
}

/** Begin to send; null when this browser cannot. */
export async function send(door: string, stream: MediaStream, wishes: Wishes): Promise<Sender | null> {
  const entry = await askForEntry(door).catch(() => undefined);
  if (entry === undefined || entry === null) {
    wishes.ended(entry === null ? "refused" : "nothing");
    return { change: () => undefined, stop: () => undefined };
  }
  if (!entry.ws_url) return entry.whip_url && "RTCPeerConnection" in window ? new Whip(door, stream, wishes) : null;
  if (await Encoding.isPossible(stream)) return new Encoding(door, stream, wishes);
  return Recording.isPossible() ? new Recording(door, stream, wishes) : null;
}
