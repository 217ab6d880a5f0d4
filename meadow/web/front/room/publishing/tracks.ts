// The frames of a track, one after another. What is not read in time is left out by the browser.

interface Processor<F> {
  readable: ReadableStream<F>;
}

declare global {
  interface Window {
    MediaStreamTrackProcessor?: new <F>(wishes: { track: MediaStreamTrack; maxBufferSize?: number }) => Processor<F>;
  }
}

/**
 * Hand over every frame of a track until it ends or `signal` says so. A frame holds memory that is not the page's own:
 * each is closed here once `take` has come back, whatever happened in it, and so is one that arrives when all is over.
 * `take` must not keep it for later, and cannot: it does not wait.
 */
export async function frames<F extends { close(): void }>(
  track: MediaStreamTrack,
  signal: AbortSignal,
  take: (frame: F) => void,
): Promise<void> {
  const reader = new window.MediaStreamTrackProcessor!<F>({ track }).readable.getReader();
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      try {
        if (!signal.aborted) take(value);
      } finally {
        value.close();
      }
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
