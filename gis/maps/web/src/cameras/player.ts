/** Plays HLS in a video element, within the rules for content of the page: nothing from elsewhere,
 * no worker made of text. */
import type { ErrorData, Events } from 'hls.js/light';

interface Told {
  /** A picture is there. */
  playing(): void;
  /** None comes; it is tried again. */
  stalled(): void;
  /** It is over. */
  failed(): void;
}

/** Tries after which one gives up. */
const MOST_TRIES = 4;
const AGAIN_MS = 1500;

/** Play an address; returns how to end it. */
export async function play(video: HTMLVideoElement, url: string, told: Told): Promise<() => void> {
  const playing = () => told.playing();
  const waiting = () => told.stalled();
  video.addEventListener('playing', playing);
  video.addEventListener('waiting', waiting);
  // Without a sound, and so without being asked.
  video.muted = true;
  const { default: Hls } = await import('hls.js/light');
  const stop = Hls.isSupported() ? byHls(Hls, video, url, told) : byItself(video, url, told);
  return () => {
    video.removeEventListener('playing', playing);
    video.removeEventListener('waiting', waiting);
    stop();
  };
}

/** Browsers that know HLS by themselves, such as those of telephones. */
function byItself(video: HTMLVideoElement, url: string, told: Told): () => void {
  if (!video.canPlayType('application/vnd.apple.mpegurl')) {
    told.failed();
    return () => undefined;
  }
  const failed = () => told.failed();
  video.addEventListener('error', failed);
  video.src = url;
  void video.play().catch(() => told.failed());
  return () => {
    video.removeEventListener('error', failed);
    video.removeAttribute('src');
    video.load();
  };
}

type Light = typeof import('hls.js/light').default;

function byHls(Hls: Light, video: HTMLVideoElement, url: string, told: Told): () => void {
  const hls = new Hls({
    enableWorker: false,
    // Live: the newest picture, and little kept.
    liveSyncDurationCount: 2,
    maxBufferLength: 8,
    backBufferLength: 4,
  });
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  hls.on(Hls.Events.MANIFEST_PARSED, () => void video.play().catch(() => told.failed()));
  hls.on(Hls.Events.FRAG_BUFFERED, () => {
    tries = 0;
  });
  hls.on(Hls.Events.ERROR, (_: Events.ERROR, error: ErrorData) => {
    if (!error.fatal) {
      return;
    }
    tries += 1;
    if (tries > MOST_TRIES || refused(error)) {
      hls.destroy();
      told.failed();
    } else if (error.type === Hls.ErrorTypes.MEDIA_ERROR) {
      hls.recoverMediaError();
    } else {
      told.stalled();
      clearTimeout(timer);
      timer = setTimeout(() => hls.startLoad(), AGAIN_MS);
    }
  });
  hls.attachMedia(video);
  hls.loadSource(url);
  return () => {
    clearTimeout(timer);
    hls.destroy();
  };
}

/** Whether the service says that one may not look, or not any more. */
function refused(error: ErrorData): boolean {
  const code = error.response?.code ?? 0;
  return code === 401 || code === 403 || code === 404 || code === 409;
}
