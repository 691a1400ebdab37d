/** Where the phone is, as far as it knows and may tell. */
import { signal } from '@lit-labs/signals';

export type Located =
  | { readonly state: 'unasked' | 'asking' | 'denied' | 'failed' | 'insecure' }
  | {
      readonly state: 'found';
      readonly lon: number;
      readonly lat: number;
      /** Metres around it. */
      readonly accuracy: number;
    };

/** Good enough to stop asking the satellites. */
const FINE_M = 15;
const LONGEST_MS = 20_000;
/** PERMISSION_DENIED of GeolocationPositionError. */
const DENIED = 1;

export class Place {
  readonly located = signal<Located>({ state: 'unasked' });
  private watching: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Ask, and listen for a while as it becomes better. */
  find(): void {
    this.stop();
    if (!isSecureContext || !('geolocation' in navigator)) {
      this.located.set({ state: 'insecure' });
      return;
    }
    this.located.set({ state: 'asking' });
    this.watching = navigator.geolocation.watchPosition(
      ({ coords }) => this.heard(coords),
      (error) => this.failed(error.code),
      { enableHighAccuracy: true, timeout: LONGEST_MS, maximumAge: 0 },
    );
    this.timer = setTimeout(() => this.stop(), LONGEST_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    if (this.watching !== null) {
      navigator.geolocation.clearWatch(this.watching);
      this.watching = null;
    }
  }

  private heard({ longitude, latitude, accuracy }: GeolocationCoordinates): void {
    const now = this.located.get();
    if (now.state !== 'found' || accuracy <= now.accuracy) {
      this.located.set({ state: 'found', lon: longitude, lat: latitude, accuracy });
    }
    if (accuracy <= FINE_M) {
      this.stop();
    }
  }

  private failed(code: number): void {
    if (this.located.get().state !== 'found') {
      this.located.set({ state: code === DENIED ? 'denied' : 'failed' });
    }
    this.stop();
  }
}
