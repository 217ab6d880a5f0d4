// The frames of a track, one after another. What is not read in time is left out by the browser.

interface Processor<F> {
  readable: ReadableStream<F>;
}

declare global {
  interface Window {
    MediaStreamTrackProcessor?: new <F>(wishes: { track: MediaStreamTrack; maxBufferSize?: number }) => Processor<F>;
  }
}

export async function* reader<F>(track: MediaStreamTrack, signal: AbortSignal): AsyncGenerator<F> {
  const frames = new window.MediaStreamTrackProcessor!<F>({ track }).readable.getReader();
  const cancel = (): void => void frames.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel);
  try {
    while (!signal.aborted) {
      const { done, value } = await frames.read();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
