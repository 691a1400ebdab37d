import { afterEach, describe, expect, it, vi } from 'vitest';
import { Problem, Unreachable } from '../api/client.ts';
import { unreadable } from './failures.ts';
import { boundsOf, namePoints } from './pictures.ts';
import { complaint, nameOf, sorted, upload } from './upload.ts';

const file = (name: string) => new File(['x'], name);

describe('files that somebody drops', () => {
  it('are sent with the parts of Shapefiles, without what programs put beside them', () => {
    const { sent, refused } = sorted(
      ['楼栋.SHP', '楼栋.dbf', '楼栋.sbn', '楼栋.shp.xml', 'readme.docx'].map(file),
    );
    expect(sent.map((one) => one.name)).toEqual(['楼栋.SHP', '楼栋.dbf']);
    expect(refused).toEqual(['readme.docx']);
  });

  it('are complained of where none can be opened', () => {
    expect(complaint([file('a.gpkg')], ['x.docx'])).toBeNull();
    expect(complaint([file('a.dbf')], [])?.words.zh).toContain('a.dbf');
    expect(complaint([], ['x.docx'])?.words.en).toContain('x.docx');
  });

  it('give the data their first name', () => {
    expect(nameOf(['青羊区_2026.gpkg'])).toBe('青羊区 2026');
    expect(nameOf(['a.dbf', 'a.shp'])).toBe('a');
    expect(nameOf([])).toBe('');
  });
});

/** Stands in for the browser's request: answers what a test says. */
class Fake {
  static answer: (request: Fake) => void = () => undefined;
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  status = 0;
  responseText = '';
  open(): void {}
  setRequestHeader(): void {}
  getResponseHeader(): string | null {
    return null;
  }
  send(): void {
    queueMicrotask(() => Fake.answer(this));
  }
  abort(): void {
    this.onabort?.();
  }
}

describe('an upload', () => {
  vi.stubGlobal('XMLHttpRequest', Fake);
  afterEach(() => {
    Fake.answer = () => undefined;
  });
  const send = (signal = new AbortController().signal, told = (_: number, __: number) => {}) =>
    upload([file('a.gpkg')], told, signal);

  it('tells how far it is, and what the service answers', async () => {
    Fake.answer = (request) => {
      request.upload.onprogress?.({ loaded: 1, total: 4 });
      Object.assign(request, { status: 202, responseText: '{"upload":"abc","id":7}' });
      request.onload?.();
    };
    const steps: number[] = [];
    const taken = await send(undefined, (sent, total) => steps.push(sent / total));
    expect(taken.upload).toBe('abc');
    expect(steps).toEqual([0.25]);
  });

  it('fails with the sentence of the service', async () => {
    Fake.answer = (request) => {
      const body = { type: 'urn:wangge:problem:too-large', zh: { detail: '太大' } };
      Object.assign(request, { status: 413, responseText: JSON.stringify(body) });
      request.onload?.();
    };
    const why = await send().catch((error: unknown) => error);
    expect(why).toBeInstanceOf(Problem);
    expect((why as Problem).words.zh).toBe('太大');
    expect((why as Problem).kind).toBe('too-large');
  });

  it('tells that the service is away', async () => {
    Fake.answer = (request) => request.onerror?.();
    await expect(send()).rejects.toBeInstanceOf(Unreachable);
  });

  it('ends when it is called off', async () => {
    const calling = new AbortController();
    const sent = send(calling.signal);
    calling.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  });
});

it('finds the bounds of every kind of geometry', () => {
  const collection = {
    type: 'FeatureCollection' as const,
    features: [
      {
        type: 'Feature' as const,
        properties: {},
        geometry: { type: 'Point' as const, coordinates: [5, 6] },
      },
      {
        type: 'Feature' as const,
        properties: {},
        geometry: {
          type: 'LineString' as const,
          coordinates: [
            [1, 9],
            [3, 2],
          ],
        },
      },
    ],
  };
  expect(boundsOf(collection)).toEqual([1, 2, 5, 9]);
  expect(boundsOf({ ...collection, features: [] })).toBeNull();
});

it('names a polygon once, in the middle of its largest part', () => {
  const square = (x: number, side: number) => [
    [x, 0],
    [x + side, 0],
    [x + side, side],
    [x, side],
    [x, 0],
  ];
  const [named] = namePoints([
    {
      type: 'Feature',
      properties: { name: '甲' },
      geometry: { type: 'MultiPolygon', coordinates: [[square(9, 1)], [square(0, 4)]] },
    },
  ]);
  expect(named?.geometry).toEqual({ type: 'Point', coordinates: [2, 2] });
  expect(named?.properties?.name).toBe('甲');
});

it('tells why nothing in the files can be read', () => {
  const problems = [{ code: 'empty-file', zh: '文件为空', en: 'the file is empty' }];
  const why = unreadable({ files: [{ file: 'a.gpkg', size: 0, problems }] } as never);
  expect(why.body.faults).toEqual([
    { layer: 'a.gpkg', remedy: 'the file is empty', zh: '文件为空' },
  ]);
});
