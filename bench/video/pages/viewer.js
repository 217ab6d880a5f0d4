// Watches ?source=... and keeps, for every picture that is shown, how old it is.
import { ROWS, read } from "/barcode.js";

const words = new URLSearchParams(location.search);
const video = document.querySelector("video");
const canvas = new OffscreenCanvas(640, ROWS);
const context = canvas.getContext("2d", { willReadFrequently: true });
const told = { ages: [], unread: 0, stalls: 0, errors: [], first: null };
window.told = told;
const begun = performance.now();

function look() {
  context.drawImage(video, 0, 0, 640, ROWS, 0, 0, 640, ROWS);
  const now = Date.now();
  const moment = read(context);
  if (moment === null) told.unread += 1;
  else told.ages.push(now - moment);
  if (told.first === null) told.first = performance.now() - begun;
  video.requestVideoFrameCallback(look);
}
video.requestVideoFrameCallback(look);
video.addEventListener("waiting", () => { if (told.first !== null) told.stalls += 1; });

const tuned = { lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.5, liveSyncOnStallIncrease: 0 };
const hls = new Hls(words.has("plain") ? {} : tuned);
hls.on(Hls.Events.ERROR, (_, error) => {
  told.errors.push(`${error.details}${error.fatal ? " (fatal)" : ""}`);
  if (error.fatal && told.errors.length < 50) setTimeout(() => hls.loadSource(words.get("source")), 500);
});
window.hls = hls;
hls.loadSource(words.get("source"));
hls.attachMedia(video);
video.play();
