// Publishes to ?target=... what a canvas shows: the moment as a barcode, and something that moves; with a tone.
import { draw } from "/barcode.js";

const words = new URLSearchParams(location.search);
const fps = 30;
const gop = Number(words.get("gop") ?? 1);
const canvas = document.querySelector("canvas");
const context = canvas.getContext("2d");
const told = { packets: 0, ack: null, state: "connecting", errors: [] };
window.told = told;

const socket = new WebSocket(words.get("target"));
socket.binaryType = "arraybuffer";
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const say = (object) => socket.send(JSON.stringify(object));

function packet(kind, chunk) {
  const data = new Uint8Array(12 + chunk.byteLength);
  const view = new DataView(data.buffer);
  view.setUint8(0, kind);
  view.setUint8(1, chunk.type === "key" ? 1 : 0);
  view.setBigInt64(4, BigInt(Math.round(chunk.timestamp)));
  chunk.copyTo(data.subarray(12));
  socket.send(data);
  told.packets += 1;
}

const fail = (error) => told.errors.push(String(error));
const video = new VideoEncoder({
  error: fail,
  output(chunk, metadata) {
    const config = metadata?.decoderConfig;
    if (config?.description) say({ type: "video", description: base64(config.description) });
    packet(1, chunk);
  },
});
video.configure({
  codec: "avc1.42e01f", width: 640, height: 360, bitrate: 800_000, framerate: fps,
  latencyMode: "realtime", avc: { format: "avc" },
});
const audio = new AudioEncoder({
  error: fail,
  output(chunk, metadata) {
    const config = metadata?.decoderConfig;
    if (config) {
      const description = config.description ? base64(config.description) : "";
      say({ type: "audio", codec: "opus", channels: config.numberOfChannels, description });
    }
    packet(2, chunk);
  },
});
audio.configure({ codec: "opus", sampleRate: 48_000, numberOfChannels: 1, bitrate: 64_000 });

let frame = 0;
let sounded = 0; // milliseconds
let begun;
function shoot() {
  const now = performance.now() - begun;
  if (now < (frame * 1000) / fps) return;
  context.fillStyle = `hsl(${(frame * 3) % 360} 60% 50%)`;
  context.fillRect((frame * 5) % 600, 60 + (frame % 240), 40, 40);
  draw(context, Date.now());
  const picture = new VideoFrame(canvas, { timestamp: now * 1000 });
  video.encode(picture, { keyFrame: frame % Math.round(fps * gop) === 0 });
  picture.close();
  frame += 1;
  for (; sounded + 20 <= now; sounded += 20) {
    const tone = Float32Array.from({ length: 960 }, (_, at) => 0.1 * Math.sin(((sounded * 48 + at) * 440 * 2 * Math.PI) / 48_000));
    const sound = new AudioData({
      format: "f32", sampleRate: 48_000, numberOfFrames: 960, numberOfChannels: 1, timestamp: sounded * 1000, data: tone,
    });
    audio.encode(sound);
    sound.close();
  }
}

socket.onopen = () => say({ type: "hello", version: 1, mode: "packets", video: true, audio: true });
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  told.state = message.state ?? message.type;
  if (message.type === "ack") told.ack = message;
  if (message.type === "welcome") {
    begun = performance.now();
    setInterval(shoot, 4);
  }
};
socket.onclose = ({ code, reason }) => { told.state = `closed ${code} ${reason}`; };
