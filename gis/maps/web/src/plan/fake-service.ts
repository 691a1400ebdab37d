/** A service for tests: one plan in memory, with versions, keys and the rules of If-Match. */
import type { GraphAnswer } from '../graph/protocol.ts';

export const PLAN = 7;
type Grid = Record<string, unknown> & { id: number; version: number; live: boolean };
interface Logged {
  readonly key: string;
  readonly asked: string;
  readonly answer: unknown;
}

export class FakeService {
  version = 0;
  state = 'draft';
  /** Every request that arrived: method, path, headers and content. */
  readonly requests: { what: string; headers: Headers; body: unknown }[] = [];
  /** Loses or refuses requests: what it returns is the answer, 'lost' none, null lets them pass. */
  fault: (what: string) => Response | 'lost' | 'answer lost' | null = () => null;
  /** Holds answers to edits back until it resolves. */
  gate: Promise<void> = Promise.resolve();
  private readonly log: Logged[] = [];
  private readonly versions = new Map<number, number>();
  private readonly undone: { atoms: number[]; from: number }[] = [];

  constructor(private readonly graph: GraphAnswer) {}

  /** Stands in for `fetch`. */
  readonly answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const what = `${request.method} ${pathname.replace('/api/v1/', '').replace(`plans/${PLAN}/`, '')}`;
    const text = request.method === 'POST' ? await request.text() : '';
    const body: unknown = text === '' ? null : JSON.parse(text);
    this.requests.push({ what, headers: request.headers, body });
    const fault = this.fault(what);
    if (fault instanceof Response) {
      return fault;
    }
    if (fault === 'lost') {
      throw new TypeError('network');
    }
    const found = this.route(what, request.headers, body);
    if (request.method === 'POST') {
      await this.gate;
    }
    if (fault === 'answer lost') {
      throw new TypeError('network');
    }
    return found;
  };

  count(what: string): number {
    return this.requests.filter((one) => one.what === what).length;
  }

  sent(what: string, header: string): (string | null)[] {
    return this.requests.filter((one) => one.what === what).map((one) => one.headers.get(header));
  }

  /** Somebody moves atoms; returns what others hear of it. */
  move(atoms: readonly number[], target: number): { version: number; grids: Grid[] } {
    const { id, grid } = this.graph.atoms;
    const at = atoms.map((atom) => id.indexOf(atom));
    const touched = new Set([target, ...at.map((one) => grid[one] as number)]);
    this.version += 1;
    for (const one of at) {
      this.undone.push({ atoms: [id[one] as number], from: grid[one] as number });
      grid[one] = target;
    }
    for (const one of touched) {
      this.versions.set(one, this.version);
    }
    return { version: this.version, grids: [...touched].map((one) => this.grid(one)) };
  }

  grid(id: number): Grid {
    const { atoms, community } = this.graph;
    const own = [...atoms.id.keys()].filter((at) => atoms.grid[at] === id);
    const sum = (values: readonly number[]) => own.reduce((all, at) => all + (values[at] ?? 0), 0);
    return {
      id,
      code: `${community}00${id}`,
      community,
      kind: 'base',
      category: null,
      name: `第${id}网格`,
      name_en: `grid ${id}`,
      post: null,
      reason: null,
      locked: false,
      live: own.length > 0,
      version: this.versions.get(id) ?? 0,
      households: sum(atoms.households),
      residents: sum(atoms.residents),
      buildings: own.length,
      atoms: own.length,
      pieces: 1,
    };
  }

  private route(what: string, headers: Headers, body: unknown): Response {
    const numbers = [...new Set(this.graph.atoms.grid)];
    const features = (units: { id: number }[]) =>
      json({ features: units.map(({ id, ...properties }) => ({ id, properties })), links: [] });
    switch (what) {
      case 'GET session':
        return json({ user: 'ann', grants: [{ role: 'planner', jurisdiction: '0' }] });
      case `GET plans/${PLAN}`:
        return json(this.plan());
      case 'GET grids':
        return features(numbers.map((id) => this.grid(id)));
      case 'GET microgrids':
        return features([{ id: 1 }]);
      case 'GET graph':
        return json({ ...structuredClone(this.graph), version: this.version });
      case 'GET communities':
        return json([{ code: this.graph.community, name: '西湖社区', bbox: [0, 0, 1, 1] }]);
      case 'GET steps':
        return json({ undo: this.log.length ? { version: this.version } : null, redo: null });
      case 'POST operations':
        return this.once(headers, body, () => this.operate(headers, body));
      case 'POST undo':
        return this.once(headers, body, () => this.undo());
      case 'POST presence':
        return new Response(null, { status: 204 });
      default:
        return problem(404, 'not-found');
    }
  }

  /** A key is applied once, and only for the same request. */
  private once(headers: Headers, body: unknown, apply: () => Response | object): Response {
    const key = headers.get('Idempotency-Key') ?? '';
    const asked = JSON.stringify([body, headers.get('If-Match')]);
    const known = this.log.find((one) => one.key === key);
    if (known) {
      return known.asked === asked ? json(known.answer) : problem(409, 'conflict');
    }
    const answer = apply();
    if (answer instanceof Response) {
      return answer;
    }
    this.log.push({ key, asked, answer });
    return json(answer);
  }

  private operate(headers: Headers, body: unknown): Response | object {
    const wish = body as { atoms: number[]; grid: number };
    const { id, grid } = this.graph.atoms;
    const basedOn = Number((headers.get('If-Match') ?? '').replaceAll('"', ''));
    const touched = new Set([wish.grid, ...wish.atoms.map((atom) => grid[id.indexOf(atom)] ?? 0)]);
    const stale = [...touched].filter((one) => (this.versions.get(one) ?? 0) > basedOn);
    if (this.state !== 'draft') {
      return problem(409, 'conflict');
    }
    if (stale.length > 0) {
      const changed = stale.map((one) => this.grid(one));
      return problem(412, 'stale', { version: this.version, changed });
    }
    if (wish.atoms.length > 3) {
      return problem(422, 'torn', { pieces: [] });
    }
    return { ...this.move(wish.atoms, wish.grid), microgrids: [] };
  }

  private undo(): Response | object {
    const last = this.undone.pop();
    if (last === undefined) {
      return problem(409, 'conflict');
    }
    const told = this.move(last.atoms, last.from);
    this.undone.pop();
    return { ...told, microgrids: [] };
  }

  private plan(): object {
    return {
      id: PLAN,
      name: '草案',
      jurisdiction: '990121100',
      state: this.state,
      version: this.version,
      rules: { by: 'households', band: '300:500', micro_band: null },
    };
  }
}

function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
}

export function problem(status: number, kind: string, more: object = {}): Response {
  return json({ type: `urn:wangge:${kind}`, title: kind, status, ...more }, status);
}

/** Stands in for the browser's: tests say what is heard. */
export class FakeEvents extends EventTarget {
  static readonly CLOSED = 2;
  static last: FakeEvents | null = null;
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEvents.last = this;
  }

  hear(kind: string, data: object): void {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
  }

  fail(closed: boolean): void {
    this.readyState = closed ? FakeEvents.CLOSED : 0;
    this.onerror?.();
  }

  close(): void {
    this.readyState = FakeEvents.CLOSED;
  }
}
