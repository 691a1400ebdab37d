/** Send files, told how far they are; `fetch` does not tell that. */
import { Problem, problem, reachable, type Schemas, Unreachable } from '../api/client.ts';
import { language } from '../ui/words.ts';

export type Taken = Schemas['UploadTaken'];

export const ENDINGS = [
  '.gpkg',
  '.geojson',
  '.json',
  '.zip',
  '.fgb',
  '.parquet',
  '.geoparquet',
  '.shp',
];
/** Parts that go with a `.shp`. */
const PARTS = ['.shx', '.dbf', '.prj', '.cpg'];

/** What may be sent of what somebody dropped; names of the others. */
export function sorted(files: readonly File[]): { sent: File[]; refused: string[] } {
  const known = [...ENDINGS, ...PARTS];
  const fits = (file: File) => known.some((ending) => file.name.toLowerCase().endsWith(ending));
  return {
    sent: files.filter(fits),
    refused: files.filter((file) => !fits(file) && !beside(file)).map((file) => file.name),
  };
}

/** Files that programs put beside Shapefiles and that nobody misses. */
function beside(file: File): boolean {
  return /\.(sbn|sbx|qix|qpj|qmd|xml|fbn|fbx|ain|aih)$/i.test(file.name);
}

/** Send files to be looked at.
 *
 * @throws Problem where the service refuses them, or does not answer; an AbortError when called off.
 */
export function upload(
  files: readonly File[],
  progress: (sent: number, total: number) => void,
  signal: AbortSignal,
): Promise<Taken> {
  const form = new FormData();
  for (const file of files) {
    form.append('file', file, file.name);
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/uploads');
    request.setRequestHeader('Accept-Language', language.get());
    request.upload.onprogress = (event) => progress(event.loaded, event.total);
    request.onload = () => {
      reachable.set(true);
      const body = parsed(request.responseText);
      if (request.status === 202) {
        resolve(body as Taken);
      } else {
        const wait = Number(request.getResponseHeader('Retry-After')) || null;
        reject(problem(request.status, body, wait));
      }
    };
    request.onerror = () => {
      reachable.set(false);
      reject(new Unreachable());
    };
    request.onabort = () => reject(new DOMException('called off', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

/** Why files cannot even be sent; null where they can. */
export function complaint(sent: readonly File[], refused: readonly string[]): Problem | null {
  if (sent.some((file) => ENDINGS.some((ending) => file.name.toLowerCase().endsWith(ending)))) {
    return null;
  }
  const names = [...refused, ...sent.map((file) => file.name)].join(', ');
  return new Problem(0, 'format', {
    zh: `这些不是可导入的文件：${names}。可用格式：GeoPackage、GeoJSON、Shapefile（zip）、FlatGeobuf、GeoParquet。`,
    en: `These are no files that can be imported: ${names}. Use GeoPackage, GeoJSON, zipped Shapefile, FlatGeobuf or GeoParquet.`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the data are called at first: the file's name without its ending. */
export function nameOf(files: readonly string[]): string {
  const main = files.find((name) => !/\.(shx|dbf|prj|cpg)$/i.test(name)) ?? '';
  return main
    .replace(/\.[^.]+$/, '')
    .replaceAll('_', ' ')
    .trim();
}
