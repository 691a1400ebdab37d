/** What the service says of cameras, viewings and patrols. */

export type Status = 'unknown' | 'online' | 'offline';

export interface Camera {
  readonly id: number;
  readonly code: string;
  readonly scheme: 'gbt28181' | 'osm' | 'own';
  readonly name: string;
  readonly department: string;
  readonly kind: 'fixed' | 'panning' | 'dome';
  readonly direction: number | null;
  readonly fov: number | null;
  readonly range: number | null;
  readonly given_direction: string | null;
  readonly public_space: boolean;
  readonly purpose: string | null;
  readonly jurisdiction: string;
  readonly grid: string | null;
  readonly status: Status;
  readonly checked_at: string | null;
  /** False once taken down. */
  readonly live: boolean;
  readonly lon: number;
  readonly lat: number;
  readonly has_stream: boolean;
}

export interface Cameras {
  readonly cameras: readonly Camera[];
  /** Address of the following ones. */
  readonly next: string | null;
}

export interface Near {
  readonly camera: Camera;
  /** Metres. */
  readonly distance: number;
  /** Whether the place lies in its view. */
  readonly sees: boolean;
  readonly bearing: number | null;
}

/** A permission to look: to be used within a minute, once. */
export interface Permit {
  readonly viewing: number;
  readonly url: string;
  readonly expires_at: string;
}

/** One entry of the register. */
export interface Viewing {
  readonly id: number;
  readonly camera: number;
  readonly code: string;
  readonly camera_name: string;
  readonly user_name: string;
  readonly unit: string;
  readonly reason: string;
  readonly ticket: number | null;
  readonly jurisdiction: string;
  readonly created_at: string;
  readonly expires_at: string;
  /** null: it never began. */
  readonly begun_at: string | null;
  readonly seen_at: string | null;
  readonly ended_at: string | null;
}

/** Of the standing cameras of a department or a grid; times are seconds of all of them. */
export interface Uptime {
  readonly key: string | null;
  readonly cameras: number;
  readonly online: number;
  readonly offline: number;
  readonly unknown: number;
  /** Online of online and offline, 0 to 1; null where nothing is known. */
  readonly uptime: number | null;
}

export interface Stop {
  readonly camera: number;
  readonly seconds: number;
  readonly name: string;
  readonly status: Status;
  readonly live: boolean;
  readonly has_stream: boolean;
  readonly lon: number;
  readonly lat: number;
}

/** A remote patrol: cameras one after the other. */
export interface Patrol {
  readonly id: number;
  readonly name: string;
  readonly jurisdiction: string;
  readonly grid: string | null;
  readonly created_by: string;
  readonly created_at: string;
  /** Of the whole tour. */
  readonly seconds: number;
  readonly stops: readonly Stop[];
}

export type Result = 'normal' | 'finding' | 'no_picture';

export interface Run {
  readonly id: number;
  readonly patrol: number;
  readonly created_at: string;
  readonly ended_at: string | null;
  readonly seen: readonly {
    readonly camera: number;
    readonly at: string;
    readonly result: string;
    readonly note: string | null;
    readonly ticket: number | null;
  }[];
}

/** A ticket to be made of what is seen. */
export interface Finding {
  readonly kind: string;
  readonly code: string;
  readonly description: string;
}
