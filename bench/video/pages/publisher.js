// Publishes to ?target=... what a canvas shows: the moment as a barcode, and something that moves; with a tone.
// ?mode=packets encodes with WebCodecs, ?mode=mp4 lets MediaRecorder do it.
import { draw } from "/barcode.js";

const words = new URLSearchParams(location.search);
const mode = words.get("mode") ?? "packets";
const gop = Number(words.get("gop") ?? 1);
const fps = 30;
const canvas = document.querySelector("canvas");
const context = canvas.getContext("2d");
const told = { packets: 0, ack: null, state: "connecting", errors: [] };
window.told = told;

const socket = new WebSocket(words.get("target"));
const say = (object) => socket.send(JSON.stringify(object));
const fail = (error) => told.errors.push(String(error));
let frame = 0;
let begun;

function paint() {
  context.fillStyle = `hsl(${(frame * 3) % 360} 60% 50%)`;
  context.fillRect((frame * 5) % 600, 60 + (frame % 240), 40, 40);
  draw(context, Date.now());
  frame += 1;
}

function everyFrame(work) {
  begun = performance.now();
  setInterval(() => {
    const now = performance.now() - begun;
    if (now >= (frame * 1000) / fps) work(now);
  }, 4);
}

// -- WebCodecs ----------------------------------------------------------------------------------

const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

function send(kind, chunk) {
  const data = new Uint8Array(12 + chunk.byteLength);
  const view = new DataView(data.buffer);
  view.setUint8(0, kind);
  view.setUint8(1, chunk.type === "key" ? 1 : 0);
  view.setBigInt64(4, BigInt(Math.round(chunk.timestamp)));
  chunk.copyTo(data.subarray(12));
  socket.send(data);
  told.packets += 1;
}

function encodePackets() {
  const video = new VideoEncoder({
    error: fail,
    output(chunk, metadata) {
      const config = metadata?.decoderConfig;
      if (config?.description) say({ type: "video", description: base64(config.description) });
      send(1, chunk);
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
      send(2, chunk);
    },
  });
  audio.configure({ codec: "opus", sampleRate: 48_000, numberOfChannels: 1, bitrate: 64_000 });

  let sounded = 0; // milliseconds
  everyFrame((now) => {
    const keyFrame = frame % Math.round(fps * gop) === 0;
    paint();
    const picture = new VideoFrame(canvas, { timestamp: now * 1000 });
    video.encode(picture, { keyFrame });
    picture.close();
    for (; sounded + 20 <= now; sounded += 20) {
      const angle = (at) => ((sounded * 48 + at) * 440 * 2 * Math.PI) / 48_000;
      const data = Float32Array.from({ length: 960 }, (_, at) => 0.1 * Math.sin(angle(at)));
      const format = { format: "f32", sampleRate: 48_000, numberOfFrames: 960, numberOfChannels: 1 };
      const sound = new AudioData({ ...format, timestamp: sounded * 1000, data });
      audio.encode(sound);
      sound.close();
    }
  });
}

// -- MediaRecorder ------------------------------------------------------------------------------

function record() {
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const out = sound.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  const stream = new MediaStream([...canvas.captureStream(fps).getTracks(), ...out.stream.getTracks()]);
  const recorder = new MediaRecorder(stream, {
    mimeType: "video/mp4;codecs=avc1.42e01f,opus", videoBitsPerSecond: 800_000, videoKeyFrameIntervalDuration: gop * 1000,
  });
  recorder.onerror = ({ error }) => fail(error);
  recorder.ondataavailable = async ({ data }) => {
    if (data.size) socket.send(await data.arrayBuffer());
    told.packets += 1;
  };
  everyFrame(paint);
  recorder.start(200);
}

socket.onopen = () => say({ type: "hello", version: 1, mode, video: true, audio: true });
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  told.state = message.state ?? message.type;
  if (message.type === "ack") told.ack = message;
  if (message.type === "ended") fail(message.reason);
  if (message.type === "welcome") (mode === "mp4" ? record : encodePackets)();
};
socket.onclose = ({ code, reason }) => { told.state = `closed ${code} ${reason}`; };
