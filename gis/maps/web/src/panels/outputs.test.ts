import { expect, test, vi } from 'vitest';
import { address, download, named } from './outputs.ts';

test('only files in GBK ask for an encoding', () => {
  expect(address(2, 'csv', 'gbk')).toBe('/api/v1/plans/2/export?format=csv&encoding=gbk');
  expect(address(2, 'shp.zip', 'utf-8')).toBe('/api/v1/plans/2/export?format=shp.zip');
});

test('files are kept under the name that the service gives', () => {
  expect(named('attachment; filename="plan-2-v7.csv"')).toBe('plan-2-v7.csv');
  expect(named(null)).toBeNull();
});

test('a refused file is a problem with its own words', async () => {
  const words = { zh: { detail: 'GBK 编码缺少下列文字中的字' }, en: { detail: 'GBK lacks' } };
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(words), { status: 422 }));
  await expect(download(2, 'csv', 'gbk')).rejects.toMatchObject({
    status: 422,
    words: { zh: 'GBK 编码缺少下列文字中的字' },
  });
  vi.unstubAllGlobals();
});
